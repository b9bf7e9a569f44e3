package org.s2r2.checkpoint;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.s2r2.file.JsonFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.training.Tally;

/**
 * Where a run stands, besides its arrays.
 *
 * @param epoch epochs done
 * @param step steps done
 * @param stepsPerEpoch steps of an epoch; 0 where it is not known
 * @param tally what was counted up to here
 * @param score how good the checkpoint is; null where nobody has judged it
 * @param configSha256 the SHA-256 of the resolved configuration, in hexadecimal
 * @param versions what wrote it: name to version or description
 */
public record TrainingState(
        int epoch,
        long step,
        Integer stepsPerEpoch,
        Tally tally,
        @Nullable Score score,
        String configSha256,
        Map<String, String> versions) {

    @SuppressWarnings("NullAway")
    public TrainingState {
        // Files of older programs have neither of the two.
        stepsPerEpoch = stepsPerEpoch == null ? 0 : stepsPerEpoch;
        tally = tally == null ? Tally.NONE : tally;
        if (epoch < 0 || step < 0 || stepsPerEpoch < 0 || configSha256 == null || versions == null) {
            throw new IllegalArgumentException("the state of a run has epoch " + epoch + ", step " + step + ", stepsPerEpoch "
                    + stepsPerEpoch + ", configSha256 " + configSha256 + " and versions " + versions
                    + ", expected numbers from 0 and nothing absent");
        }
    }

    /** @throws InvalidInputException if the file is not such a state */
    static TrainingState read(Path file) {
        return JsonFile.read(file, new TypeReference<>() {}, "the state of a run");
    }

    /** Whether there are steps behind the last whole epoch. */
    boolean withinEpoch() {
        return stepsPerEpoch > 0 && step % stepsPerEpoch != 0;
    }
}
