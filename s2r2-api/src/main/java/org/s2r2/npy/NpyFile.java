package org.s2r2.npy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.s2r2.file.InputFile;
import org.s2r2.settings.InvalidInputException;

/**
 * An open .npy file whose header has been read, and whose data's length has been found to be what the header says.
 * Elements are taken one after the other through a small buffer, so that nothing is allocated on the word of a header.
 */
final class NpyFile implements AutoCloseable {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path path;
    private final FileChannel channel;
    private final NpyHeader header;
    private final ByteBuffer buffer;

    private NpyFile(Path path, FileChannel channel, NpyHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
        this.buffer = ByteBuffer.allocate(BUFFER_BYTES).order(header.order()).limit(0);
    }

    static NpyFile open(Path path) throws IOException {
        FileChannel channel = InputFile.open(path, "a .npy file");
        try {
            return new NpyFile(path, channel, readHeader(path, channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    NpyHeader header() {
        return header;
    }

    double nextDouble() throws IOException {
        fill();
        return header.type().readDouble(buffer);
    }

    long nextLong() throws IOException {
        fill();
        return header.type().readLong(buffer);
    }

    InvalidInputException invalid(String rest) {
        return new InvalidInputException(path + ": " + rest);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void fill() throws IOException {
        if (!buffer.hasRemaining()) {
            // The buffer is a multiple of every element's length, and so is the data: no element is ever split.
            buffer.clear();
            while (buffer.position() == 0 || buffer.position() % header.type().bytes != 0) {
                if (channel.read(buffer) < 0) {
                    throw invalid("ended early while being read");
                }
            }
            buffer.flip();
        }
    }

    private static NpyHeader readHeader(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        NpyHeader header;
        try {
            ByteBuffer start = read(channel, 8);
            for (byte expected : MAGIC) {
                if (start.get() != expected) {
                    throw new NpyHeader.BadHeader("not a .npy file, it does not start with \\x93NUMPY");
                }
            }
            int version = start.get();
            int minor = start.get();
            if (version < 1 || version > 3 || minor != 0) {
                throw new NpyHeader.BadHeader("format version " + (version & 0xff) + "." + (minor & 0xff)
                        + ", expected 1.0, 2.0 or 3.0");
            }
            long length = version == 1
                    ? read(channel, 2).getShort() & 0xffffL
                    : read(channel, 4).getInt() & 0xffffffffL;
            if (length > LONGEST_HEADER || length > size - channel.position()) {
                throw new NpyHeader.BadHeader("the header is said to be " + length + " bytes long, expected at most "
                        + Math.min(LONGEST_HEADER, size - channel.position()));
            }
            byte[] text = read(channel, (int) length).array();
            header = NpyHeader.parse(new String(text,
                    version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
        } catch (NpyHeader.BadHeader e) {
            throw new InvalidInputException(path + ": " + e.getMessage(), e);
        } catch (EOFException e) {
            throw new InvalidInputException(path + ": ends within its header, after " + size + " bytes", e);
        }
        requireLength(path, header, size - channel.position());
        return header;
    }

    private static void requireLength(Path path, NpyHeader header, long dataBytes) {
        long expected = header.type().bytes;
        boolean overflow = false;
        for (long axis : header.shape()) {
            overflow |= axis != 0 && expected > Long.MAX_VALUE / axis;
            expected = overflow ? 0 : expected * axis;
        }
        if (overflow || expected != dataBytes) {
            throw new InvalidInputException(path + ": " + dataBytes + " bytes of data, expected "
                    + (overflow ? "more than any file holds" : expected) + " for shape " + header.shownShape());
        }
    }

    private static ByteBuffer read(FileChannel channel, int bytes) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException();
            }
        }
        return target.flip();
    }
}
