package org.s2r2.search.explore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request byte by byte, as no browser would send it. */
final class RawRequest {

    /** An answer: the status, and everything that came, headers first. */
    record Received(int status, String head, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final URI address;
    private final Map<String, String> headers = new LinkedHashMap<>();

    /** Like a request of the page: with its Host, and with the token as a cookie. */
    RawRequest(URI address) {
        this.address = address;
        headers.put("Host", address.getAuthority());
        headers.put("Cookie", "s2r2-" + address.getPort() + "=" + address.getQuery().substring("token=".length()));
    }

    RawRequest with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    RawRequest without(String header) {
        headers.remove(header);
        return this;
    }

    Received get(String path) throws IOException {
        return send("GET", path, new byte[0]);
    }

    Received send(String method, String path, byte[] body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
            headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            if (body.length > 0 && !headers.containsKey("Content-Length")) {
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            try {
                out.write(body);
                out.flush();
            } catch (SocketException e) {
                // A server that refuses need not take the rest; what it said is read all the same.
                return received(socket);
            }
            return received(socket);
        }
    }

    private static Received received(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        try {
            for (int length = socket.getInputStream().read(part); length > 0; length = socket.getInputStream().read(part)) {
                all.write(part, 0, length);
            }
        } catch (SocketException e) {
            // Closed while more was on its way: what came is the answer.
            all.flush();
        }
        String text = all.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        int status = text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
        byte[] body = end < 0 ? new byte[0] : text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        return new Received(status, end < 0 ? text : text.substring(0, end), body);
    }
}
