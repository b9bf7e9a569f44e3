package org.s2r2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which views are made of an image: the section {@code views} of an experiment, whose keys docs/configuration.md lists.
 *
 * <pre>{@code
 * Views.of(2, 96).and(4, 48).scale(0.05, 0.2).with("grayscale", 0.1)
 * }</pre>
 */
public final class Views {

    private final List<Map<String, Object>> crops;
    private final Map<String, Object> others;

    private Views(List<Map<String, Object>> crops, Map<String, Object> others) {
        this.crops = List.copyOf(crops);
        this.others = Map.copyOf(others);
    }

    /** So many crops of so many pixels in height and width. */
    public static Views of(int count, int size) {
        return new Views(List.of(), Map.of()).and(count, size);
    }

    /** Beside them so many crops of another size. */
    public Views and(int count, int size) {
        List<Map<String, Object>> more = new ArrayList<>(crops);
        more.add(Map.of("count", count, "size", size));
        return new Views(more, others);
    }

    /** The crops named last show from this to that fraction of their image's area; [0.2, 1] without it. */
    public Views scale(double least, double most) {
        List<Map<String, Object>> changed = new ArrayList<>(crops);
        Map<String, Object> last = new LinkedHashMap<>(changed.remove(changed.size() - 1));
        last.put("scale", List.of(least, most));
        changed.add(last);
        return new Views(changed, others);
    }

    /** The same with another key of the section set. */
    public Views with(String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(others);
        changed.put(key, value);
        return new Views(crops, changed);
    }

    /** The keys of the section. */
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(others);
        settings.put("crops", crops);
        return settings;
    }
}
