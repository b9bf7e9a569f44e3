package org.s2r2.search.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Under which addresses a page is reached. */
class AddressesTest {

    @TempDir
    Path folder;

    private Explorer serve(String bind) throws Exception {
        return Explorer.serve(PlantedIndex.write(folder, 4, 1), PlantedIndex::embed, Optional.empty(), bind, 0);
    }

    private static int status(String address) throws Exception {
        HttpResponse<Void> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding());
        return response.statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "127.0.0.2"})
    void aPageOfThisMachineAloneHasNoAddressElsewhere(String bind) throws Exception {
        try (Explorer explorer = serve(bind)) {
            assertThat(explorer.elsewhere()).isEmpty();
            assertThat(status(explorer.address())).isEqualTo(200);
        }
    }

    /** On a machine without a network there is no address to try. */
    @Test
    void aPageThatListensEverywhereAnswersUnderEachAddressThatItNames() throws Exception {
        try (Explorer explorer = serve("0.0.0.0")) {
            String token = explorer.address().substring(explorer.address().indexOf('?'));
            assertThat(status(explorer.address())).isEqualTo(200);
            assertThat(explorer.elsewhere()).noneMatch(one -> one.contains("127.0.0.1") || one.contains("["));
            for (String address : explorer.elsewhere()) {
                assertThat(status(address + token)).as(address).isEqualTo(200);
                assertThat(status(address)).as(address + " without the token").isEqualTo(403);
            }
        }
    }
}
