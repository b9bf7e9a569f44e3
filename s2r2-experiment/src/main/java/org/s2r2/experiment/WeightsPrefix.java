package org.s2r2.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.s2r2.checkpoint.SafetensorsFile;
import org.s2r2.encoder.Parameter;
import org.s2r2.settings.InvalidInputException;

/**
 * Where the backbone is among the arrays of a file. Checkpoints of training programs have it behind names of modules, such
 * as {@code module.encoder_q.} (MoCo) or {@code teacher.backbone.} (DINO), and some have it twice.
 *
 * @param prefix what the names of the backbone's arrays begin with, empty or with a dot at its end
 * @param passedOver other prefixes below which the file has a whole backbone too
 */
record WeightsPrefix(String prefix, List<String> passedOver) {

    /** Of two whole backbones, the one that a method gives to others, and the one that it does not. */
    private record Preference(String taken, String passedOver) {

        boolean decides(String taken, String passedOver) {
            return hasModule(taken, this.taken) && hasModule(passedOver, this.passedOver);
        }

        private static boolean hasModule(String prefix, String module) {
            return Arrays.asList(prefix.split("\\.")).contains(module);
        }
    }

    /** MoCo and its third version, DINO, BYOL, and the last two under the names of solo-learn and LightlySSL. */
    private static final List<Preference> PREFERENCES = List.of(
            new Preference("encoder_q", "encoder_k"),
            new Preference("base_encoder", "momentum_encoder"),
            new Preference("teacher", "student"),
            new Preference("online_encoder", "target_encoder"),
            new Preference("backbone", "momentum_backbone"),
            new Preference("backbone", "backbone_momentum"),
            new Preference("teacher_backbone", "student_backbone"));

    /**
     * Looks for a backbone. Where no prefix has all of it, the one with most of it is found.
     *
     * @throws InvalidInputException if the file has several, and nothing says which is meant
     */
    static WeightsPrefix find(Path path, SafetensorsFile file, List<Parameter> backbone, PositionGrids grids) {
        Map<String, Integer> arrays = arraysBelow(file, backbone);
        List<String> whole = arrays.keySet().stream().filter(prefix -> hasAll(file, prefix, backbone, grids)).toList();
        if (whole.isEmpty()) {
            int most = arrays.values().stream().max(Integer::compare).orElse(0);
            return new WeightsPrefix(
                    arrays.entrySet().stream()
                            .filter(entry -> entry.getValue() == most)
                            .map(Map.Entry::getKey)
                            .findFirst()
                            .orElse(""),
                    List.of());
        }
        List<String> others = new ArrayList<>(whole);
        String taken = whole.contains("") ? "" : preferred(path, whole);
        others.remove(taken);
        return new WeightsPrefix(taken, others);
    }

    /** How many of the backbone's names there are behind each prefix. */
    private static Map<String, Integer> arraysBelow(SafetensorsFile file, List<Parameter> backbone) {
        Set<String> wanted = new HashSet<>();
        backbone.forEach(parameter -> wanted.add(parameter.name()));
        Map<String, Integer> counts = new TreeMap<>();
        for (String name : file.names()) {
            int start = 0;
            do {
                if (wanted.contains(name.substring(start))) {
                    counts.merge(name.substring(0, start), 1, Integer::sum);
                }
                start = name.indexOf('.', start) + 1;
            } while (start > 0);
        }
        return counts;
    }

    private static boolean hasAll(SafetensorsFile file, String prefix, List<Parameter> backbone, PositionGrids grids) {
        return backbone.stream().allMatch(parameter -> file.names().contains(prefix + parameter.name())
                && grids.serves(file.shape(prefix + parameter.name()), parameter));
    }

    private static String preferred(Path path, List<String> whole) {
        List<String> left = whole.stream()
                .filter(prefix -> whole.stream().noneMatch(other ->
                        PREFERENCES.stream().anyMatch(preference -> preference.decides(other, prefix))))
                .toList();
        if (left.size() != 1) {
            throw new InvalidInputException(path + ": found a whole backbone behind each of " + String.join(", ", whole)
                    + ", expected one, or names of which one is preferred, as encoder_q is to encoder_k");
        }
        return left.get(0);
    }

    /**
     * What to call an array that is not behind the prefix: by its whole name, or by the module that has it where it is in
     * another module.
     */
    String shown(String name) {
        int shared = 0;
        int next = prefix.indexOf('.') + 1;
        while (next > 0 && name.startsWith(prefix.substring(0, next))) {
            shared = next;
            next = prefix.indexOf('.', shared) + 1;
        }
        int dot = name.indexOf('.', shared);
        return dot < 0 ? name : name.substring(0, dot) + ".*";
    }
}
