package org.s2r2.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.experiment.RunLock.Work;
import org.s2r2.settings.InvalidInputException;

class RunLockTest {

    @TempDir
    Path folder;

    private RunFolder run;

    @BeforeEach
    void folderOfARun() throws IOException {
        run = new RunFolder(Files.createDirectory(folder.resolve("run")));
    }

    private void requireRefused(Work work, String doing) {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> RunLock.take(run, work))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(run.path() + ": another process is " + doing + " this run; wait until it has ended");
        }
    }

    @Test
    void aLockIsHeldOnceAndFreeAgainOnceItIsClosed() throws IOException {
        try (RunLock first = RunLock.take(run, Work.TRAINING)) {
            assertThat(first).isNotNull();
            requireRefused(Work.TRAINING, "training");
            Path link = Files.createSymbolicLink(folder.resolve("link"), run.path());
            assertThatThrownBy(() -> RunLock.take(new RunFolder(link), Work.TRAINING))
                    .isInstanceOf(InvalidInputException.class);
        }
        RunLock.take(run, Work.TRAINING).close();
    }

    @Test
    void whoWaitsGoesOnWhereTheOtherEndsAndSaysWhoDoesNot() throws Exception {
        RunLock first = RunLock.take(run, Work.TRAINING);
        assertThatThrownBy(() -> RunLock.await(run, Work.TRAINING, "a worker that was lost", Duration.ofMillis(150)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(run.path() + ": a worker that was lost is training this run after 0 s yet, expected that it ends; end its"
                        + " process, and go on with --resume");
        Thread other = new Thread(() -> {
            try {
                Thread.sleep(300);
                first.close();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        other.start();
        RunLock.await(run, Work.TRAINING, "a worker that was lost", Duration.ofSeconds(20));
        RunLock.take(run, Work.TRAINING).close();
        other.join();
    }

    @Test
    void anEvaluationGoesOnBesideATraining() throws IOException {
        try (RunLock training = RunLock.take(run, Work.TRAINING);
                RunLock evaluation = RunLock.take(run, Work.EVALUATION)) {
            assertThat(training).isNotSameAs(evaluation);
            requireRefused(Work.EVALUATION, "evaluating");
        }
    }

    @Test
    void whatAnotherProcessHasIsRefusedInTheSameSentence() throws IOException {
        assertThatThrownBy(() -> RunLock.take(run, Work.TRAINING, channel -> null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("another process is training this run");
        assertThatThrownBy(() -> RunLock.take(run, Work.TRAINING, channel -> {
            throw new OverlappingFileLockException();
        })).isInstanceOf(InvalidInputException.class).hasMessageContaining("another process is training this run");
        RunLock.take(run, Work.TRAINING).close();
    }

    @Test
    void aFileSystemWithoutLocksKeepsNobodyOut() throws IOException {
        try (RunLock lock = RunLock.take(run, Work.TRAINING, channel -> {
            throw new IOException("No locks available");
        })) {
            assertThat(lock).isNotNull();
        }
        try (RunLock lock = RunLock.take(run, Work.TRAINING, channel -> {
            throw new UnsupportedOperationException("no locks");
        })) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void aFolderIsMadeWithItsLockAndNotBefore() throws IOException {
        RunFolder fresh = new RunFolder(folder.resolve("a/b"));
        try (RunLock lock = RunLock.take(fresh, Work.TRAINING); RunLock late = RunLock.take(fresh, Work.TRAINING)) {
            assertThat(fresh.path()).doesNotExist();
            lock.createFolder();
            assertThatThrownBy(late::createFolder)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("another process is training this run");
        }
        RunFolder begun = new RunFolder(folder.resolve("c"));
        try (RunLock late = RunLock.take(begun, Work.TRAINING)) {
            Files.createDirectory(begun.path());
            Files.writeString(begun.configFile(), "seed: 1\n");
            assertThatThrownBy(late::createFolder)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("another process began a run here");
        }
    }
}
