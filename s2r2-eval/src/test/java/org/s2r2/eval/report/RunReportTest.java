package org.s2r2.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.data.image.RgbImage;
import org.s2r2.eval.report.ReportData.Chart;
import org.s2r2.eval.report.ReportData.Neighbour;
import org.s2r2.eval.report.ReportData.Picture;
import org.s2r2.eval.report.ReportData.PictureRow;
import org.s2r2.eval.report.ReportData.Point;
import org.s2r2.eval.report.ReportData.PointMap;
import org.s2r2.eval.report.ReportData.Score;
import org.s2r2.eval.report.ReportData.ScoreRow;
import org.s2r2.eval.report.ReportData.ScoreTable;
import org.s2r2.eval.report.ReportData.Series;
import org.s2r2.eval.report.ReportData.Style;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RunReportTest {

    private static final String HOSTILE = "<script>\"x\" & 'y'</script>\u0000\uD800";

    @Test
    void thePageIsWellFormedAndLoadsNothing() throws Exception {
        String html = RunReport.html(sample());
        Document page = parse(html);
        assertThat(page.getDocumentElement().getTagName()).isEqualTo("html");
        assertThat(html).doesNotContain("http:", "https:", "url(", "@import");
        assertThat(elements(page, "script")).isEmpty();
        assertThat(elements(page, "link")).isEmpty();
        assertThat(elements(page, "img")).allMatch(img -> img.getAttribute("src").startsWith("data:image/png;base64,"));
    }

    @Test
    void textFromOutsideStaysText() throws Exception {
        Document page = parse(RunReport.html(sample()));
        String shown = "<script>\"x\" & 'y'</script>\uFFFD\uFFFD";
        assertThat(elements(page, "h1").get(0).getTextContent()).isEqualTo(shown);
        assertThat(elements(page, "dd").get(0).getTextContent()).isEqualTo(shown);
        assertThat(elements(page, "pre").get(0).getTextContent()).isEqualTo("objective: " + shown);
        assertThat(elements(page, "img").get(0).getAttribute("alt")).isEqualTo(shown + " (query)");
    }

    @Test
    void everyPointIsDrawnRawAndSmoothed() throws Exception {
        Document page = parse(RunReport.html(sample()));
        assertThat(points(only(page, "polyline", "raw"))).hasSize(40);
        assertThat(elements(page, "circle")).hasSize(3);
    }

    @Test
    void positionsOnTheChartAreLinearInTheValues() throws Exception {
        Chart chart = new Chart("t", "x", "y", Style.DOTTED, List.of(new Series("s",
                List.of(new Point(0, 0), new Point(1, 10), new Point(4, 5)))));
        List<Element> dots = elements(parse(RunReport.html(with(chart))), "circle");
        double[] x = dots.stream().mapToDouble(dot -> Double.parseDouble(dot.getAttribute("cx"))).toArray();
        double[] y = dots.stream().mapToDouble(dot -> Double.parseDouble(dot.getAttribute("cy"))).toArray();
        assertThat((x[1] - x[0]) / (x[2] - x[0])).isEqualTo(0.25, within(1e-3));
        assertThat((y[0] - y[2]) / (y[0] - y[1])).isEqualTo(0.5, within(1e-3));
        assertThat(y[1]).isLessThan(y[0]);
    }

    @Test
    void aLongCurveIsThinnedAndKeepsItsPeak() throws Exception {
        List<Point> points = new ArrayList<>();
        IntStream.range(0, 100_000).forEach(i -> points.add(new Point(i, i == 51_234 ? 9 : 1 + i % 7 * 0.01)));
        Chart chart = new Chart("t", "x", "y", Style.SMOOTHED, List.of(new Series("s", points)));
        Document page = parse(RunReport.html(with(chart)));
        List<double[]> raw = points(only(page, "polyline", "raw"));
        assertThat(raw).hasSizeBetween(500, 1000);
        double highest = raw.stream().mapToDouble(p -> p[1]).min().orElseThrow();
        assertThat(raw.stream().filter(p -> p[1] == highest)).hasSize(1);
        assertThat(elements(page, "text").stream().map(Element::getTextContent)).contains("80000", "10", "x", "y");
    }

    @Test
    void pointsThatAreNotFiniteAreLeftOutAndCounted() throws Exception {
        Chart chart = new Chart("t", "x", "y", Style.SMOOTHED, List.of(new Series("s",
                List.of(new Point(0, 1), new Point(1, Double.NaN), new Point(2, 3)))));
        Document page = parse(RunReport.html(with(chart)));
        assertThat(points(only(page, "polyline", "raw"))).hasSize(2);
        assertThat(page.getDocumentElement().getTextContent()).contains("1 point is not finite");
        parse(RunReport.html(with(new Chart("t", "x", "y", Style.SMOOTHED, List.of(new Series("s", List.of()))))));
        parse(RunReport.html(with(
                new Chart("t", "x", "y", Style.DOTTED, List.of(new Series("s", List.of(new Point(3, 3))))))));
    }

    @Test
    void scoresAreShownInPerCentWithBarsOfTheirLength() throws Exception {
        Document page = parse(RunReport.html(sample()));
        List<Element> bars = elements(page, "span").stream().filter(s -> s.getAttribute("class").equals("bar")).toList();
        assertThat(bars).extracting(bar -> bar.getAttribute("style"))
                .containsExactly("width:71.23%", "width:80%", "width:30%");
        List<Element> values = elements(page, "span").stream().filter(s -> s.getAttribute("class").equals("value")).toList();
        assertThat(values).extracting(Element::getTextContent).containsExactly("71.2", "80.0 ± 1.5", "30.0");
        assertThat(only(page, "span", "absent").getTextContent()).isEqualTo("not measured");
    }

    @Test
    void aRightNeighbourHasARightFrameAndAWrongOneAWrongFrame() throws Exception {
        Document page = parse(RunReport.html(sample()));
        List<Element> figures = elements(page, "figure").stream()
                .filter(f -> List.of("query", "right", "wrong").contains(f.getAttribute("class"))).toList();
        assertThat(figures).extracting(f -> f.getAttribute("class")).containsExactly("query", "right", "wrong");
        assertThat(figures.get(2).getTextContent()).isEqualTo("cat");
        String css = elements(page, "style").get(0).getTextContent();
        assertThat(css).contains(".right img { border-color: #2a9d4e", ".wrong img { border-color: #d03b3b");
    }

    @Test
    void aPictureComesBackFromItsPngPixelForPixel() throws Exception {
        Picture picture = picture(5, "dog");
        String src = PngImage.dataUri(picture);
        byte[] png = Base64.getDecoder().decode(src.substring(src.indexOf(',') + 1));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(6);
        assertThat(image.getHeight()).isEqualTo(4);
        for (int i = 0; i < 24; i++) {
            int rgb = image.getRGB(i % 6, i / 6);
            assertThat(new byte[] {(byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb})
                    .containsExactly(picture.rgb()[3 * i], picture.rgb()[3 * i + 1], picture.rgb()[3 * i + 2]);
        }
    }

    @Test
    void emptyPartsAreLeftOut() throws Exception {
        Document page = parse(RunReport.html(new ReportData("t", "", Map.of(), List.of(), List.of(), List.of(), Optional.empty(), "")));
        assertThat(elements(page, "section")).isEmpty();
    }

    @Test
    void theMapHasADiscInTheColourOfItsClassWhereAPointIsAndNothingElsewhere() {
        RgbImage image = MapPicture.draw(new PointMap(
                new float[] {-1, 3, 1, 3, 0, 4}, new int[] {0, 14, -1}, List.of("cat"), ""));
        int middle = image.width() / 2;
        assertThat(hex(image, 12, middle - 174)).isEqualTo(hex(image, 12, middle - 173)).isNotEqualTo("ffffff");
        assertThat(hex(image, 12, middle - 174)).isEqualTo("338ec1");
        assertThat(hex(image, middle, middle + 174)).isEqualTo("a1a9b1");
        assertThat(hex(image, middle, middle)).isEqualTo("ffffff");
        assertThat(MapPicture.colour(14)).isNotEqualTo(MapPicture.colour(15));
    }

    private static String hex(RgbImage image, int x, int y) {
        return String.format(Locale.ROOT, "%02x%02x%02x", image.value(x, y, 0), image.value(x, y, 1), image.value(x, y, 2));
    }

    @Test
    void theSameDataGiveTheSameFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("report.html");
        RunReport.write(sample(), file);
        assertThat(Files.readString(file)).isEqualTo(RunReport.html(sample()));
    }

    @Test
    void ticksAreRoundNumbersWithoutRoundingErrors() {
        Axis fractions = Axis.enclosing(0.02, 0.58, 5);
        assertThat(fractions.ticks().stream().map(fractions::label))
                .containsExactly("0", "0.2", "0.4", "0.6");
        Axis negative = Axis.enclosing(-1e-3, 2e-3, 3);
        assertThat(negative.ticks().stream().map(negative::label)).containsExactly("-0.001", "0", "0.001", "0.002");
        Axis steps = Axis.spanning(0, 23_000, 5);
        assertThat(steps.ticks().stream().map(steps::label)).containsExactly("0", "5000", "10000", "15000", "20000");
    }

    @Test
    void recordsThatDoNotFitTogetherAreRefused() {
        assertThatThrownBy(() -> new Score(1.2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Picture(new byte[5], 2, 2, "x")).isInstanceOf(IllegalArgumentException.class);
        List<ScoreRow> rows = List.of(new ScoreRow("r", List.of()));
        assertThatThrownBy(() -> new ScoreTable("c", List.of("knn"), rows))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ReportData sample() {
        List<Point> loss = IntStream.range(0, 40).mapToObj(i -> new Point(i, 1.0 / (i + 1))).toList();
        List<Point> accuracy = List.of(new Point(1, 0.3), new Point(2, 0.5), new Point(3, 0.7));
        return new ReportData(
                HOSTILE, HOSTILE,
                Map.of("objective", HOSTILE),
                List.of(new ScoreTable("Top-1", List.of("kNN", "linear"), List.of(
                        new ScoreRow("trained", List.of(Optional.of(new Score(0.7123)), Optional.of(new Score(0.8, 0.015)))),
                        new ScoreRow(HOSTILE, List.of(Optional.of(new Score(0.3)), Optional.empty()))))),
                List.of(new Chart("Loss", "step", "loss", Style.SMOOTHED, List.of(new Series("loss", loss))),
                        new Chart(HOSTILE, HOSTILE, HOSTILE, Style.DOTTED,
                                List.of(new Series(HOSTILE, accuracy), new Series("none", List.of())))),
                List.of(new PictureRow(picture(1, HOSTILE),
                        List.of(new Neighbour(picture(2, "dog"), true), new Neighbour(picture(3, "cat"), false)))),
                Optional.of(new PointMap(new float[] {0, 0, 1, 1}, new int[] {0, -1}, List.of(HOSTILE), HOSTILE)),
                "objective: " + HOSTILE);
    }

    private static ReportData with(Chart chart) {
        return new ReportData("t", "", Map.of(), List.of(), List.of(chart), List.of(), Optional.empty(), "");
    }

    private static Picture picture(long seed, String label) {
        byte[] rgb = new byte[6 * 4 * 3];
        new Random(seed).nextBytes(rgb);
        return new Picture(rgb, 6, 4, label);
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> elements(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
    }

    private static Element only(Document page, String tag, String kind) {
        List<Element> found = elements(page, tag).stream().filter(e -> e.getAttribute("class").equals(kind)).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<double[]> points(Element polyline) {
        List<double[]> points = new ArrayList<>();
        for (String pair : polyline.getAttribute("points").split(" ")) {
            String[] xy = pair.split(",");
            points.add(new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])});
        }
        return points;
    }
}
