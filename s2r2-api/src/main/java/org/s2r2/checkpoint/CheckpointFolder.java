package org.s2r2.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: folders {@code epoch-NNNNNN}, and {@code epoch-NNNNNN-step-NNNNNNNNN} within the epoch
 * behind it. Each is written under a hidden name and renamed when it is whole, so that a process may be killed at any
 * moment: what it leaves under hidden names is put in order by the next one that writes. The file {@code best} names
 * the best one.
 *
 * @param path the folder, which need not be there yet
 */
public record CheckpointFolder(Path path) {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
    private static final String BEST = "best";
    private static final String UNFINISHED = ".tmp";
    private static final String REPLACED = ".old";
    private static final String DAMAGED = ".damaged";

    /** One of a run's checkpoints. */
    public enum Choice {
        NEWEST,
        BEST;

        /** As it stands on command lines. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A checkpoint that was read.
     *
     * @param folder where it lies
     * @param damaged newer ones that could not be read
     */
    public record Found(Path folder, Checkpoint checkpoint, List<Path> damaged) {}

    /**
     * Writes a checkpoint, in place of one of the same step, and deletes all but the newest {@code keep} and the best.
     * Whatever goes wrong, those that were there before are there still.
     *
     * @return its folder
     * @throws org.s2r2.training.DivergedException if a value is infinite or not a number; nothing is written then
     */
    public Path save(Checkpoint checkpoint, int keep) throws IOException {
        checkpoint.requireFinite();
        Files.createDirectories(path);
        tidy();
        Path folder = path.resolve(CheckpointEntry.name(checkpoint.state()));
        Path temporary = hidden(folder, UNFINISHED);
        try {
            Files.createDirectory(temporary);
            checkpoint.write(temporary);
            Checksums.write(temporary);
            force(temporary.resolve(Checksums.FILE));
            force(temporary);
        } catch (IOException | RuntimeException e) {
            deleteAfter(e, temporary);
            throw e;
        }
        // Renamed and not deleted: between the two moves the old one is still to be found.
        Path replaced = hidden(folder, REPLACED);
        for (Path earlier : list()) {
            if (CheckpointEntry.plainName(earlier).equals(folder.getFileName().toString())) {
                Files.move(earlier, replaced, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        force(path);
        delete(replaced);
        prune(keep);
        return folder;
    }

    /** The newest checkpoint, whole or not. */
    public Optional<Path> newest() throws IOException {
        List<Path> all = list();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /**
     * Reads the newest checkpoint that is whole. The log names damaged ones that are newer.
     *
     * @return empty if there is none
     * @throws InvalidInputException if all are damaged
     */
    public Optional<Found> newestWhole() throws IOException {
        List<Path> newestFirst = new ArrayList<>(list());
        Collections.reverse(newestFirst);
        List<Path> damaged = new ArrayList<>();
        InvalidInputException first = null;
        for (Path folder : newestFirst) {
            try {
                Checkpoint checkpoint = Checkpoint.load(folder);
                if (first != null) {
                    LOG.warn("{}; going back to {}", first.getMessage(), folder);
                }
                return Optional.of(new Found(folder, checkpoint, damaged));
            } catch (InvalidInputException e) {
                if (first != null) {
                    LOG.warn("{}", e.getMessage());
                }
                first = first == null ? e : first;
                damaged.add(folder);
            }
        }
        if (first != null) {
            throw new InvalidInputException(first.getMessage() + "; " + path
                    + " holds no whole checkpoint to go back to: restore that file, or start anew in another folder", first);
        }
        return Optional.empty();
    }

    /**
     * Reads one of the checkpoints: the best, or the newest as {@link #newestWhole} finds it.
     *
     * @return empty if there is none
     * @throws InvalidInputException if the best, or every one, is damaged
     */
    public Optional<Found> whole(Choice choice) throws IOException {
        if (choice == Choice.NEWEST) {
            return newestWhole();
        }
        Optional<Path> best = best();
        return best.isEmpty()
                ? Optional.empty()
                : Optional.of(new Found(best.get(), Checkpoint.load(best.get()), List.of()));
    }

    /** Renames damaged checkpoints, so that they count no more and can still be looked at. */
    public void setAside(List<Path> damaged) throws IOException {
        for (Path folder : damaged) {
            Path aside = folder.resolveSibling(folder.getFileName() + DAMAGED);
            delete(aside);
            Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The checkpoint with the best score: by the file {@code best}. */
    public Optional<Path> best() throws IOException {
        Path file = path.resolve(BEST);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Path folder = path.resolve(Files.readString(file).strip());
        return CheckpointEntry.of(folder, folder).map(CheckpointEntry::folder);
    }

    /** All checkpoints, the oldest first; one that was about to be replaced under its hidden name. */
    public List<Path> list() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        List<CheckpointEntry> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(path)) {
            for (Path entry : entries.toList()) {
                Path visible = visible(entry, REPLACED);
                if (visible == null) {
                    CheckpointEntry.of(entry, entry).ifPresent(found::add);
                } else if (!Files.exists(visible)) {
                    CheckpointEntry.of(visible, entry).ifPresent(found::add);
                }
            }
        }
        return found.stream().sorted(CheckpointEntry.OLDEST_FIRST).map(CheckpointEntry::folder).toList();
    }

    /** Puts in order what a process left behind that was killed while it saved. */
    private void tidy() throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(path)) {
            entries = all.toList();
        }
        for (Path entry : entries) {
            Path replaced = visible(entry, REPLACED);
            if (replaced != null && !Files.exists(replaced)) {
                Files.move(entry, replaced, StandardCopyOption.ATOMIC_MOVE);
            } else if (replaced != null || visible(entry, UNFINISHED) != null) {
                delete(entry);
            }
        }
    }

    private void prune(int keep) throws IOException {
        List<Path> all = list();
        Optional<Path> best = best(all);
        if (best.isPresent()) {
            Path file = path.resolve(BEST);
            Path whole = hidden(file, UNFINISHED);
            Files.writeString(whole, best.get().getFileName() + "\n");
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
            if (!best.equals(Optional.of(old))) {
                Path hidden = hidden(old, UNFINISHED);
                Files.move(old, hidden, StandardCopyOption.ATOMIC_MOVE);
                delete(hidden);
            }
        }
    }

    /** By the scores in the states; the oldest of equals. As the best is always kept, it is the best of the run. */
    private static Optional<Path> best(List<Path> all) throws IOException {
        Path best = null;
        Score highest = null;
        for (Path folder : all) {
            Score score = score(folder);
            if (score != null && Double.isFinite(score.value()) && (highest == null || score.betterThan(highest))) {
                best = folder;
                highest = score;
            }
        }
        return Optional.ofNullable(best);
    }

    private static @Nullable Score score(Path folder) throws IOException {
        try {
            return Checkpoint.loadState(folder).score();
        } catch (InvalidInputException e) {
            LOG.warn("{}", e.getMessage());
            return null;
        }
    }

    private static Path hidden(Path folder, String suffix) {
        return folder.resolveSibling("." + folder.getFileName() + suffix);
    }

    /** The path whose hidden name with a suffix this is; null if it is no such name. */
    private static @Nullable Path visible(Path hidden, String suffix) {
        String name = hidden.getFileName().toString();
        return name.startsWith(".") && name.endsWith(suffix)
                ? hidden.resolveSibling(name.substring(1, name.length() - suffix.length()))
                : null;
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deleteAfter(Exception failure, Path folder) {
        try {
            delete(folder);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
