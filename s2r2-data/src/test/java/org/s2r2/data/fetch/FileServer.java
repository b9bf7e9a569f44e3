package org.s2r2.data.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server of files on this machine, with the habits that servers have. */
final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, byte[]> files = new HashMap<>();

    /** What was asked for: the path, and behind it the range. */
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    boolean knowsRanges = true;
    String entityTag = "\"1\"";
    String lastModified = "";

    /** How many bytes of a body are sent before the connection breaks; all where negative. */
    int breaksAfter = -1;

    /** A Content-Range to answer ranges with instead of the right one. */
    String contentRange = "";

    /** A Content-Length to announce instead of the right one. */
    long contentLength = -1;

    FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "http://localhost:" + server.getAddress().getPort() + "/data";
    }

    void put(String path, byte[] content) {
        files.put("/data/" + path, content);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(exchange.getRequestURI().getPath() + (range == null ? "" : " " + range));
        byte[] content = files.get(exchange.getRequestURI().getPath());
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        if (!entityTag.isEmpty()) {
            exchange.getResponseHeaders().set("ETag", entityTag);
        }
        if (!lastModified.isEmpty()) {
            exchange.getResponseHeaders().set("Last-Modified", lastModified);
        }
        String version = exchange.getRequestHeaders().getFirst("If-Range");
        boolean same = entityTag.equals(version) || lastModified.equals(version);
        if (range == null || !knowsRanges || !same) {
            send(exchange, 200, content);
            return;
        }
        int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        if (from >= content.length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
            exchange.sendResponseHeaders(416, -1);
            exchange.close();
            return;
        }
        String right = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
        exchange.getResponseHeaders().set("Content-Range", contentRange.isEmpty() ? right : contentRange);
        send(exchange, 206, Arrays.copyOfRange(content, from, content.length));
    }

    private void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, contentLength < 0 ? body.length : contentLength);
        int count = breaksAfter < 0 ? body.length : Math.min(breaksAfter, body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body, 0, count);
        out.flush();
        exchange.close(); // breaks the connection where bytes are missing
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
