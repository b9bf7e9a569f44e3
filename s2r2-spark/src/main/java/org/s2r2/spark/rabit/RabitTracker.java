package org.s2r2.spark.rabit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The place where workers meet, in the process of one of them. Every attempt needs a new one, as workers that were lost
 * cannot come back to it.
 */
public final class RabitTracker implements AutoCloseable {

    private static final long START_SECONDS = 60;

    private final long handle;
    private final Address address;
    private final Thread waiting;

    /**
     * Where it is.
     *
     * @param host name or address
     */
    public record Address(String host, int port) {}

    private RabitTracker(long handle, Address address, Thread waiting) {
        this.handle = handle;
        this.address = address;
        this.waiting = waiting;
    }

    /**
     * Opens a meeting point on a free port.
     *
     * @param host the address to listen on, which all workers can reach
     * @param timeoutSeconds how long it waits for workers
     * @throws org.s2r2.collective.CollectiveException if it cannot listen there
     */
    public static RabitTracker open(String host, int workers, long timeoutSeconds) {
        long handle = NativeRabit.createTracker(host, workers, timeoutSeconds);
        NativeRabit.runTracker(handle);
        // It may be freed when nobody waits any more: native code goes on using it until then.
        Thread waiting = new Thread(() -> NativeRabit.awaitTracker(handle, 0), "s2r2-rabit-tracker");
        waiting.setDaemon(true);
        waiting.start();
        try {
            JsonNode arguments = JsonMapper.builder().build().readTree(NativeRabit.trackerArguments(handle, START_SECONDS));
            return new RabitTracker(handle,
                    new Address(arguments.get("dmlc_tracker_uri").asText(), arguments.get("dmlc_tracker_port").asInt()), waiting);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("xgboost4j's tracker gave an address that is no JSON", e);
        }
    }

    /** Where workers find it. */
    public Address address() {
        return address;
    }

    /** Frees it where all workers have left; otherwise it goes with the process, as a native thread still uses it. */
    @Override
    public void close() {
        try {
            waiting.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!waiting.isAlive()) {
            NativeRabit.freeTracker(handle);
        }
    }
}
