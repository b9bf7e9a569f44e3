package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.search.PictureIndex;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExploreCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private Path run;

    @BeforeAll
    void train() throws Exception {
        run = folder.resolve("run");
        Cli.run("pretrain", Inputs.experiment(folder, Inputs.TINY), "--out", run, "--backend", "djl").done();
    }

    /** The command until it is closed, and the address that it printed. */
    private record Served(Thread thread, URI address) implements AutoCloseable {

        static Served start(String... args) throws Exception {
            PipedWriter out = new PipedWriter();
            BufferedReader printed = new BufferedReader(new PipedReader(out));
            Thread thread = new Thread(() -> {
                try (PrintWriter writer = new PrintWriter(out, true)) {
                    Main.commandLine().setOut(writer).execute(args);
                }
            });
            thread.start();
            String line = printed.readLine();
            assertThat(line).as("what explore printed").isNotNull();
            return new Served(thread, URI.create(JSON.readTree(line).get("address").asText()));
        }

        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(address.resolve(path))
                    .header("Cookie", "s2r2-" + address.getPort() + "=" + address.getQuery().substring("token=".length()));
        }

        static JsonNode answer(HttpRequest request) throws Exception {
            HttpResponse<byte[]> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).isEqualTo(200);
            return JSON.readTree(response.body());
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join(20_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void theTestImagesOfARunAreIndexedAndAPictureOfThemIsFoundByItsFile() throws Exception {
        try (Served served = Served.start("explore", run.toString(), "--json")) {
            assertThat(served.address().getHost()).isEqualTo("127.0.0.1");
            JsonNode about = Served.answer(served.request("/about").build());
            assertThat(about.get("name").asText()).isEqualTo("run");
            try (PictureIndex index = PictureIndex.open(run.resolve("index"))) {
                assertThat(about.get("pictures").asInt()).isEqualTo(index.size());
                JsonNode found = Served.answer(served.request("/search?count=2")
                        .header("Content-Type", "application/octet-stream")
                        .POST(BodyPublishers.ofByteArray(Files.readAllBytes(index.file(3)))).build());
                assertThat(found.at("/matches/0/picture").asInt()).isEqualTo(3);
                assertThat(found.at("/matches/0/similarity").asDouble()).isGreaterThan(0.999);
            }
        }
        try (Served again = Served.start("explore", run.resolve("index").toString(), "--beside", run.resolve("index").toString(), "--json")) {
            assertThat(Served.answer(again.request("/about").build()).at("/beside/shared").asInt()).isPositive();
        }
    }

    private Path copyOfTheRun(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (Stream<Path> all = Files.walk(run)) {
            for (Path entry : all.filter(entry -> !entry.startsWith(run.resolve("index"))).toList()) {
                Files.copy(entry, copy.resolve(run.relativize(entry)));
            }
        }
        return copy;
    }

    @Test
    void anIndexThatWasBegunIsGoneOnWith() throws Exception {
        Path begun = copyOfTheRun("begun");
        Files.createDirectories(begun.resolve("index/work"));
        Files.createFile(begun.resolve("index/.indexing.lock"));
        try (Served served = Served.start("explore", begun.toString(), "--json")) {
            assertThat(Served.answer(served.request("/about").build()).get("pictures").asInt()).isPositive();
        }
    }

    @Test
    void theIndexOfARunThatWentOnIsShownWithoutSearchByPicturesOfOnesOwn() throws Exception {
        Path longer = copyOfTheRun("longer");
        Served.start("explore", longer.toString(), "--json").close();
        Cli.run("pretrain", longer.resolve("config.yaml"), "--out", longer, "--resume", "--set", "training.epochs=3").done();
        try (Served served = Served.start("explore", longer.toString(), "--json"); PictureIndex index = PictureIndex.open(longer.resolve("index"))) {
            JsonNode about = Served.answer(served.request("/about").build());
            assertThat(about.get("pictures").asInt()).isEqualTo(index.size());
            assertThat(about.get("noEncoder").asText()).contains("cannot be searched for").doesNotContain(folder.toString());
            assertThat(Served.answer(served.request("/nearest?picture=1&count=3").build()).get("matches")).hasSize(3);
            HttpResponse<String> sent = HttpClient.newHttpClient().send(served.request("/search?count=2")
                    .header("Content-Type", "application/octet-stream")
                    .POST(BodyPublishers.ofByteArray(Files.readAllBytes(index.file(3)))).build(), BodyHandlers.ofString());
            assertThat(sent.statusCode()).isEqualTo(409);
            assertThat(JSON.readTree(sent.body()).get("error").asText()).isEqualTo(about.get("noEncoder").asText());
        }
        Cli.run("index", longer, "--data", "test", "--update", "--out", longer.resolve("index")).refuses("another --out");
        // What the command advises.
        Path other = folder.resolve("other.index");
        Cli.run("index", longer, "--data", "test", "--out", other).done();
        try (Served served = Served.start("explore", other.toString(), "--json")) {
            assertThat(Served.answer(served.request("/about").build()).get("noEncoder").asText()).isEmpty();
        }
    }

    @Test
    void whatIsNoIndexAndWhatIsNoPortAreRefused() {
        Cli.run("explore", folder.resolve("nothing")).refuses("nothing");
        Cli.run("explore", run, "--port", "70000").refuses("--port", "70000");
        Cli.run("explore", run, "--bind", "").refuses("--bind", "nothing");
        Cli.run("explore", run, "--bind", "203.0.113.9").refuses("--bind", "203.0.113.9");
    }
}
