package org.s2r2.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.data.fetch.Archives.Entry;
import org.s2r2.settings.InvalidInputException;

class DatasetFetcherTest {

    private static final String LONG_NAME = "a".repeat(120) + ".bin";

    @TempDir
    Path folder;

    private FileServer server;
    private final byte[] big = new byte[300_000];
    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = new FileServer();
        new Random(1).nextBytes(big);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private byte[] good() throws IOException {
        return Archives.tarGz(
                Entry.folder("root/"), Entry.file("root/big.bin", big), Entry.file("root/" + LONG_NAME, new byte[] {7}),
                Entry.file("root/deep/er/small.txt", "small".getBytes(StandardCharsets.UTF_8)));
    }

    private static String md5(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }

    private List<String> fetch(Archive... archives) throws IOException {
        return DatasetFetcher.fetch(List.of(archives), folder, server.address(),
                (what, done, total) -> progress.add(what + " " + done + " " + total));
    }

    private Archive serve(String name, byte[] content) throws GeneralSecurityException {
        server.put(name, content);
        return new Archive(name, md5(content), "root", 1_000_000);
    }

    private List<String> leftOver() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private void assertWhole() throws IOException {
        assertThat(folder.resolve("root/big.bin")).hasBinaryContent(big);
        assertThat(folder.resolve("root/" + LONG_NAME)).hasBinaryContent(new byte[] {7});
        assertThat(folder.resolve("root/deep/er/small.txt")).hasContent("small");
        assertThat(leftOver()).containsExactly("root");
    }

    private void assertRefused(Archive archive, String... words) {
        assertThatThrownBy(() -> fetch(archive)).isInstanceOf(IOException.class).hasMessageContainingAll(words);
    }

    @Test
    void anArchiveIsFetchedCheckedAndUnpackedOnce() throws Exception {
        Archive archive = serve("deep/good.tar.gz", good());
        assertThat(fetch(archive)).containsExactly("good.tar.gz");
        assertWhole();
        int length = good().length;
        assertThat(progress).contains("fetch good.tar.gz " + length + " " + length);
        assertThat(fetch(archive)).isEmpty();
        assertThat(server.requests).containsExactly("/data/deep/good.tar.gz");
    }

    @Test
    void aDownloadThatWasCutOffGoesOn() throws Exception {
        Archive archive = serve("good.tar.gz", good());
        server.breaksAfter = 100_000;
        assertRefused(archive,
                "/data/good.tar.gz was cut off after ", " of " + good().length + " bytes", "goes on from there");
        long first = Files.size(folder.resolve("good.tar.gz.part"));
        assertThat(first).isBetween(1L, 100_000L);
        assertRefused(archive, "was cut off");
        long second = Files.size(folder.resolve("good.tar.gz.part"));
        assertThat(second).isGreaterThan(first);
        server.breaksAfter = -1;
        fetch(archive);
        assertWhole();
        assertThat(server.requests).containsExactly("/data/good.tar.gz", "/data/good.tar.gz bytes=" + first + "-",
                "/data/good.tar.gz bytes=" + second + "-");
    }

    private Archive partly(int bytes) throws Exception {
        Archive archive = serve("good.tar.gz", good());
        Files.write(folder.resolve("good.tar.gz.part"), Arrays.copyOf(good(), bytes));
        Files.writeString(folder.resolve("good.tar.gz.part.version"), server.entityTag);
        return archive;
    }

    @Test
    void aServerWithoutRangesIsAskedForTheWhole() throws Exception {
        Archive archive = partly(50_000);
        server.knowsRanges = false;
        fetch(archive);
        assertWhole();
    }

