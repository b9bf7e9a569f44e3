package org.s2r2.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.Export;
import org.s2r2.experiment.RunFolder;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = "Writes a run's backbone as safetensors under torchvision's names, or as an ONNX model.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    private enum Format {
        SAFETENSORS,
        ONNX
    }

    private static final class Reading extends WordConverter<Format> {
        Reading() {
            super(Format.class);
        }
    }

    @Parameters(paramLabel = "RUN_DIR", description = "The folder of a run.")
    private Path run;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "safetensors",
            converter = Reading.class,
            description = "safetensors (the default), or onnx.")
    private Format format;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the weights go.")
    private Path out;

    @Option(
            names = "--with-head",
            description = "Writes the projection head too: as safetensors under the names head.*, as ONNX behind the"
                    + " backbone.")
    private boolean head;

    @Option(
            names = "--no-normalization",
            description = "Leaves the normalisation of pixels out of an ONNX model; its metadata has mean and std.")
    private boolean withoutNormalization;

    @Mixin
    private CheckpointOption checkpoint;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        OutputFile.require("--out", out);
        requireOneFormat();
        Choice choice = checkpoint.choice() == null ? Choice.NEWEST : checkpoint.choice();
        EncoderSource.OfRun source = new EncoderSource.OfRun(new RunFolder(run), choice);
        Stage stage = head ? Stage.PROJECTION : Stage.BACKBONE;
        Export.Exported exported = switch (format) {
            case SAFETENSORS -> Export.safetensors(source, Components.discover(), stage, out);
            case ONNX -> Export.onnx(source, Components.discover(), stage, !withoutNormalization, out);
        };
        results.print(exported, exported.backbone() + " after step " + exported.step() + ", " + exported.parameters()
                + " parameters in " + out);
        return 0;
    }

    private void requireOneFormat() {
        if (format == Format.ONNX) {
            return;
        }
        if (withoutNormalization) {
            throw new InvalidInputException("--no-normalization: found beside the format safetensors, which has weights"
                    + " alone, expected it beside --format onnx");
        }
        if (out.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            throw new InvalidInputException("--format: found safetensors for '" + out + "', expected --format onnx for a"
                    + " file of that name");
        }
    }
}
