package org.s2r2.search.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.search.explore.RawRequest.Received;
import org.s2r2.settings.InvalidInputException;

/** What the server gives to the page, and what it refuses to everybody else. */
class ExploreServerTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static PlantedIndex index;
    private static Explorer explorer;

    @BeforeAll
    static void serve() throws Exception {
        index = PlantedIndex.write(folder, 200, 5);
        Files.writeString(folder.resolve("secret.txt"), "not for the page");
        explorer = Explorer.serve(index, PlantedIndex::embed, Optional.empty(), "127.0.0.1", 0);
    }

    @AfterAll
    static void close() {
        explorer.close();
    }

    private static URI address() {
        return URI.create(explorer.address());
    }

    private static RawRequest request() {
        return new RawRequest(address());
    }

    private static String error(Received received) throws Exception {
        return JSON.readTree(received.body()).get("error").asText();
    }

    @Test
    void theAddressIsOfThisMachineAloneAndItsTokenIsLongAndNew() throws Exception {
        assertThat(address().getHost()).isEqualTo("127.0.0.1");
        assertThat(address().getQuery()).matches("token=[\\w-]{32}");
        try (Explorer other = Explorer.serve(index, PlantedIndex::embed, Optional.empty(), "127.0.0.1", 0)) {
            assertThat(URI.create(other.address()).getQuery()).isNotEqualTo(address().getQuery());
        }
    }

    @Test
    void withoutTheTokenNothingIsServedNotEvenThePage() throws Exception {
        for (String path : new String[] {"/", "/style.css", "/about", "/picture/0/96", "/map", "/?token=", "/?token=wrong"}) {
            Received received = request().without("Cookie").get(path);
            assertThat(received.status()).as(path).isEqualTo(403);
            assertThat(error(received)).contains("token");
        }
        assertThat(request().with("Cookie", "s2r2-" + address().getPort() + "=wrong").get("/about").status()).isEqualTo(403);
        assertThat(request().without("Cookie").get("/about?" + address().getQuery()).status()).isEqualTo(403);
    }

    @Test
    void thePrintedAddressGivesThePageAndACookieThatOtherPagesCannotUse() throws Exception {
        Received received = request().without("Cookie").get("/?" + address().getQuery());
        assertThat(received.status()).isEqualTo(200);
        assertThat(received.text()).contains("<!doctype html>");
        assertThat(received.head()).contains("HttpOnly; SameSite=Strict");
        assertThat(request().get("/").head()).doesNotContain("Set-Cookie");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "127.0.0.1", "127.0.0.1:1", ""})
    void aNameThatPointsAtThisMachineIsNotAnswered(String host) throws Exception {
        Received received = request().with("Host", host).get("/about");
        assertThat(received.status()).isIn(400, 403);
        assertThat(received.text()).doesNotContain("pictures\"");
    }

    @Test
    void localhostIsThisServerToo() throws Exception {
        assertThat(request().with("Host", "localhost:" + address().getPort()).get("/about").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"})
    void aPageOfAnotherServerIsRefused(String origin) throws Exception {
        assertThat(request().with("Origin", origin).get("/about").status()).isEqualTo(403);
        Received posted = request().with("Origin", origin).with("Content-Type", "application/octet-stream")
                .send("POST", "/search", Files.readAllBytes(index.file(0)));
        assertThat(posted.status()).isEqualTo(403);
        assertThat(error(posted)).contains("other servers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void whatABrowserAsksForAnotherSiteIsRefused(String site) throws Exception {
        assertThat(request().with("Sec-Fetch-Site", site).get("/picture/0/96").status()).isEqualTo(403);
        assertThat(request().with("Sec-Fetch-Site", "same-origin").get("/picture/0/96").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/../secret.txt", "/secret.txt", "/%2e%2e/secret.txt", "/picture/../secret.txt/96", "/picture/..%2fsecret.txt/96",
        "/picture/0/96/../../../secret.txt", "//etc/passwd", "/picture//etc/passwd", "/page/index.html", "/index.html",
        "/ExploreServer.class", "/map.bin", "/red/0.png"
    })
    void noPathLeadsToAFile(String path) throws Exception {
        Received received = request().get(path);
        assertThat(received.status()).as(path).isIn(400, 404);
        assertThat(received.text()).doesNotContain("not for the page").doesNotContain("root:").contains("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/picture/200/96", "/picture/-1/96", "/picture/+1/96", "/picture/99999999999/96", "/picture/1e1/96", "/picture/0/97",
        "/picture/0/100000", "/picture/%D9%A3/96", "/atlas/4", "/nearest?picture=200", "/nearest?picture=0&count=100000",
        "/duplicates?threshold=NaN", "/duplicates?threshold=2", "/selection?count=999999", "/names?pictures=1,2", "/map?of=1"
    })
    void aNumberOutsideItsBoundsIsRefusedWithASentence(String path) throws Exception {
        Received received = request().get(path);
        assertThat(received.status()).as(path).isEqualTo(400);
        assertThat(error(received)).contains("expected");
    }

    @Test
    void everyAnswerForbidsWhatThePageDoesNotNeed() throws Exception {
        for (String path : new String[] {"/", "/main.js", "/about", "/picture/0/96", "/nothing"}) {
            String head = request().get(path).head().toLowerCase(Locale.ROOT);
            assertThat(head).as(path)
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "x-content-type-options: nosniff",
                            "referrer-policy: no-referrer", "cross-origin-resource-policy: same-origin")
                    .doesNotContain("access-control-allow-origin", "unsafe-inline", "unsafe-eval");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "OPTIONS", "TRACE"})
    void otherMethodsAreRefused(String method) throws Exception {
        assertThat(request().send(method, "/about", new byte[0]).status()).isEqualTo(405);
        assertThat(request().send("POST", "/about", new byte[1]).status()).isEqualTo(405);
    }

    @Test
    void aFormOfAnotherPageCannotSendAPicture() throws Exception {
        for (String type : new String[] {"multipart/form-data; boundary=x", "text/plain", "application/x-www-form-urlencoded"}) {
            Received received = request().with("Content-Type", type).send("POST", "/search", Files.readAllBytes(index.file(0)));
            assertThat(received.status()).isEqualTo(415);
        }
    }

    private static Received upload(byte[] content) throws Exception {
        return request().with("Content-Type", "application/octet-stream").send("POST", "/search?count=3", content);
    }

    @Test
    void anUploadOfTooManyBytesIsRefused() throws Exception {
        Received received = upload(new byte[Uploads.MOST_BYTES + 1000]);
        assertThat(received.status()).isIn(0, 413);
        assertThat(upload(Files.readAllBytes(index.file(0))).status()).isEqualTo(200);
    }

    @Test
    void anUploadOfTooManyPixelsIsRefusedBeforeItIsDecoded() throws Exception {
        Received received = upload(hugePng(20_000, 20_000));
        assertThat(received.status()).isEqualTo(422);
        assertThat(error(received)).contains("400000000 pixels, allowed are up to 50000000");
    }

    /** A PNG whose header promises far more than its data has. */
    private static byte[] hugePng(int width, int height) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[1000]);
        deflater.finish();
        byte[] data = new byte[200];
        chunk(out, "IDAT", Arrays.copyOf(data, deflater.deflate(data)));
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws Exception {
        CRC32 sum = new CRC32();
        sum.update(type.getBytes(StandardCharsets.US_ASCII));
        sum.update(data);
        out.writeInt(data.length);
        out.write(type.getBytes(StandardCharsets.US_ASCII));
        out.write(data);
        out.writeInt((int) sum.getValue());
    }

    @Test
    void whatIsNoPictureIsRefusedWithASentence() throws Exception {
        assertThat(error(upload("<svg onload=alert(1)>".getBytes(StandardCharsets.US_ASCII)))).contains("markup");
        assertThat(error(upload(new byte[] {1, 2, 3}))).contains("the picture holds no");
        byte[] half = Arrays.copyOf(Files.readAllBytes(index.file(1)), 200);
        assertThat(upload(half).status()).isEqualTo(422);
    }

    @Test
    void aPictureThatIsSentIsFoundAsItself() throws Exception {
        JsonNode answer = JSON.readTree(upload(Files.readAllBytes(index.file(7))).body());
        assertThat(answer.get("matches")).hasSize(3);
        assertThat(answer.at("/matches/0/name").asText()).isEqualTo("yellow/7.png");
        assertThat(answer.at("/matches/0/similarity").asDouble()).isGreaterThan(0.9999);
        assertThat(answer.get("width").asInt()).isEqualTo(80);
    }

    @Test
    void theNeighboursOfAPictureAreThoseOfTheIndex() throws Exception {
        JsonNode answer = JSON.readTree(request().get("/nearest?picture=9&count=5").body());
        assertThat(answer.at("/query/name").asText()).isEqualTo("green/9.png");
        assertThat(answer.get("matches")).extracting(match -> match.get("picture").asInt())
                .containsExactlyElementsOf(index.nearest(9, 5).stream().map(match -> match.picture()).toList());
    }

    @Test
    void thumbnailsHaveTheirSizeAndAnAtlasHas64OfThem() throws Exception {
        Received small = request().get("/picture/3/96");
        assertThat(ImageIO.read(new ByteArrayInputStream(small.body())).getWidth()).isEqualTo(80);
        map(request());
        Received atlas = request().get("/atlas/0");
        assertThat(ImageIO.read(new ByteArrayInputStream(atlas.body())).getWidth()).isEqualTo(512);
        assertThat(atlas.head()).contains("immutable");
    }

    /** Waits for the map. */
    static Received map(RawRequest request) throws Exception {
        Received map = request.get("/map");
        while (map.head().contains("application/json")) {
            assertThat(JSON.readTree(map.body()).get("done").asDouble()).isBetween(0.0, 1.0);
            Thread.sleep(50);
            map = request.get("/map");
        }
        return map;
    }

    @Test
    void aPortThatIsTakenAndAStrangeAddressAreRefusedWithASentence() {
        assertThatThrownBy(() -> Explorer.serve(index, PlantedIndex::embed, Optional.empty(), "127.0.0.1", address().getPort()))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("a port that is free");
        assertThatThrownBy(() -> Explorer.serve(index, PlantedIndex::embed, Optional.empty(), "203.0.113.7", 0))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("an address of this machine");
    }
}
