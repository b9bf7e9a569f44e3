package org.s2r2.search;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.s2r2.file.InputFile;
import org.s2r2.file.IoReason;
import org.s2r2.file.WholeFile;
import org.s2r2.search.NeighbourGraph.Level;
import org.s2r2.settings.InvalidInputException;

/**
 * A graph as a file of big-endian 32-bit numbers: a mark, the number of levels and the entry; then of each level how many
 * rows and how many neighbours it has, the rows, where the neighbours of each row begin (one more than rows), and the
 * neighbours.
 */
final class GraphFile {

    private static final int MARK = 0x53325247;
    private static final int MOST_LEVELS = 64;

    private final Path file;
    private final ByteBuffer content;

    private GraphFile(Path file, ByteBuffer content) {
        this.file = file;
        this.content = content;
    }

    static void write(Path file, NeighbourGraph graph) throws IOException {
        WholeFile.write(file, out -> {
            DataOutputStream data = new DataOutputStream(out);
            data.writeInt(MARK);
            data.writeInt(graph.levels().length);
            data.writeInt(graph.entry());
            for (Level level : graph.levels()) {
                data.writeInt(level.rows().length);
                data.writeInt(level.neighbours().length);
                write(data, level.rows());
                write(data, level.offsets());
                write(data, level.neighbours());
            }
            data.flush();
        });
    }

    private static void write(DataOutputStream data, int[] numbers) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length);
        bytes.asIntBuffer().put(numbers);
        data.write(bytes.array());
    }

    /**
     * Reads a graph.
     *
     * @param rows how many rows it has to have
     * @throws InvalidInputException if the file is no such graph; nothing of it is believed that is not checked
     */
    static NeighbourGraph read(Path file, int rows) {
        try (FileChannel channel = InputFile.open(file, "the graph of an index")) {
            return new GraphFile(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())).graph(rows);
        } catch (IOException | UncheckedIOException e) {
            IOException cause = (IOException) (e instanceof UncheckedIOException
                    ? Objects.requireNonNull(e.getCause(), "an UncheckedIOException has a cause")
                    : e);
            throw new InvalidInputException(file + ": cannot be read (" + IoReason.of(cause) + ")", e);
        }
    }

    private NeighbourGraph graph(int rows) {
        require(content.remaining() >= 3 * Integer.BYTES && content.getInt() == MARK, "its beginning is of another kind");
        int levels = content.getInt();
        int entry = content.getInt();
        require(levels >= 1 && levels <= MOST_LEVELS, levels + " levels");
        Level[] read = new Level[levels];
        for (int level = 0; level < levels; level++) {
            read[level] = level(rows, level == 0 ? null : read[level - 1]);
            require(level > 0 || read[0].rows().length == rows, read[0].rows().length + " rows in place of " + rows);
        }
        require(!content.hasRemaining(), content.remaining() + " bytes behind its end");
        require(entry >= 0 && entry < rows && read[levels - 1].place(entry) >= 0, "entry " + entry);
        return new NeighbourGraph(entry, read);
    }

    /** @param below the level below, which has all rows of this one; null for the lowest */
    private Level level(int rows, @Nullable Level below) {
        require(content.remaining() >= 2 * Integer.BYTES, "it is cut off");
        int count = content.getInt();
        int links = content.getInt();
        require(count >= 1 && count <= rows && links >= 0, "a level of " + count + " rows and " + links + " neighbours");
        require(content.remaining() >= ((long) count + count + 1 + links) * Integer.BYTES, "it is cut off");
        Level level = new Level(numbers(count), numbers(count + 1), numbers(links));
        int last = -1;
        for (int row : level.rows()) {
            require(row > last && row < rows && (below == null || below.place(row) >= 0), "row " + row);
            last = row;
        }
        int[] offsets = level.offsets();
        require(offsets[0] == 0 && offsets[count] == links, "neighbours from " + offsets[0] + " to " + offsets[count]);
        for (int i = 0; i < count; i++) {
            require(offsets[i] <= offsets[i + 1], "neighbours from " + offsets[i] + " to " + offsets[i + 1]);
        }
        for (int neighbour : level.neighbours()) {
            require(neighbour >= 0 && neighbour < rows && level.place(neighbour) >= 0, "neighbour " + neighbour);
        }
        return level;
    }

    private int[] numbers(int count) {
        int[] numbers = new int[count];
        content.asIntBuffer().get(numbers);
        content.position(content.position() + Integer.BYTES * count);
        return numbers;
    }

    private void require(boolean right, String found) {
        if (!right) {
            throw new InvalidInputException(file + ": not the graph of this index: found " + found);
        }
    }
}
