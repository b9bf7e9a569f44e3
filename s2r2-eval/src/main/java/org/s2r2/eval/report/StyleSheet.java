package org.s2r2.eval.report;

/** The report's style sheet. */
final class StyleSheet {

    static final String CSS = """

            body { margin: 0; background: #f6f7f8; color: #1d2329;
                   font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
            main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }
            h1 { font-size: 28px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
            h2 { font-size: 17px; margin: 0 0 12px; }
            .summary { margin: 0; color: #56606a; max-width: 70ch; }
            section { background: #fff; border: 1px solid #e1e5e9; border-radius: 8px; padding: 18px 20px;
                      margin-top: 18px; }
            .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 14px 24px;
                     margin: 0; }
            dt { color: #56606a; font-size: 12.5px; }
            dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
            table { border-collapse: collapse; width: 100%; margin-bottom: 8px; font-variant-numeric: tabular-nums; }
            caption { text-align: left; color: #56606a; padding-bottom: 6px; }
            th, td { text-align: left; padding: 7px 20px 7px 0; border-top: 1px solid #edf0f2; }
            thead th, thead td { border-top: 0; color: #56606a; font-weight: 500; font-size: 13px; }
            tbody th { font-weight: 500; white-space: nowrap; width: 1%; }
            tbody tr:first-child th, tbody tr:first-child .value { font-weight: 700; }
            .score { white-space: nowrap; }
            .value { display: inline-block; min-width: 5.4em; margin-right: 4px; }
            .value small { color: #56606a; font-weight: 400; }
            .track { display: inline-block; width: 45%; height: 9px; background: #edf0f2; border-radius: 2px; }
            .bar { display: block; height: 100%; background: #0072b2; border-radius: 2px; }
            .absent { color: #8a949e; }
            .note { color: #56606a; font-size: 13px; margin: 4px 0 10px; }
            .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 20px 28px; }
            figure { margin: 0; }
            .chart { max-width: 640px; }
            .chart figcaption { font-weight: 600; font-size: 14px; }
            .chart svg { width: 100%; height: auto; display: block; }
            .legend { list-style: none; margin: 2px 0 4px; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 16px;
                      font-size: 13px; color: #3a434c; }
            .key { display: inline-block; width: 16px; height: 3px; margin-right: 6px; vertical-align: middle; }
            .grid { stroke: #e7ebee; }
            .axis { stroke: #8a949e; }
            .interval { stroke-width: 2.5; stroke-linecap: round; }
            .tick { font-size: 11px; fill: #56606a; }
            .label { font-size: 12px; fill: #3a434c; }
            polyline { fill: none; stroke-linejoin: round; }
            .raw { stroke-width: 1; stroke-opacity: 0.28; }
            .smooth { stroke-width: 2; }
            img.map { display: block; width: 100%; max-width: 720px; height: auto; }
            .pictures { overflow-x: auto; }
            .row { display: flex; gap: 8px; margin-bottom: 10px; }
            .row figure { width: 84px; flex: none; }
            .row img { display: block; width: 78px; height: 78px; object-fit: contain; border: 3px solid;
                       border-radius: 4px; background: #edf0f2; }
            .row figcaption { font-size: 11.5px; color: #56606a; text-align: center; overflow: hidden;
                              text-overflow: ellipsis; white-space: nowrap; }
            .query { margin-right: 14px; }
            .query img { border-color: #3a434c; }
            .query figcaption { color: #1d2329; font-weight: 600; }
            .right img { border-color: #2a9d4e; }
            .wrong img { border-color: #d03b3b; border-style: dashed; }
            .swatch { display: inline-block; width: 9px; height: 9px; border: 2px solid; border-radius: 2px;
                      vertical-align: -1px; }
            .swatch.right { border-color: #2a9d4e; }
            .swatch.wrong { border-color: #d03b3b; border-style: dashed; }
            .wide { overflow-x: auto; }
            .wide td, .wide th { white-space: nowrap; }
            dd.text { font-weight: 400; margin-bottom: 8px; }
            summary { cursor: pointer; font-weight: 600; }
            pre { overflow-x: auto; font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; margin: 12px 0 0; }
            @media print { body { background: #fff; } section { break-inside: avoid; } }
            """;

    private StyleSheet() {}
}
