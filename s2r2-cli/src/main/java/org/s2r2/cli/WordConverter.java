package org.s2r2.cli;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an enum's constant as options spell it, in lower case, and refuses other words with those that there are. */
abstract class WordConverter<E extends Enum<E>> implements ITypeConverter<E> {

    private final Class<E> words;

    WordConverter(Class<E> words) {
        this.words = words;
    }

    @Override
    public E convert(String found) {
        return Stream.of(words.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(found))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("found '" + found + "', expected one of "
                        + Stream.of(words.getEnumConstants())
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
