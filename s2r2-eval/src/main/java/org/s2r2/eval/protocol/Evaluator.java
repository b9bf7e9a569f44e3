package org.s2r2.eval.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.s2r2.settings.InvalidInputException;

/** Runs protocols on frozen features, and chooses which. */
public final class Evaluator {

    /** What stands for all protocols that apply. */
    public static final String ALL = "all";

    private Evaluator() {}

    /**
     * Judges features.
     *
     * @param protocols in the order of their results; two may not have one name
     * @throws InvalidInputException if a protocol does not apply to the data, or cannot judge it
     */
    public static EvaluationResult evaluate(List<? extends Protocol> protocols, EvaluationData data) {
        Map<Protocol, SimilarityProtocol.View> views = new LinkedHashMap<>();
        for (Protocol protocol : protocols) {
            requireApplicable(protocol, data.name(), data.multiLabel(), !data.folds().isEmpty());
            if (protocol instanceof SimilarityProtocol similarity) {
                views.put(protocol, similarity.begin(data));
            }
        }
        SimilarityProtocol.look(data, List.copyOf(views.values()));
        Map<String, List<Figure>> found = new LinkedHashMap<>();
        for (Protocol protocol : protocols) {
            List<Figure> figures =
                    views.containsKey(protocol) ? views.get(protocol).figures() : protocol.evaluate(data);
            if (found.put(protocol.resultName(data.multiLabel()), figures) != null) {
                throw new IllegalArgumentException("two protocols are named " + protocol.name());
            }
        }
        return new EvaluationResult(found);
    }

    private static void requireApplicable(Protocol protocol, String name, boolean multiLabel, boolean folds) {
        Optional<String> refusal = protocol.refusal(name, multiLabel, folds);
        if (refusal.isPresent()) {
            throw new InvalidInputException("protocol: found '" + protocol.name() + "', expected " + refusal.get());
        }
    }

    /**
     * The protocols to run on some data. {@value #ALL} stands for all that apply; others have to apply each.
     *
     * @param known the protocols that there are, in their order
     * @param asked names, or {@value #ALL}
     * @param name what to call the data in messages
     * @param multiLabel whether the rows have any number of classes each
     * @param folds whether the rows have predefined folds
     * @throws InvalidInputException if one was asked for that there is not, or that does not apply
     */
    public static List<Protocol> choose(
            List<? extends Protocol> known, Set<String> asked, String name, boolean multiLabel, boolean folds) {
        if (asked.contains(ALL)) {
            return known.stream()
                    .filter(protocol -> protocol.refusal(name, multiLabel, folds).isEmpty())
                    .map(Protocol.class::cast)
                    .toList();
        }
        requireKnown(known, asked);
        List<Protocol> chosen = new ArrayList<>();
        for (Protocol protocol : known) {
            if (asked.contains(protocol.name())) {
                requireApplicable(protocol, name, multiLabel, folds);
                chosen.add(protocol);
            }
        }
        return chosen;
    }

    /** @throws InvalidInputException if a name is that of no protocol */
    public static void requireKnown(List<? extends Protocol> known, Set<String> asked) {
        for (String name : asked) {
            if (!name.equals(ALL) && known.stream().noneMatch(protocol -> protocol.name().equals(name))) {
                throw new InvalidInputException("protocol: found '" + name + "', expected one of "
                        + Stream.concat(known.stream().map(Protocol::name), Stream.of(ALL)).collect(Collectors.joining(", ")));
            }
        }
    }
}
