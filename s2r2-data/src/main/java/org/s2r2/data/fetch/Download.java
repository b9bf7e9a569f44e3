package org.s2r2.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file fetched over HTTP. What has arrived of it lies in {@code NAME.part}; a download that was cut off goes on from
 * there if the server says that its file is still the same (RFC 9110: ranges, section 14; {@code If-Range}, section
 * 13.1.5), and starts again if not. What the server said to recognise the file by lies in {@code NAME.part.version}.
 */
final class Download {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int OUT_OF_RANGE = 416;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final URI uri;
    private final Path part;
    private final Path version;
    private final FetchProgress progress;
    private final String name;

    /** @param target where the file is to be, once it was checked; only names beside it are written here */
    Download(URI uri, Path target, FetchProgress progress) {
        this.uri = uri;
        this.name = target.getFileName().toString();
        this.part = target.resolveSibling(name + ".part");
        this.version = target.resolveSibling(name + ".part.version");
        this.progress = progress;
    }

    /**
     * Fetches what is missing.
     *
     * @return the whole file, still under the name of a part
     * @throws IOException if the server does not answer with the file, or it cannot be written; what has arrived stays
     */
    Path run() throws IOException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        if (have == 0 || !Files.exists(version)) {
            fromStart(request(0));
            return part;
        }
        HttpResponse<InputStream> response = request(have);
        String contentRange = response.headers().firstValue("Content-Range").orElse("");
        Matcher range = CONTENT_RANGE.matcher(contentRange);
        if (response.statusCode() == OUT_OF_RANGE && contentRange.equals("bytes */" + have)) {
            response.body().close(); // nothing is missing
        } else if (response.statusCode() == PARTIAL && range.matches() && Long.parseLong(range.group(1)) == have
                && sameVersion(response)) {
            receive(response, have, Long.parseLong(range.group(2)));
        } else if (response.statusCode() == PARTIAL || response.statusCode() == OUT_OF_RANGE) {
            response.body().close();
            fromStart(request(0));
        } else {
            fromStart(response); // a server that knows no ranges, or whose file is another by now, sends all of it
        }
        return part;
    }

    /** Forgets what has arrived. */
    void discard() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(version);
    }

    /** Gives the whole file its name. */
    void keepAs(Path target) throws IOException {
        Files.move(part, target);
        Files.deleteIfExists(version);
    }

    private HttpResponse<InputStream> request(long from) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1));
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-").header("If-Range", Files.readString(version));
        }
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(uri + ": interrupted").initCause(e);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "no connection" : e.getMessage();
            throw new IOException(uri + " cannot be fetched: " + reason, e);
        }
    }

    private boolean sameVersion(HttpResponse<InputStream> response) throws IOException {
        return versionOf(response).equals(Files.readString(version));
    }

    /** A strong entity tag, else the date of the last change, else nothing. */
    private static String versionOf(HttpResponse<InputStream> response) {
        return response.headers().firstValue("ETag")
                .filter(tag -> tag.startsWith("\""))
                .or(() -> response.headers().firstValue("Last-Modified"))
                .orElse("");
    }

    private void fromStart(HttpResponse<InputStream> response) throws IOException {
        if (response.statusCode() != OK) {
            response.body().close();
            throw new IOException(uri + " answered with status " + response.statusCode() + ", expected " + OK);
        }
        discard();
        String found = versionOf(response);
        if (!found.isEmpty()) {
            Files.writeString(version, found);
        }
        receive(response, 0, response.headers().firstValueAsLong("Content-Length").orElse(-1));
    }

    private void receive(HttpResponse<InputStream> response, long have, long total) throws IOException {
        long done = have;
        try (InputStream body = response.body()) {
            requireSpace(total - have);
            try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                byte[] buffer = new byte[1 << 16];
                for (int count = read(body, buffer, done, total); count >= 0; count = read(body, buffer, done, total)) {
                    write(out, buffer, count);
                    done += count;
                    progress.at("fetch " + name, done, total);
                }
            }
        }
        if (total >= 0 && done != total) {
            throw cutOff(done, total, null);
        }
    }

    private int read(InputStream body, byte[] buffer, long done, long total) throws IOException {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw cutOff(done, total, e);
        }
    }

    private void write(OutputStream out, byte[] buffer, int count) throws IOException {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            throw new IOException(part + " cannot be written: " + e.getMessage(), e);
        }
    }

    private IOException cutOff(long done, long total, @Nullable IOException cause) {
        return new IOException(uri + " was cut off after " + done + " of "
                + (total < 0 ? "an unknown number of" : String.valueOf(total))
                + " bytes; the same command goes on from there", cause);
    }

    private void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(part.toAbsolutePath().getParent()).getUsableSpace();
        if (bytes > free) {
            throw new IOException(part.toAbsolutePath().getParent() + " has " + free + " bytes free, expected "
                    + bytes + " for what is missing of " + name);
        }
    }
}
