package org.s2r2.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One section of a configuration: keys to numbers, text, flags, lists and further sections. Every read names the key,
 * its default and what is allowed, and a value that does not fit ends in an {@link InvalidInputException} saying so.
 * What was read, defaults included, is remembered: {@link #resolved()} is the full configuration, and {@link
 * #rejectUnread()} finds misspelt keys.
 *
 * <pre>{@code
 * double temperature = settings.number("temperature", 0.01, 1e-4, 10);
 * Order order = settings.choice("order", Order.VIEW_MAJOR);
 * settings.rejectUnread();
 * }</pre>
 */
public final class Settings {

    private final String source;
    private final String path;
    private final Map<String, Object> values;
    private final @Nullable Path folder;
    private final ReadKeys read = new ReadKeys();

    private Settings(String source, String path, Map<String, Object> values, @Nullable Path folder) {
        this.source = source;
        this.path = path;
        this.values = values;
        this.folder = folder;
    }

    /**
     * @param source what to call the origin in messages, such as a file name
     * @param values numbers, strings, booleans, lists and maps with string keys, as a YAML or JSON reader makes them;
     *     {@link PlainScalar} where text is to be as it was written
     */
    public static Settings of(String source, Map<String, ?> values) {
        return new Settings(source, "", new LinkedHashMap<>(values), null);
    }

    /**
     * The same configuration, of which nothing was read yet, with relative paths taken from a folder, and not from the one
     * that the process runs in. What stands in the configuration stays as it is.
     */
    public Settings from(Path base) {
        return new Settings(source, path, new LinkedHashMap<>(values), base);
    }

    /** A number from {@code min} to {@code max}; the default where the key is absent. */
    public double number(String key, double defaultValue, double min, double max) {
        return number(key, (Double) defaultValue, min, max);
    }

    /** A number that has to be there. */
    public double requiredNumber(String key, double min, double max) {
        return number(key, null, min, max);
    }

    private double number(String key, @Nullable Double defaultValue, double min, double max) {
        return keep(key, value(key, defaultValue).number(min, max));
    }

    /** A whole number from {@code min} to {@code max}; the default where the key is absent. */
    public int integer(String key, int defaultValue, int min, int max) {
        return (int) wholeNumber(key, (long) defaultValue, min, max);
    }

    /** A whole number of 64 bits; the default where the key is absent. */
    public long longInteger(String key, long defaultValue) {
        return wholeNumber(key, defaultValue, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** A whole number that has to be there. */
    public int requiredInteger(String key, int min, int max) {
        return (int) wholeNumber(key, null, min, max);
    }

    private long wholeNumber(String key, @Nullable Long defaultValue, long min, long max) {
        return keep(key, value(key, defaultValue).wholeNumber(min, max));
    }

    /** Whole numbers of 64 bits, at least one and each once; the default where the key is absent. */
    public List<Long> longIntegers(String key, List<Long> defaultValue) {
        return keep(key, value(key, defaultValue).wholeNumbers());
    }

    /** True or false; the default where the key is absent. */
    public boolean flag(String key, boolean defaultValue) {
        return keep(key, value(key, defaultValue).flag());
    }

    /** A flag that is false where it is absent, and no key of the resolved configuration then. */
    public boolean optionalFlag(String key) {
        return optionalFlag(key, false);
    }

    /**
     * A whole number that is no key of the resolved configuration where it is the default: for keys that older versions
     * did not have, whose configurations keep their hash.
     */
    public int optionalInteger(String key, int defaultValue, int min, int max) {
        return leftOut(key, integer(key, defaultValue, min, max), defaultValue);
    }

    /** A number that is no key of the resolved configuration where it is the default. */
    public double optionalNumber(String key, double defaultValue, double min, double max) {
        return leftOut(key, number(key, defaultValue, min, max), defaultValue);
    }

    /** One of an enum's constants, which is no key of the resolved configuration where it is the default. */
    public <E extends Enum<E>> E optionalChoice(String key, E defaultValue) {
        return leftOut(key, choice(key, defaultValue), defaultValue);
    }

    /** What one of a set of words stands for, which is no key of the resolved configuration where it is the default. */
    public <T> T optionalChoice(String key, String defaultValue, Map<String, T> known) {
        return Objects.requireNonNull(known.get(leftOut(key, choice(key, defaultValue, known.keySet()), defaultValue)), key);
    }

    /** The sections of a list, which is no key of the resolved configuration where it is empty. */
    public List<Settings> optionalSections(String key) {
        return leftOut(key, sections(key), List.of());
    }

    private <T> T leftOut(String key, T value, T defaultValue) {
        if (value.equals(defaultValue)) {
            read.put(key, null);
        }
        return value;
    }

    /** Text as it was written, a number or a flag too; the default where the key is absent. */
    public String text(String key, @Nullable String defaultValue) {
        return keep(key, written(key, defaultValue).text());
    }

    /** Text that has to be there. */
    public String requiredText(String key) {
        return text(key, null);
    }

    /** Text that may be absent. */
    public Optional<String> optionalText(String key) {
        return leftOutUnless(values.get(key) != null, key, () -> text(key, null));
    }

    /** The name of a file or folder that has to be given; whether it is there is for others to find out. */
    public Path requiredPath(String key) {
        SettingValue written = written(key, null);
        keep(key, written.text());
        return folder == null ? written.path() : folder.resolve(written.path());
    }

    /** The name of a file or folder that may be absent. */
    public Optional<Path> optionalPath(String key) {
        return leftOutUnless(values.get(key) != null, key, () -> requiredPath(key));
    }

    private <T> Optional<T> leftOutUnless(boolean there, String key, Supplier<T> reading) {
        if (there) {
            return Optional.of(reading.get());
        }
        read.put(key, null);
        return Optional.empty();
    }

    /** One of a set of words; the default where the key is absent, and an error where there is no default either. */
    public String choice(String key, @Nullable String defaultValue, Iterable<String> allowed) {
        return keep(key, value(key, defaultValue).choice(allowed));
    }

    /** What one of a set of words stands for; an error where the key is absent and there is no default. */
    public <T> T choice(String key, @Nullable String defaultValue, Map<String, T> known) {
        return Objects.requireNonNull(known.get(choice(key, defaultValue, known.keySet())), key);
    }

    /** One of an enum's constants, written in lower case with hyphens; the default where the key is absent. */
    public <E extends Enum<E>> E choice(String key, E defaultValue) {
        Map<String, E> words = Stream.of(defaultValue.getDeclaringClass().getEnumConstants())
                .collect(Collectors.toMap(RecordSettings::word, constant -> constant));
        return choice(key, RecordSettings.word(defaultValue), words);
    }

    /** A list of so many numbers, each from {@code min} to {@code max}; the default where the key is absent. */
    public List<Double> numbers(String key, List<Double> defaultValue, int length, double min, double max) {
        return keep(key, value(key, defaultValue).numbers(length, length, min, max));
    }

    /** A list of at least one number, each from {@code min} to {@code max}; the default where the key is absent. */
    public List<Double> numbers(String key, List<Double> defaultValue, double min, double max) {
        return keep(key, value(key, defaultValue).numbers(1, Integer.MAX_VALUE, min, max));
    }

    /** The section under a key, empty where the key is absent. */
    public Settings section(String key) {
        Object value = values.getOrDefault(key, Map.of());
        Settings section = new Settings(source, path + key + ".", at(key, value).section(), folder);
        read.put(key, section);
        return section;
    }

    /** The section under a key, which is no key of the resolved configuration where it is absent. */
    public Optional<Settings> optionalSection(String key) {
        return leftOutUnless(has(key), key, () -> section(key));
    }

    /** A flag that is no key of the resolved configuration where it is the default. */
    public boolean optionalFlag(String key, boolean defaultValue) {
        return leftOut(key, flag(key, defaultValue), defaultValue);
    }

    /** The sections of a list under a key, empty where the key is absent. */
    public List<Settings> sections(String key) {
        List<?> list = at(key, values.getOrDefault(key, List.of())).list();
        List<Settings> sections = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String entry = key + "[" + i + "]";
            sections.add(new Settings(source, path + entry + ".", at(entry, list.get(i)).section(), folder));
        }
        read.put(key, sections);
        return sections;
    }

    /** All keys with their values, which count as read: for keys that are nobody's in particular. */
    @SuppressWarnings({"unchecked", "NullAway"})
    public Map<String, Object> all() {
        return (Map<String, Object>) PlainScalar.read(written());
    }

    /** All keys with what stands there, {@link PlainScalar} among it, which count as read: to be passed on as it was written. */
    public Map<String, Object> written() {
        acceptUnread();
        return Collections.unmodifiableMap(values);
    }

    /** The keys that are there, in their order. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** Whether a key is there with a value; the key does not count as read. */
    public boolean has(String key) {
        Object written = values.get(key);
        return written instanceof PlainScalar scalar ? scalar.value() != null : written != null;
    }

    /** Counts the keys that were not read as read, with the values they have: for a section whose reader is absent. */
    public void acceptUnread() {
        read.acceptOthers(values);
    }

    /**
     * @throws InvalidInputException if a key of this section or of one below it was never read
     */
    public void rejectUnread() {
        read.rejectOthers(values.keySet(), source, path);
    }

    /** Every key read so far with its value, defaults included, in the order of reading. */
    public Map<String, Object> resolved() {
        return read.resolved();
    }

    /** An error about one key of this section, for rules that concern more than one value. */
    public InvalidInputException invalid(String key, @Nullable Object found, String allowed) {
        return at(key, found).invalid(allowed);
    }

    /** What stands under a key, or the default; a word such as {@code null} counts as nothing. */
    private SettingValue value(String key, @Nullable Object defaultValue) {
        return has(key) ? at(key, values.get(key)) : at(key, defaultValue);
    }

    /** The same, with such a word as it stands there. */
    private SettingValue written(String key, @Nullable String defaultValue) {
        Object written = values.get(key);
        return at(key, written == null ? defaultValue : written);
    }

    private SettingValue at(String key, @Nullable Object written) {
        return new SettingValue(source + ": " + path + key, written);
    }

    private <T> T keep(String key, T value) {
        read.put(key, value);
        return value;
    }
}
