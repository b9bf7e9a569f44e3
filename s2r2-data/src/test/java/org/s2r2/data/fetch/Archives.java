package org.s2r2.data.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Small archives, good and bad. */
final class Archives {

    /** An entry of an archive; the type is that of a tar entry. */
    record Entry(String name, byte type, byte[] content) {

        static Entry file(String name, byte[] content) {
            return new Entry(name, TarArchiveEntry.LF_NORMAL, content);
        }

        static Entry folder(String name) {
            return new Entry(name, TarArchiveEntry.LF_DIR, new byte[0]);
        }

        static Entry link(String name, byte type) {
            return new Entry(name, type, new byte[0]);
        }
    }

    private Archives() {}

    static byte[] tarGz(Entry... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            for (Entry entry : entries) {
                TarArchiveEntry header = new TarArchiveEntry(entry.name, entry.type, true);
                if (entry.type == TarArchiveEntry.LF_LINK || entry.type == TarArchiveEntry.LF_SYMLINK) {
                    header.setLinkName("/etc/passwd");
                }
                header.setModTime(0);
                header.setSize(entry.content.length);
                tar.putArchiveEntry(header);
                tar.write(entry.content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    static byte[] zip(Entry... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            for (Entry entry : entries) {
                ZipArchiveEntry header = new ZipArchiveEntry(entry.name);
                header.setTime(0);
                if (entry.type == TarArchiveEntry.LF_SYMLINK) {
                    header.setUnixMode(0120777);
                }
                zip.putArchiveEntry(header);
                zip.write(entry.content);
                zip.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
