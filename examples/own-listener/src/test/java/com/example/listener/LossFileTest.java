package com.example.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.testkit.training.TrainingListenerContract;
import org.s2r2.training.Tally;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.s2r2.training.TrainingListenerFactory;

class LossFileTest extends TrainingListenerContract {

    @Override
    protected TrainingListenerFactory factory() {
        return LossFile::from;
    }

    /** Epochs of one step each, whose losses are given. */
    private void run(Path folder, int epochsDone, double... losses) {
        TrainingListener listener = factory().create(Settings.of("listener", Map.of("file", "mine.txt")));
        listener.begin(folder, epochsDone);
        listener.on(new TrainingEvent.Started(epochsDone, epochsDone, 5, 1, 2));
        for (int i = 1; i <= losses.length; i++) {
            int epoch = epochsDone + i;
            listener.on(new TrainingEvent.EpochDone(epoch, epoch, losses[i - 1], 0.5, 1, Tally.NONE, null));
        }
        listener.end();
    }

    @Test
    void aRunThatGoesOnKeepsTheLinesOfItsCheckpoint(@TempDir Path run) {
        run(run, 0, 0.75, 0.5, 0.25);
        assertThat(run.resolve("mine.txt")).hasContent("0.75\n0.5\n0.25\n");
        run(run, 2, 0.375, 0.125);
        assertThat(run.resolve("mine.txt")).hasContent("0.75\n0.5\n0.375\n0.125\n");
        run(run, 0, 0.625);
        assertThat(run.resolve("mine.txt")).hasContent("0.625\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../loss.txt", "a/b.txt", ".txt", "", "metrics.jsonl"})
    void aNameOutsideOfTheFolderOrOfAFileOfTheRunIsRefused(String name) {
        assertThatThrownBy(() -> LossFile.from(Settings.of("listener", Map.of("file", name))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("listener: file: found '" + name
                        + "', expected a name of letters, digits and . _ - that ends in .txt");
    }
}
