package org.s2r2.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;

/**
 * A choice of images by their names: a text file with the name of an image on each line, as {@link ImageDataset#name} has it.
 * Empty lines and repeats say nothing.
 *
 * @param file the list
 */
record NamedImages(Path file) {

    private static final int MOST_BYTES = 1 << 28;

    /**
     * The images of a dataset that the list names.
     *
     * @param whole is closed with the subset
     * @throws InvalidInputException if the list names none, or one that the dataset does not have
     */
    ImageDataset of(ImageDataset whole) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        String[] text = InputFile.text(file, MOST_BYTES, "a list of names of images").split("\\R");
        for (int line = 0; line < text.length; line++) {
            if (!text[line].isBlank()) {
                lines.putIfAbsent(text[line], line + 1);
            }
        }
        if (lines.isEmpty()) {
            throw new InvalidInputException(file + ": found no names of images, expected one on each line");
        }
        int[] chosen = IntStream.range(0, whole.size()).filter(index -> lines.containsKey(whole.name(index))).toArray();
        IntStream.of(chosen).forEach(index -> lines.remove(whole.name(index)));
        if (!lines.isEmpty()) {
            Map.Entry<String, Integer> first = lines.entrySet().iterator().next();
            throw new InvalidInputException(file + ", line " + first.getValue() + ": found '" + first.getKey()
                    + "', expected the name of one of the " + whole.size() + " images of " + whole.description() + ", such as "
                    + whole.name(0) + (lines.size() == 1 ? "" : "; " + (lines.size() - 1) + " other names are not there either"));
        }
        return SubsetDataset.of(whole, "by " + file, chosen);
    }
}
