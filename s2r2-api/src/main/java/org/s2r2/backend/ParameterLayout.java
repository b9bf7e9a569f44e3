package org.s2r2.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;

/**
 * How the trainable weights of a model lie in one vector, the regularised ones first, so that a backend's update is a few
 * operations on vectors and not a few for each parameter. Running statistics are not part of the vector.
 */
public final class ParameterLayout {

    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final List<Parameter> trainable;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final int size;

    /**
     * Where a trainable parameter lies in the vector.
     *
     * @param parameter what lies there
     * @param offset the position of its first value
     */
    public record Slot(Parameter parameter, int offset) {

        /** The position after its last value. */
        public int end() {
            return offset + parameter.size();
        }
    }

    /**
     * A part of the vector, all of it regularised or none.
     *
     * @param slot the position in {@link #slots} of the parameter that it begins in
     * @param from its first position
     * @param to the position after its last
     * @param regularised whether weight decay and adaptation by norms apply
     */
    public record Range(int slot, int from, int to, boolean regularised) {

        /** The number of weights. */
        public int size() {
            return to - from;
        }
    }

    /** @throws IllegalArgumentException if two parameters have one name */
    public ParameterLayout(List<Parameter> parameters) {
        this.trainable = parameters.stream().filter(Parameter::trainable).toList();
        for (Parameter parameter : parameters) {
            if (this.parameters.put(parameter.name(), parameter) != null) {
                throw new IllegalArgumentException("two parameters are named " + parameter.name());
            }
        }
        int end = 0;
        for (boolean regularised : new boolean[] {true, false}) {
            for (Parameter parameter : trainable) {
                if (parameter.regularised() == regularised) {
                    slots.put(parameter.name(), new Slot(parameter, end));
                    end = Math.addExact(end, parameter.size());
                }
            }
        }
        size = end;
    }

    /** All parameters, running statistics included, in the order given. */
    public List<Parameter> parameters() {
        return List.copyOf(parameters.values());
    }

    /** @throws IllegalArgumentException if no parameter has this name */
    public Parameter parameter(String name) {
        return named(parameters, name, "parameter");
    }

    /** The number of trainable weights. */
    public int size() {
        return size;
    }

    /** All slots, in the order of the vector. */
    public List<Slot> slots() {
        return new ArrayList<>(slots.values());
    }

    /**
     * Cuts the vector into ranges, in its order.
     *
     * @param without names of parameters that no range has a part of
     * @param longest the most weights of a range, at least 1
     * @param withinParameters whether each range lies within one parameter
     */
    public List<Range> ranges(Set<String> without, int longest, boolean withinParameters) {
        List<Range> ranges = new ArrayList<>();
        int position = 0;
        for (Slot slot : slots.values()) {
            boolean regularised = slot.parameter().regularised();
            for (int from = slot.offset(); from < slot.end() && !without.contains(slot.parameter().name()); ) {
                Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
                boolean joined = last != null && !withinParameters && last.to() == from
                        && last.regularised() == regularised && last.size() < longest;
                int start = joined ? Objects.requireNonNull(last).from() : from;
                int end = (int) Math.min(slot.end(), (long) start + longest);
                Range range = new Range(joined ? Objects.requireNonNull(last).slot() : position, start, end, regularised);
                if (joined) {
                    ranges.set(ranges.size() - 1, range);
                } else {
                    ranges.add(range);
                }
                from = end;
            }
            position++;
        }
        return ranges;
    }

    /**
     * A part of the vector that another layout's vector has too.
     *
     * @param from its first position here
     * @param otherFrom its first position there
     * @param size how long it is
     */
    public record SharedRange(int from, int otherFrom, int size) {}

    /**
     * Where the whole vector is found in another layout's, in as few parts as possible.
     *
     * @throws IllegalArgumentException if a trainable parameter is not there, or has another shape
     */
    public List<SharedRange> sharedWith(ParameterLayout other) {
        List<SharedRange> ranges = new ArrayList<>();
        for (Slot slot : slots.values()) {
            Slot there = other.slot(slot.parameter().name());
            requireShape(slot.parameter().name(), there.parameter().shape(), slot.parameter());
            SharedRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            int size = slot.parameter().size();
            if (last != null && there.offset() == last.otherFrom() + last.size()) {
                ranges.set(ranges.size() - 1, new SharedRange(last.from(), last.otherFrom(), last.size() + size));
            } else {
                ranges.add(new SharedRange(slot.offset(), there.offset(), size));
            }
        }
        return ranges;
    }

    /** @throws IllegalArgumentException if no trainable parameter has this name */
    public Slot slot(String name) {
        return named(slots, name, "trainable parameter");
    }

    private static <T> T named(Map<String, T> all, String name, String what) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no " + what + " is named " + name + "; there are " + all.keySet());
        }
        return found;
    }

    /** The parts of such a vector, copied, by parameter name and suffix, in the order the parameters were given. */
    public Map<String, HostArray> split(float[] vector, String suffix) {
        requireSize(vector);
        Map<String, HostArray> parts = new LinkedHashMap<>();
        for (Parameter parameter : trainable) {
            Slot slot = slot(parameter.name());
            float[] part = Arrays.copyOfRange(vector, slot.offset(), slot.end());
            parts.put(parameter.name() + suffix, new HostArray(parameter.shape().clone(), part));
        }
        return parts;
    }

    /** @throws IllegalArgumentException if a vector has another length than that of the weights */
    public void requireSize(float[] vector) {
        if (vector.length != size) {
            throw new IllegalArgumentException("vector: found " + vector.length + " values, expected " + size);
        }
    }

    /**
     * The inverse of {@link #split}.
     *
     * @throws IllegalArgumentException if a part is missing or has another shape; the message names it
     */
    public float[] join(Map<String, HostArray> parts, String suffix) {
        require(trainable, parts, suffix);
        float[] vector = new float[size];
        for (Slot slot : slots.values()) {
            float[] part = Objects.requireNonNull(parts.get(slot.parameter().name() + suffix)).values();
            System.arraycopy(part, 0, vector, slot.offset(), part.length);
        }
        return vector;
    }

    /** @throws IllegalArgumentException if the values of a parameter are missing or have another shape */
    public void requireAll(Map<String, HostArray> weights) {
        require(parameters.values(), weights, "");
    }

    private static void require(Collection<Parameter> parameters, Map<String, HostArray> given, String suffix) {
        for (Parameter parameter : parameters) {
            String name = parameter.name() + suffix;
            HostArray array = given.get(name);
            if (array == null) {
                throw new IllegalArgumentException("parameter " + name + " of shape "
                        + Arrays.toString(parameter.shape()) + " is missing; found " + new TreeSet<>(given.keySet()));
            }
            requireShape(name, array.shape(), parameter);
        }
    }

    /** @throws IllegalArgumentException if values for a parameter have another shape than it has; the message names it */
    public static void requireShape(Parameter parameter, HostArray values) {
        requireShape(parameter.name(), values.shape(), parameter);
    }

    private static void requireShape(String name, int[] found, Parameter parameter) {
        if (!Arrays.equals(found, parameter.shape())) {
            throw new IllegalArgumentException("parameter " + name + " has shape " + Arrays.toString(found)
                    + ", expected " + Arrays.toString(parameter.shape()));
        }
    }
}
