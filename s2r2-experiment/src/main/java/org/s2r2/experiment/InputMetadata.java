package org.s2r2.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.s2r2.data.augment.Normalization;

/**
 * What the metadata of a safetensors file say about the images that its network takes.
 *
 * @param normalization of the pixels
 * @param size height and width in pixels
 */
record InputMetadata(Normalization normalization, int size) {

    /** Where the same numbers were rounded, or taken from single precision. */
    private static final double TOLERANCE = 1e-4;

    private static final int SHOWN = 80;
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d*\\.?\\d+(?:[eE][-+]?\\d+)?");

    private record Entry(String name, String key, List<Double> numbers, String text) {}

    private List<Entry> all() {
        return List.of(
                new Entry("mean", "views.mean", normalization.mean(), normalization.mean().toString()),
                new Entry("std", "views.std", normalization.std(), normalization.std().toString()),
                new Entry("size", "evaluation.size", List.of((double) size), String.valueOf(size)));
    }

    /** {@code mean} and {@code std} of red, green and blue from 0 to 1 as JSON lists, and {@code size}. */
    Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        all().forEach(entry -> entries.put(entry.name, entry.text));
        return entries;
    }

    /**
     * What a file notes otherwise, with the experiment's keys and values beside it.
     *
     * @return null where nothing is noted otherwise
     */
    @Nullable String difference(Map<String, String> metadata) {
        List<String> different = new ArrayList<>();
        for (Entry entry : all()) {
            String found = metadata.get(entry.name);
            if (found != null && !isClose(numbers(found), entry.numbers)) {
                different.add(entry.name + " " + shown(found) + ", here " + entry.key + " is " + entry.text);
            }
        }
        return different.isEmpty() ? null : String.join("; ", different);
    }

    /** In one line, however long it is. */
    private static String shown(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
    }

    private static List<Double> numbers(String text) {
        List<Double> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(text);
        while (matcher.find()) {
            numbers.add(Double.valueOf(matcher.group()));
        }
        return numbers;
    }

    private static boolean isClose(List<Double> found, List<Double> expected) {
        boolean close = found.size() == expected.size();
        for (int i = 0; close && i < expected.size(); i++) {
            close = Math.abs(found.get(i) - expected.get(i)) < TOLERANCE;
        }
        return close;
    }
}
