package org.s2r2.data.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;

/**
 * A text that names a file of an image on every line. In {@code .csv} and {@code .tsv} files, with commas or semicolons, or
 * tabs, between columns (RFC 4180), a column may hold a label, and another the split; the first line names the columns where
 * one of its cells is such a name. Any other file has a name and nothing else on each line.
 *
 * @param rows in the order of the file
 * @param labelled whether there is a column of labels
 * @param split whether there is a column of splits
 * @param remark which columns were taken where nothing names them; empty else
 */
record FileList(List<Row> rows, boolean labelled, boolean split, Optional<String> remark) {

    private static final int MOST_BYTES = 1 << 29;
    private static final Set<String> IMAGE =
            Set.of("image", "file", "filename", "file_name", "path", "filepath", "file_path", "image_path", "img", "name");
    private static final Set<String> LABEL = Set.of("label", "class", "category", "target", "y");
    private static final Set<String> SPLIT = Set.of("split", "set", "subset", "partition", "fold");
    private static final CsvMapper CSV =
            CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();

    /**
     * A line of the list.
     *
     * @param file as it is written
     * @param label as it is written; empty where there is none
     * @param split as it is written, in lower case; empty where there is none
     */
    record Row(String file, String label, String split) {}

    /** Which columns hold what, counted from 0; -1 for none. */
    private record Columns(int image, int label, int split, boolean header) {

        String cell(String[] cells, int column) {
            return column < 0 || column >= cells.length ? "" : cells[column].strip();
        }
    }

    /**
     * Reads a list.
     *
     * @param imageColumn the name of the column of files; empty for one of the usual names
     * @param labelColumn likewise of labels
     * @throws InvalidInputException if it is no text, has no line, lacks a column, or a line names no file
     */
    static FileList read(Path file, Optional<String> imageColumn, Optional<String> labelColumn) {
        String text = InputFile.text(file, MOST_BYTES, "a list of files");
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean table = name.endsWith(".csv") || name.endsWith(".tsv");
        if (!table && (imageColumn.isPresent() || labelColumn.isPresent())) {
            throw new InvalidInputException(file + ": has no columns to be named, expected a .csv or .tsv file");
        }
        FileList list = table
                ? table(file, cells(file, text, name.endsWith(".tsv")), imageColumn, labelColumn)
                : lines(text);
        if (list.rows.isEmpty()) {
            throw new InvalidInputException(file + ": lists no images, expected the name of a file on every line");
        }
        return list;
    }

    private static FileList lines(String text) {
        List<Row> rows = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> new Row(line, "", ""))
                .toList();
        return new FileList(rows, false, false, Optional.empty());
    }

    private static List<String[]> cells(Path file, String text, boolean tabs) {
        String start = text.lines().findFirst().orElse("");
        char separator = tabs ? '\t' : start.indexOf(';') >= 0 && start.indexOf(',') < 0 ? ';' : ',';
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator);
        try (MappingIterator<String[]> lines = CSV.readerFor(String[].class).with(schema).readValues(text)) {
            return lines.readAll();
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new InvalidInputException(file + ": no columns" + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("text is read from memory", e);
        }
    }

    private static FileList table(
            Path file, List<String[]> lines, Optional<String> imageColumn, Optional<String> labelColumn) {
        if (lines.isEmpty()) {
            return new FileList(List.of(), false, false, Optional.empty());
        }
        Columns columns = columns(file, lines.get(0), imageColumn, labelColumn);
        List<Row> rows = new ArrayList<>();
        for (int i = columns.header ? 1 : 0; i < lines.size(); i++) {
            String[] cells = lines.get(i);
            String image = columns.cell(cells, columns.image);
            if (image.isEmpty()) {
                throw new InvalidInputException(file + ": line " + (i + 1) + " names no file: " + Arrays.toString(cells));
            }
            rows.add(new Row(image, columns.cell(cells, columns.label),
                    columns.cell(cells, columns.split).toLowerCase(Locale.ROOT)));
        }
        Optional<String> remark = columns.header
                ? Optional.empty()
                : Optional.of(file + ": its first line names no columns; the first column is taken for the files"
                        + (columns.label < 0 ? "" : " and the second for their labels"));
        return new FileList(rows, columns.label >= 0, columns.split >= 0, remark);
    }

    private static Columns columns(
            Path file, String[] first, Optional<String> imageColumn, Optional<String> labelColumn) {
        List<String> names = Arrays.stream(first).map(cell -> cell.strip().toLowerCase(Locale.ROOT)).toList();
        int image = imageColumn.map(name -> given(file, first, name)).orElseGet(() -> usual(names, IMAGE));
        int label = labelColumn.map(name -> given(file, first, name)).orElseGet(() -> usual(names, LABEL));
        if (image < 0 && label < 0) {
            return new Columns(0, first.length > 1 ? 1 : -1, -1, false);
        }
        if (image < 0) {
            throw new InvalidInputException(file + ": found the columns " + String.join(", ", first)
                    + ", expected one of files under a name such as path or image, or the key imageColumn");
        }
        return new Columns(image, label, usual(names, SPLIT), true);
    }

    private static int usual(List<String> names, Set<String> usual) {
        for (int i = 0; i < names.size(); i++) {
            if (usual.contains(names.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int given(Path file, String[] names, String name) {
        int column = Arrays.stream(names).map(String::strip).toList().indexOf(name);
        if (column < 0) {
            throw new InvalidInputException(
                    file + ": found no column " + name + ", its columns are " + String.join(", ", names));
        }
        return column;
    }
}
