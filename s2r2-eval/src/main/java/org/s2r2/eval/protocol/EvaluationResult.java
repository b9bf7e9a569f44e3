package org.s2r2.eval.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;

/**
 * What protocols found, by their names. As JSON every figure stands under its protocol's name and its path, such as
 *
 * <pre>
 * {"knn": {"top1"},
 *  "linear": {"top1"},
 *  "retrieval": {"map", "recallAt1", "recallAt5", "recallAt10"},
 *  "semi": {"1%": {"top1"}, "10%": {"top1"}},
 *  "folds": {"linear": {"mean", "std"}, "knn": {"mean", "std"}, "count"},
 *  "multiLabel": {"map", "classes"}}
 * </pre>
 *
 * without what was not asked for or does not apply. Accuracies, recall and average precision are fractions from 0 to 1.
 *
 * @param byProtocol the figures of each protocol, in the order in which they ran
 */
public record EvaluationResult(Map<String, List<Figure>> byProtocol) {

    public EvaluationResult {
        Map<String, List<Figure>> copy = new LinkedHashMap<>();
        byProtocol.forEach((name, figures) -> copy.put(name, List.copyOf(figures)));
        byProtocol = Collections.unmodifiableMap(copy);
    }

    /** The figures that tables show, in their order. A heading that was there before has the protocol's name before it. */
    public List<Figure> figures() {
        Map<String, Figure> shown = new LinkedHashMap<>();
        byProtocol.forEach((protocol, figures) -> {
            for (Figure figure : figures) {
                String heading = figure.heading();
                while (shown.containsKey(heading)) {
                    heading = protocol + ": " + heading;
                }
                if (!heading.isEmpty()) {
                    shown.put(heading, new Figure(figure.path(), figure.value(), heading, figure.deviation()));
                }
            }
        });
        return List.copyOf(shown.values());
    }

    /** A figure by its protocol and path; empty where it was not measured. */
    public OptionalDouble find(String protocol, String... path) {
        return byProtocol.getOrDefault(protocol, List.of()).stream()
                .filter(figure -> figure.path().equals(List.of(path)))
                .mapToDouble(figure -> figure.value().doubleValue())
                .findFirst();
    }

    /**
     * A figure by its protocol and path, such as {@code knn}, {@code top1}.
     *
     * @throws IllegalArgumentException if it was not measured
     */
    public double value(String protocol, String... path) {
        return find(protocol, path).orElseThrow(() -> new IllegalArgumentException(
                "no figure " + List.of(path) + " of " + protocol + " was measured; found "
                        + new TreeSet<>(byProtocol.keySet())));
    }

    /** All figures as a tree of names. */
    @JsonValue
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        byProtocol.forEach((name, figures) -> figures.forEach(figure -> put(tree, name, figure)));
        return tree;
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> tree, String protocol, Figure figure) {
        Map<String, Object> at = (Map<String, Object>) tree.computeIfAbsent(protocol, key -> new LinkedHashMap<>());
        for (String name : figure.path().subList(0, figure.path().size() - 1)) {
            at = (Map<String, Object>) at.computeIfAbsent(name, key -> new LinkedHashMap<>());
        }
        if (at.put(figure.path().get(figure.path().size() - 1), figure.value()) != null) {
            throw new IllegalArgumentException("protocol " + protocol + " gives two figures at " + figure.path());
        }
    }
}
