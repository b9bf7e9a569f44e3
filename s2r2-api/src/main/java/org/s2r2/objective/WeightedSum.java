package org.s2r2.objective;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * A weighted sum of objectives: loss = sum over the terms of weight * loss of the term. Each term is evaluated once, as
 * it evaluates itself, and the gradients are added.
 *
 * <p>What terms own is kept apart by their positions, from 0: the weight {@code objective.prototypes} of the second
 * term is {@code objective.1.prototypes} of the sum, and the state {@code queue.0} of that term is {@code 1.queue.0}.
 */
public final class WeightedSum implements Objective {

    /** The name in configurations. */
    public static final String NAME = "sum";

    private static final String PREFIX = "objective.";

    private final List<Term> terms;

    /**
     * A part of a sum.
     *
     * @param weight above 0
     * @param objective of this sum alone
     */
    public record Term(double weight, Objective objective) {

        public Term {
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new IllegalArgumentException("weight: found " + weight + ", expected a number above 0");
            }
        }
    }

    /** @param terms one or more */
    public WeightedSum(List<Term> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("found no terms, expected a sum of 1 or more");
        }
        this.terms = List.copyOf(terms);
    }

    @Override
    public String name() {
        return NAME;
    }

    private static Map<String, Object> section(Term term) {
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("weight", term.weight());
        section.put("name", term.objective().name());
        section.putAll(term.objective().settings());
        return section;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("terms", terms.stream().map(WeightedSum::section).toList());
    }

    public List<Term> terms() {
        return terms;
    }

    @Override
    public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        List<ObjectiveStep> steps = steps(step, embeddings.shape()[1]);
        List<ValueAndGradients> found = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        try {
            double value = 0;
            for (int i = 0; i < terms.size(); i++) {
                found.add(terms.get(i).objective.evaluate(engine, embeddings, steps.get(i)));
                value += terms.get(i).weight * found.get(i).value();
            }
            gradients.add(sumAtEmbeddings(found));
            for (int i = 0; i < terms.size(); i++) {
                for (Tensor own : found.get(i).gradients().subList(1, found.get(i).gradients().size())) {
                    gradients.add(own.mul(terms.get(i).weight));
                }
            }
            ValueAndGradients result = new ValueAndGradients(value, List.copyOf(gradients));
            gradients.clear();
            return result;
        } finally {
            found.forEach(ValueAndGradients::close);
            // Still there only if something failed.
            gradients.forEach(Tensor::close);
        }
    }

    private Tensor sumAtEmbeddings(List<ValueAndGradients> found) {
        Tensor sum = found.get(0).gradients().get(0).mul(terms.get(0).weight);
        for (int i = 1; i < terms.size(); i++) {
            try (Tensor before = sum;
                    Tensor next = found.get(i).gradients().get(0).mul(terms.get(i).weight)) {
                sum = before.add(next);
            }
        }
        return sum;
    }

    /** What each term is told of a step: the same, with its own weights alone. */
    private List<ObjectiveStep> steps(ObjectiveStep step, int dim) {
        List<ObjectiveStep> steps = new ArrayList<>();
        int from = 0;
        for (Term term : terms) {
            int to = from + term.objective.parameters(dim).size();
            if (to > step.weights().size()) {
                break;
            }
            steps.add(step.withWeights(step.weights().subList(from, to)));
            from = to;
        }
        if (steps.size() < terms.size() || from < step.weights().size()) {
            List<String> names = parameters(dim).stream().map(Parameter::name).toList();
            throw new IllegalArgumentException(
                    NAME + " has the weights " + names + ", found " + step.weights().size() + " tensors");
        }
        return steps;
    }

    @Override
    public void requireBatch(ViewLayout layout) {
        terms.forEach(term -> term.objective.requireBatch(layout));
    }

    @Override
    public void requireTeacher(ViewLayout layout, Optional<TeacherOptions> teacher) {
        terms.forEach(term -> term.objective.requireTeacher(layout, teacher));
    }

    /** Whether all terms do. */
    @Override
    public boolean takesUnitRows() {
        return terms.stream().allMatch(term -> term.objective.takesUnitRows());
    }

    @Override
    public List<Parameter> parameters(int embeddingDim) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            for (Parameter own : terms.get(i).objective.parameters(embeddingDim)) {
                parameters.add(own.renamed(outer(i, own.name())));
            }
        }
        return parameters;
    }

    /** Each term's own, drawn by a seed of its own. */
    @Override
    public Map<String, HostArray> firstWeights(int embeddingDim, long seed) {
        Map<String, HostArray> weights = new LinkedHashMap<>();
        for (int i = 0; i < terms.size(); i++) {
            int term = i;
            terms.get(i).objective.firstWeights(embeddingDim, seed + i)
                    .forEach((name, array) -> weights.put(outer(term, name), array));
        }
        return weights;
    }

    @Override
    public Set<String> frozen(ObjectiveStep step) {
        Set<String> frozen = new HashSet<>();
        for (int i = 0; i < terms.size(); i++) {
            for (String name : terms.get(i).objective.frozen(step.withWeights(List.of()))) {
                frozen.add(outer(i, name));
            }
        }
        return frozen;
    }

    @Override
    public HostArray constrained(String name, HostArray weight) {
        int dot = name.indexOf('.', PREFIX.length());
        int term = Integer.parseInt(name.substring(PREFIX.length(), dot));
        return terms.get(term).objective.constrained(PREFIX + name.substring(dot + 1), weight);
    }

    @Override
    public void remember(Tensor embeddings, ObjectiveStep step) {
        terms.forEach(term -> term.objective.remember(embeddings, step.withWeights(List.of())));
    }

    @Override
    public Map<String, HostArray> state() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        for (int i = 0; i < terms.size(); i++) {
            String prefix = i + ".";
            terms.get(i).objective.state().forEach((name, array) -> state.put(prefix + name, array));
        }
        return state;
    }

    @Override
    public void load(Map<String, HostArray> state) {
        Map<String, HostArray> left = new LinkedHashMap<>(state);
        for (int i = 0; i < terms.size(); i++) {
            String prefix = i + ".";
            Map<String, HostArray> own = new LinkedHashMap<>();
            state.forEach((name, array) -> {
                if (name.startsWith(prefix)) {
                    own.put(name.substring(prefix.length()), array);
                    left.remove(name);
                }
            });
            terms.get(i).objective.load(own);
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    NAME + " of " + terms.size() + " terms has no state " + left.keySet());
        }
    }

    private static String outer(int term, String name) {
        return PREFIX + term + "." + name.substring(PREFIX.length());
    }
}
