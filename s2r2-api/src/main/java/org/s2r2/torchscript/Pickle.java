package org.s2r2.torchscript;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what TorchScript pickles: the opcodes that PyTorch's <a
 * href="https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/serialization/pickler.h">pickler</a> writes, with
 * the meaning that Python's <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">pickletools</a>
 * gives them. Nothing is called: a call stays a {@link Call}, an object an {@link Instance}.
 */
final class Pickle {

    /** A class or function by its qualified name. */
    record Global(String name) {}

    /** A function with the arguments of its call. */
    record Call(Object function, List<?> arguments) {}

    /** What lies outside the pickle, by its identifier. */
    record Persistent(Object id) {}

    /** An object of a class; its state is a map from attributes to values, unless the class has its own way. */
    static final class Instance {

        final String type;
        Object state = Map.of();

        Instance(String type) {
            this.type = type;
        }
    }

    private static final Object MARK = new Object();

    private final ByteBuffer bytes;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private Pickle(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The object that a pickle holds.
     *
     * @throws IllegalArgumentException if the bytes are no pickle, or one that PyTorch would not write
     */
    static Object read(byte[] bytes) {
        try {
            return new Pickle(bytes).read();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | ClassCastException
                | NegativeArraySizeException e) {
            throw new IllegalArgumentException("its pickle is damaged: " + e.getMessage(), e);
        }
    }

    private Object read() {
        while (true) {
            int opcode = bytes.get() & 0xff;
            if (opcode == '.') {
                return pop();
            }
            step(opcode);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> bytes.get();
            case 'c' -> push(new Global(line() + "." + line()));
            case '(' -> push(MARK);
            case ')' -> push(List.of());
            case 't' -> push(popToMark());
            case 0x85 -> push(List.of(pop()));
            case 0x86 -> pushTuple(2);
            case 0x87 -> pushTuple(3);
            case ']' -> push(new ArrayList<>());
            case '}' -> push(new LinkedHashMap<>());
            case 'a' -> append(List.of(pop()));
            case 'e' -> append(popToMark());
            case 's' -> putItems(twoPopped());
            case 'u' -> putItems(popToMark());
            case 'q' -> memo.put(bytes.get() & 0xff, top());
            case 'r' -> memo.put(bytes.getInt(), top());
            case 'h' -> push(recalled(bytes.get() & 0xff));
            case 'j' -> push(recalled(bytes.getInt()));
            case 'X' -> push(text(bytes.getInt()));
            case 'K' -> push((long) (bytes.get() & 0xff));
            case 'M' -> push((long) (bytes.getShort() & 0xffff));
            case 'J' -> push((long) bytes.getInt());
            case 0x8a -> push(longNumber(bytes.get() & 0xff));
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong())));
            case 'N' -> push(None.NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'Q' -> push(new Persistent(pop()));
            case 'R' -> {
                List<?> arguments = (List<?>) pop();
                push(new Call(pop(), arguments));
            }
            case 0x81 -> {
                pop();
                push(new Instance(((Global) pop()).name()));
            }
            case 'b' -> {
                Object state = pop();
                ((Instance) top()).state = state;
            }
            default -> throw new IllegalArgumentException("its pickle has the unknown opcode " + opcode);
        }
    }

    /** Python's None, as lists and maps of Java's own may not hold null. */
    enum None {
        NONE
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(MARK);
        List<Object> above = stack.subList(mark + 1, stack.size());
        List<Object> values = new ArrayList<>(above);
        stack.subList(mark, stack.size()).clear();
        return values;
    }

    private List<Object> twoPopped() {
        Object second = pop();
        return List.of(pop(), second);
    }

    private void pushTuple(int length) {
        List<Object> above = stack.subList(stack.size() - length, stack.size());
        List<Object> values = new ArrayList<>(above);
        above.clear();
        push(values);
    }

    @SuppressWarnings("unchecked")
    private void append(List<?> values) {
        ((List<Object>) top()).addAll(values);
    }

    /** Puts into the map on top. A key is plain, so that no structure that holds itself is hashed. */
    @SuppressWarnings("unchecked")
    private void putItems(List<?> keysAndValues) {
        if (!(top() instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("its pickle fills what is no dictionary, as that of a state_dict does");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            Object key = keysAndValues.get(i);
            if (!(key instanceof String || key instanceof Number || key instanceof Boolean)) {
                throw new IllegalArgumentException("its pickle has a dictionary with a key that is not plain");
            }
            ((Map<Object, Object>) map).put(key, keysAndValues.get(i + 1));
        }
    }

    private Object recalled(int key) {
        Object value = memo.get(key);
        if (value == null) {
            throw new IllegalArgumentException("its pickle recalls what it has not seen");
        }
        return value;
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (int next = bytes.get(); next != '\n'; next = bytes.get()) {
            line.append((char) (next & 0xff));
        }
        return line.toString();
    }

    private String text(int length) {
        if (length > bytes.remaining()) {
            throw new IllegalArgumentException("its pickle ends within a text");
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private long longNumber(int length) {
        byte[] number = new byte[length];
        bytes.get(number);
        long value = length > 0 && number[length - 1] < 0 ? -1 : 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | number[i] & 0xff;
        }
        return value;
    }
}
