package org.s2r2.training;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks a training run to stop between two steps. Any thread may ask, such as one that handles a signal; the run's own
 * thread does the stopping, because an engine must not be taken down while a step is at work.
 */
public final class StopRequest {

    private final AtomicReference<String> reason = new AtomicReference<>();

    /**
     * Asks for the stop; who asks first gives the reason.
     *
     * @param why in a word, such as {@code SIGTERM}
     */
    public void ask(String why) {
        reason.compareAndSet(null, why);
    }

    /** Why to stop; empty as long as nobody has asked. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason.get());
    }
}
