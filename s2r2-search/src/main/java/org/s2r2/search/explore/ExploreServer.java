package org.s2r2.search.explore;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the page to browsers of this machine, until it is closed. */
final class ExploreServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExploreServer.class);
    private static final int THREADS = 12;

    /** A page of ours needs nothing from elsewhere, and nobody may put it into a frame. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'";

    private final HttpServer server;
    private final ExecutorService threads;
    private final RequestGate gate;
    private final PageRequests requests;
    private final String address;
    private final List<String> elsewhere;

    private ExploreServer(HttpServer server, Explored explored, String host, Set<String> names, List<String> others) {
        this.server = server;
        int port = server.getAddress().getPort();
        this.gate = new RequestGate(names, port);
        this.requests = new PageRequests(explored, gate.token().substring(0, 6));
        this.address = "http://" + host + ":" + port + "/?token=" + gate.token();
        this.elsewhere = others.stream().map(other -> "http://" + other + ":" + port + "/").toList();
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "s2r2-explore");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /**
     * Starts a server.
     *
     * @param bind the address of this machine on which it listens
     * @param port the port, or 0 for one that is free
     * @throws InvalidInputException if it cannot listen there
     */
    static ExploreServer start(Explored explored, InetAddress bind, int port) throws IOException {
        // Without it every answer waits up to 40 ms for the browser to confirm its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Seconds that a request may take to arrive, so that slow ones do not hold all threads.
        System.setProperty("sun.net.httpserver.maxReqTime", "60");
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(bind, port), 0);
        } catch (BindException e) {
            throw new InvalidInputException("--bind, --port: cannot listen on " + bind.getHostAddress() + " port " + port + " ("
                    + e.getMessage() + "), expected an address of this machine and a port that is free", e);
        }
        Set<String> names = new LinkedHashSet<>(List.of("127.0.0.1", "localhost", "[::1]"));
        String host = bind.isAnyLocalAddress() ? "127.0.0.1" : literal(bind);
        List<InetAddress> all = bind.isAnyLocalAddress()
                ? NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList()
                : List.of(bind);
        all.forEach(own -> names.add(literal(own)));
        // A browser takes no address of a link, which needs the name of an interface behind it.
        List<String> others = all.stream()
                .filter(own -> !own.isLoopbackAddress() && !own.isLinkLocalAddress())
                .filter(own -> !bind.isAnyLocalAddress() || bind instanceof Inet6Address || own instanceof Inet4Address)
                .map(ExploreServer::literal)
                .toList();
        return new ExploreServer(server, explored, host, names, others);
    }

    /** The address to open, with its token. */
    String address() {
        return address;
    }

    /** The same for other machines, without the token. */
    List<String> elsewhere() {
        return elsewhere;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        requests.close();
    }

    /** An address as it stands in Host; never a name, which somebody else could point at this machine. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[" + plain + "]" : plain;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (RefusedException e) {
                answer = Answer.error(e.status(), String.valueOf(e.getMessage()));
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.error("unexpected; please report this", e);
                answer = Answer.error(500, "something unforeseen went wrong, the command's window says what");
            }
            send(exchange, answer);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException, RefusedException {
        URI uri = exchange.getRequestURI();
        String path = uri.getRawPath();
        if (path == null || !path.startsWith("/")) {
            throw new RefusedException(400, "expected an address that begins with a slash");
        }
        gate.require(exchange.getRequestHeaders(), uri);
        Parameters parameters = new Parameters(uri);
        return switch (exchange.getRequestMethod()) {
            case "GET" -> requests.get(path, parameters);
            case "POST" -> {
                if (!path.equals("/search")) {
                    throw new RefusedException(405, "only pictures to search for are sent, to /search");
                }
                yield requests.search(exchange, parameters);
            }
            default -> throw new RefusedException(405, "expected GET or POST");
        };
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", answer.kept() ? "private, max-age=86400, immutable" : "no-store");
        if (answer.status() == 200 && gate.isAddressed(exchange.getRequestURI())) {
            headers.set("Set-Cookie", gate.cookieHeader());
        }
        exchange.sendResponseHeaders(answer.status(), answer.content().length == 0 ? -1 : answer.content().length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer.content());
        } catch (IOException e) {
            // A browser that went on does not wait for the answer.
            LOG.debug("an answer was not taken", e);
        }
    }
}
