package org.s2r2.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.s2r2.experiment.Embedding.Embedded;
import org.s2r2.file.Csv;
import org.s2r2.file.WholeFile;
import org.s2r2.settings.InvalidInputException;

/** The names of embedded images, so that rows can be matched with files. */
final class RowNames {

    private static final String TABLE = ".csv";

    private RowNames() {}

    /** @param file null where none was asked for */
    static void requireEnding(Path file) {
        if (file != null && !isTable(file) && !name(file).endsWith(".txt")) {
            throw new InvalidInputException("--names-out: found '" + file + "', expected a file whose name ends in .txt or .csv");
        }
    }

    /** Writes a name on every line; or a table with its row, counted from 0, its name and its label. */
    static void write(Path file, Embedded embedded) throws IOException {
        StringBuilder text = new StringBuilder(isTable(file) ? "row,name,label\n" : "");
        List<String> names = embedded.names();
        for (int row = 0; row < names.size(); row++) {
            String name = names.get(row);
            if (isTable(file)) {
                text.append(row).append(',').append(Csv.cell(name)).append(',').append(Csv.cell(embedded.labels().get(row)));
            } else if (NameLines.breaks(name)) {
                throw new InvalidInputException("--names-out: the name of row " + row
                        + " has a line break, which takes a file in .csv: " + Csv.cell(name));
            } else {
                text.append(name);
            }
            text.append('\n');
        }
        WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isTable(Path file) {
        return name(file).endsWith(TABLE);
    }

    private static String name(Path file) {
        return file.toString().toLowerCase(Locale.ROOT);
    }
}
