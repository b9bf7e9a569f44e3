package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchCommandTest {

    @TempDir
    Path folder;

    private HttpServer server;
    private String address;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        address = "http://localhost:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void serve(String path, byte[] content) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void cocoIsFetchedInThreeArchivesAndOnlyOnce() throws Exception {
        serve("/annotations/annotations_trainval2017.zip", zip("annotations/instances_train2017.json", "{}"));
        serve("/zips/val2017.zip", zip("val2017/a.jpg", "not an image"));
        serve("/zips/train2017.zip", zip("train2017/b.jpg", "not an image"));
        Path target = folder.resolve("deep/coco");
        JsonNode first = Cli.run("data", "fetch", "coco", "--dir", target, "--url", address, "--json").done().json();
        assertThat(first.get("dataset").asText()).isEqualTo("coco");
        assertThat(first.get("path").asText()).isEqualTo(target.toString());
        assertThat(first.get("unpacked")).hasSize(3);
        assertThat(target.resolve("annotations/instances_train2017.json")).hasContent("{}");
        assertThat(target.resolve("val2017/a.jpg")).exists();
        assertThat(target.resolve("train2017/b.jpg")).exists();
        server.stop(0);
        assertThat(Cli.run("data", "fetch", "COCO", "--dir", target, "--url", address).done().out())
                .contains("unpacked      nothing; it is there already");
    }

    @Test
    void anArchiveWithAnotherChecksumEndsInOneSentenceAndIsGone() throws Exception {
        serve("/cifar-10-binary.tar.gz", new byte[] {1, 2, 3});
        Cli run = Cli.run("data", "fetch", "cifar10", "--dir", folder, "--url", address + "/");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: ").contains("c32a1d4ab5d03f1284b67883e8d87530", "it was removed");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMissingFileAnUnknownDatasetAndABadAddressAreNamed() {
        Cli missing = Cli.run("data", "fetch", "stl10", "--dir", folder, "--url", address);
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains(address + "/stl10_binary.tar.gz answered with status 404");
        Cli unknown = Cli.run("data", "fetch", "imagenet", "--dir", folder);
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("imagenet", "STL10", "COCO", "CIFAR10");
        Cli.run("data", "fetch", "stl10", "--dir", folder, "--url", "here").refuses("'here'", "http://");
    }
}
