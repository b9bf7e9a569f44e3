package org.s2r2.experiment.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One process that trained: a run that was resumed has several.
 *
 * @param started when, as ISO 8601 has it, in UTC
 * @param step steps that were done before
 * @param code what ran
 * @param engine what computed
 * @param loaderThreads threads that made views
 * @param machine where
 * @param changed what of the configuration was not as the sessions before had it, from this session's first step on
 */
public record Session(
        String started,
        long step,
        Code code,
        Engine engine,
        int loaderThreads,
        Machine machine,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Change> changed) {

    public Session {
        Recorded.require("started", started);
        try {
            Instant.parse(started);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("started: expected a time such as 2026-01-31T12:00:00Z", e);
        }
        Recorded.requireFrom(0, "step", step);
        Recorded.require("code", code);
        Recorded.require("engine", engine);
        Recorded.requireFrom(1, "loaderThreads", loaderThreads);
        Recorded.require("machine", machine);
        // Files of older programs have none.
        changed = changed == null ? List.of() : changed;
        if (changed.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("changed: found an empty one, expected what, then and now");
        }
        changed = List.copyOf(changed);
    }

    /** A session of this program, here and now. */
    public static Session begin(long step, Engine engine, int loaderThreads, List<Change> changed) {
        return new Session(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), step, Code.running(), engine,
                loaderThreads, Machine.here(), changed);
    }

    /** What may make a difference to the numbers of a run, by its name. */
    Map<String, String> conditions() {
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("code", code.toString());
        conditions.put("backend", engine.backend());
        conditions.put("engine", engine.description());
        conditions.put("device", engine.device());
        conditions.put("threads", Integer.toString(engine.threads()));
        conditions.put("loaderThreads", Integer.toString(loaderThreads));
        conditions.put("java", machine.java());
        conditions.put("system", machine.system());
        conditions.put("processor", machine.processor());
        conditions.put("processors", Integer.toString(machine.processors()));
        return conditions;
    }
}
