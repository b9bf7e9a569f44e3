package org.s2r2.search.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What browsers write into Host and Origin, as the URL standard has them: IPv6 shortened, port 80 left out. */
class RequestGateTest {

    private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "[::1]", "[fd00:0:0:0:0:0:0:5]");

    private static void require(RequestGate gate, String host, String origin) throws RefusedException {
        Headers headers = new Headers();
        headers.add("Host", host);
        headers.add("Origin", origin);
        headers.add("Cookie", gate.cookieHeader().split(";")[0]);
        gate.require(headers, URI.create("/about"));
    }

    @ParameterizedTest
    @CsvSource({
        "8080, [fd00::5]:8080, http://[fd00::5]:8080", "8080, [FD00::0:5]:8080, http://[fd00::5]:8080",
        "8080, [0:0:0:0:0:0:0:1]:8080, http://[::1]:8080", "8080, localhost:8080, http://localhost:8080",
        "8080, LOCALHOST:8080, http://localhost:8080", "80, 127.0.0.1, http://127.0.0.1",
        "80, 127.0.0.1:80, http://127.0.0.1", "80, [fd00::5], http://[fd00::5]", "80, localhost, http://localhost:80",
    })
    void theServersOwnAddressIsLetInHoweverItIsWritten(int port, String host, String origin) {
        assertThatCode(() -> require(new RequestGate(NAMES, port), host, origin)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "8080, localhost, http://localhost", "8080, localhost:80, http://localhost:80", "8080, [fd00::6]:8080, http://[fd00::6]:8080",
        "80, evil.example, http://evil.example", "80, localhost.evil.example, http://localhost.evil.example",
        "80, localhost@evil.example, http://localhost@evil.example", "80, localhost, http://evil.example", "80, localhost, null",
        "80, localhost, https://localhost", "80, localhost, http://localhost:81", "80, localhost, http://localhost/",
        "80, [::1, http://[::1", "80, [::1]x, http://[::1]x", "80, ::1, http://::1", "80, '', http://",
        "80, localhost:99999, http://localhost:99999", "80, [localhost], http://[localhost]",
    })
    void everyOtherAddressIsRefused(int port, String host, String origin) {
        assertThatThrownBy(() -> require(new RequestGate(NAMES, port), host, origin)).isInstanceOf(RefusedException.class);
    }

    @Test
    void noNameIsLookedUp() {
        assertThat(Authority.of("[beef]:80")).isEmpty();
        assertThat(Authority.of("no.such.name.example:7")).isEqualTo(Optional.of(new Authority("no.such.name.example", 7)));
    }
}
