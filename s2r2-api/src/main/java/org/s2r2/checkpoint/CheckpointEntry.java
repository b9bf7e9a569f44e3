package org.s2r2.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.s2r2.file.Digits;

/**
 * A checkpoint's folder with the epochs and steps in its name. Within an epoch the step decides; a whole epoch has none
 * (-1). Names may have decimal digits of any script: earlier versions wrote those of the machine's locale.
 */
record CheckpointEntry(Path folder, long epoch, long step) {

    static final Comparator<CheckpointEntry> OLDEST_FIRST =
            Comparator.comparingLong(CheckpointEntry::epoch).thenComparingLong(CheckpointEntry::step);

    private static final Pattern NAME = Pattern.compile("epoch-([0-9]{6,9})(?:-step-([0-9]{9,18}))?");

    /** @param named has the name that says what {@code folder} is */
    static Optional<CheckpointEntry> of(Path named, Path folder) {
        Matcher name = NAME.matcher(plainName(named));
        return name.matches() && Files.isDirectory(folder)
                ? Optional.of(new CheckpointEntry(folder, Long.parseLong(name.group(1)),
                        name.group(2) == null ? -1 : Long.parseLong(name.group(2))))
                : Optional.empty();
    }

    /** The name of a path with the digits 0 to 9. */
    static String plainName(Path path) {
        return Digits.ascii(path.getFileName().toString());
    }

    /** The name of the folder for a checkpoint. */
    static String name(TrainingState state) {
        String epoch = String.format(Locale.ROOT, "epoch-%06d", state.epoch());
        return state.withinEpoch() ? epoch + String.format(Locale.ROOT, "-step-%09d", state.step()) : epoch;
    }
}
