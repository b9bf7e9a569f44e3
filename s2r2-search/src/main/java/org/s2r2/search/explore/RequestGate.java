package org.s2r2.search.explore;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is let in. A request has to name this server in Host, so that no page elsewhere reaches it under a name of its own; where
 * a browser tells from which page a request comes, it has to be this server's; and it needs the token, which only the printed
 * address has, and then a cookie.
 */
final class RequestGate {

    private static final int TOKEN_BYTES = 24;
    private static final String SCHEME = "http://";

    private final Set<Authority> hosts;
    private final String token;
    private final String cookie;

    /**
     * @param names what Host may say before the port, IPv6 in brackets
     * @param port the server's; the cookie is named for it, because browsers share cookies among ports
     */
    RequestGate(Set<String> names, int port) {
        this.hosts = names.stream().map(name -> Authority.of(name + ":" + port).orElseThrow()).collect(Collectors.toSet());
        this.cookie = "s2r2-" + port;
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    String token() {
        return token;
    }

    /** The header that makes a browser send the token with all further requests of the page, and of no other page. */
    String cookieHeader() {
        return cookie + "=" + token + "; Path=/; HttpOnly; SameSite=Strict";
    }

    /** Whether the address has the token, as the printed one has. */
    boolean isAddressed(URI uri) {
        String query = uri.getRawQuery();
        return query != null && query.startsWith("token=") && same(query.substring("token=".length()));
    }

    /** @throws RefusedException unless the request comes from this server's page, or from somebody who has the address */
    void require(Headers headers, URI uri) throws RefusedException {
        List<String> host = headers.getOrDefault("Host", List.of());
        Optional<Authority> named = host.size() == 1 ? Authority.of(host.get(0)) : Optional.empty();
        if (named.isEmpty() || !hosts.contains(named.get())) {
            throw new RefusedException(403, "this server answers under its own address alone, not under another name");
        }
        for (String origin : headers.getOrDefault("Origin", List.of())) {
            if (!origin.startsWith(SCHEME) || !Authority.of(origin.substring(SCHEME.length())).equals(named)) {
                throw new RefusedException(403, "requests from pages of other servers are refused");
            }
        }
        boolean page = uri.getRawPath().equals("/");
        for (String site : headers.getOrDefault("Sec-Fetch-Site", List.of())) {
            if (!page && !site.equals("same-origin") && !site.equals("none")) {
                throw new RefusedException(403, "requests from pages of other servers are refused");
            }
        }
        if (!(page && isAddressed(uri)) && cookies(headers).stream().noneMatch(this::same)) {
            throw new RefusedException(403, "open the address that the command printed: it ends in a token, which this request lacks");
        }
    }

    private List<String> cookies(Headers headers) {
        return headers.getOrDefault("Cookie", List.of()).stream()
                .flatMap(line -> List.of(line.split(";")).stream())
                .map(part -> value(part.strip()))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> value(String part) {
        return part.startsWith(cookie + "=") ? Optional.of(part.substring(cookie.length() + 1)) : Optional.empty();
    }

    /** Takes the same time wherever two texts differ. */
    private boolean same(String found) {
        return MessageDigest.isEqual(
                found.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
