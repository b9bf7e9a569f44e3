package org.s2r2.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.data.fetch.Archives.Entry;

class UnpackingTest {

    private static final Entry GOOD = Entry.file("root/good", new byte[] {1});

    @TempDir
    Path folder;

    private final List<String> progress = new ArrayList<>();
    private int times;

    private Path unpack(String name, byte[] archive) throws IOException {
        Path target = Files.createDirectories(folder.resolve("deep/target" + times++));
        Unpacking.unpack(Files.write(folder.resolve(name), archive), target, 1_000_000,
                (what, done, total) -> progress.add(what + " " + done + " " + total));
        return target;
    }

    private void assertRefused(String name, byte[] archive, String message) {
        assertThatThrownBy(() -> unpack(name, archive))
                .isInstanceOf(DamagedArchiveException.class)
                .hasMessageContaining(folder.resolve(name) + " ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "root/../../evil", "root/../root/evil", "/tmp/evil", "root\\..\\evil"})
    void namesThatLeadOutOfTheFolderAreRefused(String name) throws Exception {
        Entry evil = Entry.file(name, new byte[] {1});
        assertRefused("a.tar.gz", Archives.tarGz(GOOD, evil), "holds " + name + ", expected names inside of a folder");
        assertRefused("a.zip", Archives.zip(GOOD, evil), ", expected names inside of a folder");
        assertThat(folder.resolve("deep/evil")).doesNotExist();
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarArchiveEntry.LF_SYMLINK, TarArchiveEntry.LF_LINK, TarArchiveEntry.LF_FIFO,
        TarArchiveEntry.LF_CHR, TarArchiveEntry.LF_BLK})
    void linksAndDevicesAreRefused(byte type) throws Exception {
        Entry link = Entry.link("root/link", type);
        assertRefused("a.tar.gz", Archives.tarGz(GOOD, link), "holds root/link, which is a link or a device");
        if (type == TarArchiveEntry.LF_SYMLINK) {
            assertRefused("a.zip", Archives.zip(GOOD, link), "holds root/link, which is a link or a device");
        }
    }

    @Test
    void moreBytesThanExpectedAreRefused() throws Exception {
        Entry[] large = {Entry.file("root/a", new byte[600_000]), Entry.file("root/b", new byte[600_000])};
        assertRefused("a.tar.gz", Archives.tarGz(large), "unpacks to more than the 1000000 bytes expected");
        assertRefused("a.zip", Archives.zip(large), "unpacks to more than the 1000000 bytes expected");
    }

    @Test
    void aNameThatComesTwiceIsRefused() throws Exception {
        assertRefused("a.tar.gz", Archives.tarGz(GOOD, GOOD), "holds root/good twice");
        assertRefused("a.zip", Archives.zip(GOOD, GOOD), "holds root/good twice");
    }

    @Test
    void aZipIsUnpackedAndItsOwnChecksumsAreChecked() throws Exception {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        byte[] zip = Archives.zip(
                Entry.folder("root/"), Entry.file("root/a.bin", content), Entry.file("root/b/c", new byte[3]));
        Path target = unpack("a.zip", zip);
        assertThat(target.resolve("root/a.bin")).hasBinaryContent(content);
        assertThat(target.resolve("root/b/c")).hasBinaryContent(new byte[3]);
        assertThat(progress).last().isEqualTo("unpack a.zip 300003 300003");
        // Random bytes do not shrink, so that a changed one is found by the checksum and by nothing else.
        byte[] changed = zip.clone();
        changed[200_000] ^= 1;
        assertRefused("a.zip", changed, "is damaged: root/a.bin has 300000 bytes and CRC-32 ");
        assertRefused("a.zip", Arrays.copyOf(zip, zip.length - 10), "is damaged: ");
    }

    @Test
    void aTarThatEndsEarlyOrIsNoneIsRefused() throws Exception {
        byte[] content = new byte[100_000];
        new Random(1).nextBytes(content);
        byte[] tar = Archives.tarGz(Entry.file("root/a", content));
        assertRefused("a.tar.gz", Arrays.copyOf(tar, tar.length / 2), "is damaged: ");
        assertRefused("a.tar.gz", new byte[] {1, 2, 3}, "is damaged: ");
    }

    @Test
    void filesThatCannotBeWrittenAreNoFaultOfTheArchive() throws Exception {
        Path target = folder.resolve("file");
        Files.write(target, new byte[1]);
        Path archive = Files.write(folder.resolve("a.tar.gz"), Archives.tarGz(GOOD));
        assertThatThrownBy(() -> Unpacking.unpack(archive, target, 1_000_000, (what, done, total) -> {}))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(DamagedArchiveException.class)
                .hasMessageContaining(target + "/root/good");
    }
}
