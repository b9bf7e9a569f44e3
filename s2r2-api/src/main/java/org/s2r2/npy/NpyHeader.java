package org.s2r2.npy;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;

/**
 * The dictionary at the head of a .npy file, as NumPy Enhancement Proposal 1 and {@code numpy.lib.format} define it:
 * exactly the keys {@code descr}, {@code fortran_order} and {@code shape}.
 *
 * @param type the elements
 * @param order their byte order
 * @param columnMajor whether the first axis varies fastest
 * @param shape the lengths of the axes, not negative
 */
@NullUnmarked
record NpyHeader(ElementType type, ByteOrder order, boolean columnMajor, List<Long> shape) {

    private static final Pattern ENTRY = Pattern.compile(
            "\\s*(['\"])(\\w+)\\1\\s*:\\s*('[^']*'|\"[^\"]*\"|True|False|\\([\\d,\\sL]*\\)|\\[.*?\\])\\s*(,|\\})",
            Pattern.DOTALL);
    private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");
    private static final Pattern AXIS = Pattern.compile("\\s*(\\d{1,18})L?\\s*");

    private static final int MOST_AXES = 64;

    /** A header that cannot be used; the message is the rest of a sentence that starts with the file's name. */
    static final class BadHeader extends Exception {
        private static final long serialVersionUID = 1L;

        BadHeader(String message) {
            super(message);
        }
    }

    static NpyHeader parse(String text) throws BadHeader {
        Map<String, String> entries = entries(text.strip());
        if (!entries.keySet().equals(KEYS)) {
            throw new BadHeader("the header has the keys " + entries.keySet()
                    + ", expected descr, fortran_order and shape");
        }
        String descr = entries.get("descr");
        String columnMajor = entries.get("fortran_order");
        if (!columnMajor.equals("True") && !columnMajor.equals("False")) {
            throw new BadHeader("fortran_order is " + columnMajor + ", expected True or False");
        }
        return new NpyHeader(type(descr), order(descr), columnMajor.equals("True"), shape(entries.get("shape")));
    }

    private static Map<String, String> entries(String text) throws BadHeader {
        if (!text.startsWith("{")) {
            throw new BadHeader("the header is not a dictionary");
        }
        Map<String, String> entries = new TreeMap<>();
        Matcher matcher = ENTRY.matcher(text);
        int position = 1;
        boolean closed = false;
        while (!closed && matcher.region(position, text.length()).lookingAt()) {
            if (entries.put(matcher.group(2), matcher.group(3)) != null) {
                throw new BadHeader("the header has the key " + matcher.group(2) + " twice");
            }
            if (!KEYS.contains(matcher.group(2))) {
                throw new BadHeader("the header has the key " + matcher.group(2)
                        + ", expected descr, fortran_order and shape alone");
            }
            closed = matcher.group(4).equals("}");
            position = matcher.end();
            if (!closed && text.substring(position).strip().equals("}")) {
                closed = true;
                position = text.length();
            }
        }
        if (!closed || position != text.length()) {
            throw new BadHeader("the header is not a dictionary of descr, fortran_order and shape");
        }
        return entries;
    }

    private static ElementType type(String descr) throws BadHeader {
        if (descr.length() > 3 && "<>=|".indexOf(descr.charAt(1)) >= 0) {
            String code = descr.substring(2, descr.length() - 1).toUpperCase(Locale.ROOT);
            for (ElementType type : ElementType.values()) {
                if (type.name().equals(code) && descr.charAt(2) == Character.toLowerCase(code.charAt(0))) {
                    return type;
                }
            }
        }
        String shown = descr.length() > 40 ? descr.substring(0, 40) + "..." : descr;
        throw new BadHeader("the elements are " + shown
                + ", expected '<f2', '<f4' or '<f8' for a matrix, and whole numbers or '|b1' for labels");
    }

    private static ByteOrder order(String descr) {
        return switch (descr.charAt(1)) {
            case '>' -> ByteOrder.BIG_ENDIAN;
            case '=' -> ByteOrder.nativeOrder();
            default -> ByteOrder.LITTLE_ENDIAN;
        };
    }

    private static List<Long> shape(String tuple) throws BadHeader {
        if (!tuple.startsWith("(")) {
            throw new BadHeader("the shape is " + tuple + ", expected a tuple");
        }
        String inside = tuple.substring(1, tuple.length() - 1).strip();
        List<Long> axes = new ArrayList<>();
        if (!inside.isEmpty()) {
            String withoutLastComma = inside.endsWith(",") ? inside.substring(0, inside.length() - 1) : inside;
            String[] parts = withoutLastComma.split(",", MOST_AXES + 1);
            if (parts.length > MOST_AXES) {
                throw new BadHeader("the shape has more than the " + MOST_AXES + " axes that NumPy allows");
            }
            for (String part : parts) {
                Matcher axis = AXIS.matcher(part);
                if (!axis.matches()) {
                    throw new BadHeader("the shape is " + tuple + ", expected lengths separated by commas");
                }
                axes.add(Long.parseLong(axis.group(1)));
            }
        }
        return List.copyOf(axes);
    }

    /** The shape as Python writes it. */
    String shownShape() {
        StringBuilder shown = new StringBuilder("(");
        for (int i = 0; i < shape.size(); i++) {
            shown.append(i == 0 ? "" : ", ").append(shape.get(i));
        }
        return shown.append(shape.size() == 1 ? ",)" : ")").toString();
    }
}
