package org.s2r2.torchscript;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.Parameter.Role;
import org.s2r2.tensor.HostArray;
import org.s2r2.torchscript.Pickle.Call;
import org.s2r2.torchscript.Pickle.Global;
import org.s2r2.torchscript.Pickle.Instance;
import org.s2r2.torchscript.Pickle.Persistent;
import org.s2r2.torchscript.ScriptedModule.Slot;

/**
 * The tensors that a pickled module and the modules below it have as attributes.
 *
 * @param type the class of the module
 */
record ModuleTree(String type, List<Slot> slots, List<StoredTensor> tensors) {

    private static final String CLASSES = "__torch__";
    private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
    private static final int MOST_LEVELS = 100;

    /** The whole numbers up to here are exact in single precision. */
    private static final long LARGEST_WHOLE = 1 << 24;

    /** Names that code can assign to. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** What tells one tensor from another: where its values are, and how they lie. */
    private record Place(String storage, long offset, List<Long> shape, List<Long> strides) {}

    /**
     * @param storages the bytes of a storage by its name; null where there is none
     * @throws IllegalArgumentException if this is no module, or one whose state cannot be taken over
     */
    static ModuleTree of(Object pickled, Function<String, byte[]> storages) {
        if (!(pickled instanceof Instance module) || !module.type.startsWith(CLASSES)) {
            throw new IllegalArgumentException("it holds no scripted module");
        }
        ModuleTree tree = new ModuleTree(module.type, new ArrayList<>(), new ArrayList<>());
        tree.collect(module, List.of(), storages, new HashMap<>(), Collections.newSetFromMap(new IdentityHashMap<>()));
        return tree;
    }

    private void collect(Instance module, List<String> path, Function<String, byte[]> storages,
            Map<Place, Integer> known, Set<Instance> seen) {
        if (path.size() > MOST_LEVELS) {
            throw new IllegalArgumentException("its modules are more than " + MOST_LEVELS + " deep");
        }
        // A module that is shared is one object, whose attributes are set once.
        if (!seen.add(module) || !(module.state instanceof Map<?, ?> attributes)) {
            return;
        }
        attributes.forEach((key, value) -> {
            List<String> at = new ArrayList<>(path);
            at.add(String.valueOf(key));
            if (value instanceof Instance below) {
                collect(below, at, storages, known, seen);
            } else if (value instanceof Call call && call.function() instanceof Global function
                    && function.name().equals(TENSOR)) {
                add(call.arguments(), at, storages, known);
            }
        });
    }

    private void add(List<?> arguments, List<String> path, Function<String, byte[]> storages, Map<Place, Integer> known) {
        String name = String.join(".", path);
        if (!NAME.matcher(path.get(path.size() - 1)).matches()) {
            throw new IllegalArgumentException("its tensor " + name + " is no attribute of a module by a name of letters"
                    + " (as of a ParameterList), to which no value can be assigned");
        }
        try {
            List<?> id = (List<?>) ((Persistent) arguments.get(0)).id();
            String kind = ((Global) id.get(1)).name();
            boolean whole = kind.equals("torch.LongStorage");
            boolean trainable = (Boolean) arguments.get(4);
            if (!kind.equals("torch.FloatStorage") && (!whole || trainable)) {
                throw new IllegalArgumentException("its tensor " + name + " is a " + kind + ", while weights may be float32,"
                        + " and buffers float32 or int64");
            }
            Place place = new Place(
                    (String) id.get(2), (Long) arguments.get(1), numbers(arguments.get(2)), numbers(arguments.get(3)));
            Integer index = known.get(place);
            if (index == null) {
                index = tensors.size();
                known.put(place, index);
                tensors.add(tensor(name, place, whole, trainable, storages));
            }
            slots.add(new Slot(List.copyOf(path), index));
        } catch (ClassCastException | IndexOutOfBoundsException | ArithmeticException | BufferUnderflowException e) {
            throw new IllegalArgumentException("its tensor " + name + " is damaged: " + e.getMessage(), e);
        }
    }

    private static List<Long> numbers(Object tuple) {
        return ((List<?>) tuple).stream().map(Long.class::cast).toList();
    }

    private static StoredTensor tensor(
            String name, Place place, boolean whole, boolean trainable, Function<String, byte[]> storages) {
        byte[] bytes = storages.apply(place.storage);
        if (bytes == null) {
            throw new IllegalArgumentException("its tensor " + name + " lies in data/" + place.storage + ", which is missing");
        }
        int[] shape = place.shape.stream().mapToInt(Math::toIntExact).toArray();
        // As in torchvision's models: the weights of products have two axes or more, biases and norms one.
        Role role = !trainable ? Role.BUFFER : shape.length > 1 ? Role.WEIGHT : Role.BIAS;
        Parameter parameter = new Parameter(name, role, shape);
        ByteBuffer storage = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int width = whole ? Long.BYTES : Float.BYTES;
        float[] values = new float[requireSize(name, parameter, bytes.length / width)];
        long[] strides = place.strides.stream().mapToLong(Long::longValue).toArray();
        if (!whole && Arrays.equals(strides, contiguous(shape))) {
            storage.position(Math.toIntExact(Math.multiplyExact(place.offset, width))).asFloatBuffer().get(values);
            return new StoredTensor(parameter, false, new HostArray(shape.clone(), values));
        }
        for (int i = 0; i < values.length; i++) {
            long position = place.offset;
            int rest = i;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                position = Math.addExact(position, Math.multiplyExact(strides[axis], (long) (rest % shape[axis])));
                rest /= shape[axis];
            }
            int at = Math.toIntExact(Math.multiplyExact(position, width));
            values[i] = whole ? exact(name, storage.getLong(at)) : storage.getFloat(at);
        }
        return new StoredTensor(parameter, whole, new HostArray(shape.clone(), values));
    }

    /** The strides of values that lie row-major. */
    private static long[] contiguous(int[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** Refuses a shape before memory is asked for: an expanded tensor would have more values than its storage. */
    private static int requireSize(String name, Parameter parameter, int stored) {
        int size = parameter.size();
        if (size < 0 || size > stored) {
            throw new IllegalArgumentException("its tensor " + name + " has " + size + " values, and its storage " + stored);
        }
        return size;
    }

    private static float exact(String name, long value) {
        if (Math.abs(value) > LARGEST_WHOLE || value == Long.MIN_VALUE) {
            throw new IllegalArgumentException(
                    "its tensor " + name + " holds " + value + ", more than the " + LARGEST_WHOLE + " that float32 counts to");
        }
        return value;
    }
}
