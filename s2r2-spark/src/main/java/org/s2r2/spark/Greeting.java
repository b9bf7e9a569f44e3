package org.s2r2.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.spark.SparkEnv;
import org.s2r2.spark.rabit.RabitTracker.Address;

/**
 * What workers tell each other when they meet.
 *
 * @param refusal why the work cannot be done; null where it can
 * @param host of Rabit's meeting point, which worker 0 opens; null from others
 * @param port of it
 * @param resume whether to go on with the run that is there; what worker 0 says counts
 */
record Greeting(String refusal, String host, int port, boolean resume) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The address of this worker that others reach it at. */
    static String ownHost() {
        return SparkEnv.get().blockManager().blockManagerId().host();
    }

    Greeting with(Address tracker) {
        return new Greeting(refusal, tracker.host(), tracker.port(), resume);
    }

    Address tracker() {
        return new Address(host, port);
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What all agree on: what worker 0 says, or the first refusal.
     *
     * @param texts of all workers in the order of their ranks
     */
    static Greeting agreed(String... texts) {
        Greeting first = null;
        for (String text : texts) {
            Greeting greeting = parse(text);
            if (greeting.refusal != null) {
                return greeting;
            }
            first = first == null ? greeting : first;
        }
        return first;
    }

    private static Greeting parse(String text) {
        try {
            return JSON.readValue(text, Greeting.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("another worker said what is not understood: " + text, e);
        }
    }
}