    @Test
    void aFileThatChangedMeanwhileIsFetchedFromItsStart() throws Exception {
        Archive archive = partly(50_000);
        Files.write(folder.resolve("good.tar.gz.part"), new byte[50_000]);
        server.entityTag = "\"2\"";
        fetch(archive);
        assertWhole();
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void aFileIsRecognisedByTheDateOfItsLastChangeToo() throws Exception {
        Archive archive = serve("good.tar.gz", good());
        server.entityTag = "W/\"weak\"";
        server.lastModified = "Tue, 24 Nov 2026 00:00:00 GMT";
        server.breaksAfter = 100_000;
        assertRefused(archive, "was cut off");
        server.breaksAfter = -1;
        fetch(archive);
        assertWhole();
        assertThat(server.requests.get(1)).contains("bytes=");
    }

    @Test
    void whatCannotBeRecognisedIsFetchedFromItsStart() throws Exception {
        Archive archive = partly(50_000);
        Files.delete(folder.resolve("good.tar.gz.part.version"));
        fetch(archive);
        assertWhole();
        assertThat(server.requests).containsExactly("/data/good.tar.gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-9/10", "bytes 49999-60000/60001", "nonsense"})
    void anAnswerWithAnotherRangeIsNotAppended(String range) throws Exception {
        Archive archive = partly(50_000);
        server.contentRange = range;
        fetch(archive);
        assertWhole();
        assertThat(server.requests).hasSize(2).last().isEqualTo("/data/good.tar.gz");
    }

    @Test
    void aPartThatIsWholeAlreadyIsNotFetchedAgain() throws Exception {
        Archive archive = partly(good().length);
        fetch(archive);
        assertWhole();
        assertThat(server.requests).containsExactly("/data/good.tar.gz bytes=" + good().length + "-");
    }

    @Test
    void aPartThatIsLongerThanTheFileIsFetchedFromItsStart() throws Exception {
        Archive archive = partly(good().length);
        Files.write(folder.resolve("good.tar.gz.part"), new byte[5], StandardOpenOption.APPEND);
        fetch(archive);
        assertWhole();
        assertThat(server.requests).hasSize(2).last().isEqualTo("/data/good.tar.gz");
    }

    @Test
    void anArchiveWithAnotherChecksumIsRemoved() throws Exception {
        Archive archive = serve("good.tar.gz", good());
        byte[] other = good();
        other[other.length / 2] ^= 1;
        server.put("good.tar.gz", other);
        assertRefused(archive, "good.tar.gz.part has MD5 " + md5(other), "expected " + archive.md5(), "it was removed");
        assertThat(leftOver()).isEmpty();
    }

    @Test
    void anArchiveThatLiesThereIsUsedAndKept() throws Exception {
        Archive archive = serve("good.tar.gz", good());
        Path file = Files.write(folder.resolve("good.tar.gz"), new byte[10]);
        assertRefused(archive, "good.tar.gz has MD5", "remove it to fetch it anew");
        assertThat(file).exists();
        Files.write(file, good());
        assertThat(fetch(archive)).containsExactly("good.tar.gz");
        assertThat(leftOver()).containsExactly("good.tar.gz", "root");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void aServerWithoutTheFileAndNoServerAtAllAreNamed() throws Exception {
        assertRefused(new Archive("none.tar.gz", "", "root", 10),
                server.address() + "/none.tar.gz answered with status 404, expected 200");
        assertThat(leftOver()).isEmpty();
        server.close();
        assertRefused(new Archive("none.tar.gz", "", "root", 10), "/none.tar.gz cannot be fetched: ");
    }

    @Test
    void moreThanTheDiskHasRoomForIsNotBegun() throws Exception {
        Archive archive = serve("good.tar.gz", good());
        server.contentLength = Long.MAX_VALUE / 2;
        assertRefused(archive, folder + " has ", " bytes free, expected " + Long.MAX_VALUE / 2, "good.tar.gz");
    }

    @Test
    void anArchiveThatCannotBeUnpackedLeavesNothingBehind() throws Exception {
        byte[] evil = Archives.tarGz(Entry.file("root/a", new byte[1]), Entry.file("../evil", new byte[1]));
        assertRefused(serve("a.tar.gz", evil), "a.tar.gz holds ../evil");
        assertThat(leftOver()).isEmpty();
        assertThat(folder.resolveSibling("evil")).doesNotExist();
        assertRefused(serve("a.tar.gz", Archives.tarGz(Entry.file("other/a", new byte[1]))), "holds no folder root");
        assertThat(leftOver()).isEmpty();
    }

    @Test
    void aZipWithoutAPublishedChecksumIsCheckedByItsOwn() throws Exception {
        byte[] zip = Archives.zip(Entry.file("root/a.bin", big));
        serve("a.zip", zip);
        Archive archive = new Archive("a.zip", "", "root", 1_000_000);
        byte[] changed = zip.clone();
        changed[200_000] ^= 1;
        server.put("a.zip", changed);
        assertRefused(archive, "a.zip is damaged: ");
        assertThat(leftOver()).isEmpty();
        server.put("a.zip", zip);
        fetch(archive);
        assertThat(folder.resolve("root/a.bin")).hasBinaryContent(big);
        assertThat(leftOver()).containsExactly("root");
    }

    @Test
    void whatAnUnfinishedUnpackingLeftIsRemoved() throws Exception {
        Path old = folder.resolve(".good.tar.gz.unpacking/root");
        Files.createDirectories(old);
        Files.write(old.resolve("big.bin"), new byte[1]);
        fetch(serve("good.tar.gz", good()));
        assertWhole();
    }

    @Test
    void aFolderThatCannotBeWrittenAndAnAddressThatIsNoneAreRefused() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DatasetFetcher.fetch(PublicDataset.STL10, file, server.address(), (a, b, c) -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file + " cannot be made");
        for (String address : new String[] {"ftp://host/a", "no address", "http:///a"}) {
            assertThatThrownBy(() -> DatasetFetcher.fetch(PublicDataset.CIFAR10, folder, address, (a, b, c) -> {}))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("found the address '" + address + "'");
        }
    }

    @Test
    void aReadOnlyFolderIsRefused() throws Exception {
        assumeThat(folder.toFile().setWritable(false)).isTrue();
        assumeThat(Files.isWritable(folder)).as("the superuser may write anywhere").isFalse();
        assertThatThrownBy(() -> DatasetFetcher.fetch(PublicDataset.STL10, folder, server.address(), (a, b, c) -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(folder + " cannot be written");
    }

    @Test
    void thePublicDatasetsHaveTheirOfficialAddresses() {
        List<String> addresses = new ArrayList<>();
        for (PublicDataset dataset : PublicDataset.values()) {
            dataset.archives().forEach(archive -> addresses.add(dataset.address() + "/" + archive.path()));
        }
        assertThat(addresses).containsExactly(
                "http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz",
                "http://images.cocodataset.org/annotations/annotations_trainval2017.zip",
                "http://images.cocodataset.org/zips/val2017.zip",
                "http://images.cocodataset.org/zips/train2017.zip",
                "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz");
    }
}
