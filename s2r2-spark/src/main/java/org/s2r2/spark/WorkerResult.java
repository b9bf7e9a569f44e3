package org.s2r2.spark;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.s2r2.settings.InvalidInputException;

/**
 * What a task came to, or the input that it refused. An exception would have Spark run the task again, to be refused again.
 *
 * @param value null where it was refused
 * @param refusal null where there is a value
 */
record WorkerResult<T extends Serializable>(T value, String refusal) implements Serializable {

    /** Work that may refuse its input. */
    interface Work<T> {
        T run();
    }

    static <T extends Serializable> WorkerResult<T> of(Work<T> work) {
        try {
            return new WorkerResult<>(work.run(), null);
        } catch (InvalidInputException e) {
            return new WorkerResult<>(null, worker() + ": " + e.getMessage());
        }
    }

    /** @throws InvalidInputException if the input was refused */
    T orThrow() {
        if (refusal != null) {
            throw new InvalidInputException(refusal);
        }
        return value;
    }

    /** This process, as people can find it. */
    static String worker() {
        SparkEnv env = SparkEnv.get();
        return "worker " + env.blockManager().blockManagerId().host() + " (executor " + env.executorId() + ")";
    }
}
