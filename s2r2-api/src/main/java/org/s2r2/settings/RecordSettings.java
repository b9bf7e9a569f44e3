package org.s2r2.settings;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Records as sections of a configuration: the names of their components as keys. */
public final class RecordSettings {

    private RecordSettings() {}

    /**
     * The components of a public record under their names, constants of enums as the words that {@link Settings#choice}
     * reads.
     */
    public static Map<String, Object> of(Record record) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(record);
                settings.put(component.getName(), value instanceof Enum<?> constant ? word(constant) : value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(record.getClass() + " is not a public record", e);
            }
        }
        return settings;
    }

    /** The word that stands for a constant in a configuration: in lower case, with hyphens. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
