package org.s2r2.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.ObjIntConsumer;
import org.s2r2.file.WholeFile;

/** Writes .npy files of version 1.0, little-endian, row-major, whole or not at all. */
final class NpyWriter {

    private static final int CHUNK_ELEMENTS = 8192;

    private NpyWriter() {}

    /**
     * @param descr the type of the elements, as NumPy writes it
     * @param bytes of an element
     * @param put writes the element of a row-major index
     */
    static void write(Path path, String descr, int[] shape, int elements, int bytes, ObjIntConsumer<ByteBuffer> put)
            throws IOException {
        WholeFile.write(path, out -> {
            out.write(header(descr, shape));
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_ELEMENTS * bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < elements; i++) {
                put.accept(chunk, i);
                if (!chunk.hasRemaining() || i == elements - 1) {
                    out.write(chunk.array(), 0, chunk.position());
                    chunk.clear();
                }
            }
        });
    }

    private static byte[] header(String descr, int[] shape) {
        StringBuilder axes = new StringBuilder();
        for (int i = 0; i < shape.length; i++) {
            axes.append(i == 0 ? "" : ", ").append(shape[i]);
        }
        String dictionary = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + axes
                + (shape.length == 1 ? ",), }" : "), }");
        // The data starts at a multiple of 64 bytes, so that NumPy can map it.
        int preamble = 10;
        int length = (preamble + dictionary.length() + 1 + 63) / 64 * 64 - preamble;
        ByteBuffer header = ByteBuffer.allocate(preamble + length).order(ByteOrder.LITTLE_ENDIAN);
        header.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) length);
        header.put(dictionary.getBytes(StandardCharsets.ISO_8859_1));
        header.put(" ".repeat(preamble + length - 1 - header.position()).getBytes(StandardCharsets.ISO_8859_1));
        return header.put((byte) '\n').array();
    }
}
