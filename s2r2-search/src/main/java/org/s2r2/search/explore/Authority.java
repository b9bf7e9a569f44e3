package org.s2r2.search.explore;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port, of which every way to write them is equal: browsers shorten IPv6 addresses and leave port 80 out.
 *
 * @param host a name or an address, IPv6 in full within brackets
 * @param port 80 where none was written
 */
record Authority(String host, int port) {

    private static final int HTTP = 80;
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}]|[^\\[\\]:/@]+)(?::([0-9]{1,5}))?");

    /** Reads a text; empty where it is none. No name is ever looked up. */
    static Optional<Authority> of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = parts.group(2) == null ? HTTP : Integer.parseInt(parts.group(2));
        String host = parts.group(1).toLowerCase(Locale.ROOT);
        if (!host.startsWith("[")) {
            return Optional.of(new Authority(host, port));
        }
        try {
            // Within brackets Java takes addresses alone.
            return Optional.of(new Authority("[" + InetAddress.getByName(host).getHostAddress() + "]", port));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
