package org.s2r2.search.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.search.explore.RawRequest.Received;

/** The page of an index whose pictures were moved away, and may come back. */
class MovedPicturesTest {

    @TempDir
    Path folder;

    @Test
    void aPictureWhoseFileIsGoneIsAnErrorWithItsName() throws Exception {
        PlantedIndex gone = PlantedIndex.write(folder, 12, 3);
        try (Explorer served = Explorer.serve(gone, PlantedIndex::embed, Optional.empty(), "127.0.0.1", 0)) {
            Files.delete(gone.file(4));
            Received received = new RawRequest(URI.create(served.address())).get("/picture/4/192");
            assertThat(received.status()).isEqualTo(404);
            assertThat(received.text()).contains("red/4.png").doesNotContain(folder.toString());
        }
    }

    @Test
    void anAtlasIsKeptOnlyWhereAllOfItsPicturesAreThere() throws Exception {
        PlantedIndex moved = PlantedIndex.write(folder, 12, 3);
        try (Explorer served = Explorer.serve(moved, PlantedIndex::embed, Optional.empty(), "127.0.0.1", 0)) {
            RawRequest request = new RawRequest(URI.create(served.address()));
            ExploreServerTest.map(request);
            Path elsewhere = Files.move(folder.resolve("red"), folder.resolve("elsewhere"));
            Received grey = request.get("/atlas/0");
            assertThat(grey.status()).isEqualTo(200);
            assertThat(grey.head()).contains("no-store").doesNotContain("immutable");
            Files.move(elsewhere, folder.resolve("red"));
            Received whole = request.get("/atlas/0");
            assertThat(whole.head()).contains("immutable");
            assertThat(whole.body()).isNotEqualTo(grey.body());
            Files.move(folder.resolve("red"), elsewhere);
            assertThat(request.get("/atlas/0").body()).as("kept").isEqualTo(whole.body());
        }
    }
}
