package com.example.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.s2r2.file.WholeFile;
import org.s2r2.settings.Settings;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;

/**
 * Writes the loss of every epoch as a line to a file in the run's folder. A run that goes on keeps the lines of the
 * epochs that are done. Without a folder nothing is written.
 */
final class LossFile implements TrainingListener {

    static final String NAME = "loss-file";

    private final String name;
    private final List<String> lines = new ArrayList<>();
    private Path file;

    private LossFile(String name) {
        this.name = name;
    }

    /** Reads {@code file}, the name of the file, {@code loss.txt} if absent. No other file of a run ends in .txt. */
    static LossFile from(Settings settings) {
        String name = settings.text("file", "loss.txt");
        if (!name.matches("\\w[\\w.-]*\\.txt")) {
            throw settings.invalid("file", name, "a name of letters, digits and . _ - that ends in .txt");
        }
        return new LossFile(name);
    }

    @Override
    public void begin(Path run, long stepsDone) {
        file = run.resolve(name);
    }

    @Override
    public void on(TrainingEvent event) {
        if (file == null) {
            return;
        }
        try {
            if (event instanceof TrainingEvent.Started started && Files.exists(file)) {
                lines.addAll(Files.readAllLines(file).stream().limit(started.epoch()).toList());
            } else if (event instanceof TrainingEvent.EpochDone done) {
                lines.add(Double.toString(done.loss()));
                WholeFile.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }
}
