package org.s2r2.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.Export;
import org.s2r2.experiment.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = "Writes a run's backbone as safetensors under torchvision's names.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN_DIR", description = "The folder of a run.")
    private Path run;

    @Option(names = "--out", required = true, paramLabel = "FILE.safetensors", description = "Where the weights go.")
    private Path out;

    @Option(names = "--with-head", description = "Writes the projection head too, under the names head.*.")
    private boolean head;

    @Mixin
    private CheckpointOption checkpoint;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        OutputFile.require("--out", out);
        Choice choice = checkpoint.choice() == null ? Choice.NEWEST : checkpoint.choice();
        Export.Exported exported = Export.run(
                new EncoderSource.OfRun(new RunFolder(run), choice), Components.discover(), head, out);
        results.print(exported, exported.backbone() + " after step " + exported.step() + ", " + exported.parameters()
                + " parameters in " + out);
        return 0;
    }
}
