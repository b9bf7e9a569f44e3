package org.s2r2.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.s2r2.search.Indexing.Indexed;
import org.s2r2.settings.InvalidInputException;

/** Indices of small folders, by an encoder that was never trained. */
class IndexingTest extends SmallIndices {

    @Test
    void whatWasInterruptedGoesOnToTheFilesOfAnUndisturbedIndex() throws Exception {
        int count = EmbeddingWork.PART + 30;
        for (int i = 0; i < count; i++) {
            picture(String.format(Locale.ROOT, "%04d.png", i), png(i));
        }
        index(folder.resolve("undisturbed"), "one.yaml", pictures.toString(), false);

        // A bad picture of the second part ends the first process.
        byte[] good = png(EmbeddingWork.PART + 3);
        byte[] bad = good.clone();
        bad[0] = 0;
        String name = String.format(Locale.ROOT, "%04d.png", EmbeddingWork.PART + 3);
        picture(name, bad);
        String strict = "{dataset: folder, onBadImage: fail, path: '" + pictures + "'}";
        assertThatThrownBy(() -> index(index, "one.yaml", strict, false)).isInstanceOf(InvalidInputException.class);
        Path part = index.resolve("work").resolve("part-0");
        FileTime written = FileTime.fromMillis(1_600_000_000_000L);
        Files.setLastModifiedTime(part, written);
        assertThatThrownBy(() -> index(index, "one.yaml", strict, false)).isInstanceOf(InvalidInputException.class);
        assertThat(Files.getLastModifiedTime(part)).as("the part is taken and not written again").isEqualTo(written);

        // A process that was killed while it wrote leaves such files; and one part has lost its end.
        picture(name, good);
        Files.write(index.resolve("embeddings.npy.new"), new byte[100]);
        Files.write(index.resolve("graph.bin.new.tmp"), new byte[100]);
        Files.write(index.resolve("work").resolve("part-" + EmbeddingWork.PART), new byte[] {0, 0, 0, 1});
        Indexed indexed = index(false);
        assertThat(indexed.pictures()).isEqualTo(count);
        assertThat(indexed.embedded()).isEqualTo(count);
        assertThat(content(index)).isEqualTo(content(folder.resolve("undisturbed")));
    }

    @Test
    void anUpdateEmbedsWhatIsNewOrChangedAndDropsWhatIsGone() throws Exception {
        for (int i = 0; i < 9; i++) {
            picture("class-" + i % 3 + "/" + i + ".png", png(i));
        }
        assertThat(index(false)).isEqualTo(new Indexed(9, 9, 0, 16, List.of()));
        Map<String, String> before = content(index);
        assertThat(index(false)).isEqualTo(new Indexed(9, 0, 0, 16, List.of()));
        assertThat(content(index)).isEqualTo(before);

        Files.delete(pictures.resolve("class-0/0.png"));
        picture("class-1/1.png", png(100));
        Files.setLastModifiedTime(pictures.resolve("class-1/1.png"), FileTime.fromMillis(TIME.toMillis() + 5));
        picture("class-2/new.png", png(101));
        picture("class-2/broken.png", new byte[] {1, 2, 3});
        assertThatThrownBy(() -> index(false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("3 are new or changed, 2 are there no more")
                .hasMessageContaining("--update");
        assertThat(index(true)).isEqualTo(new Indexed(9, 2, 2, 16, List.of("class-2/broken.png")));
        assertThat(index(true)).isEqualTo(new Indexed(9, 0, 0, 16, List.of("class-2/broken.png")));

        index(folder.resolve("anew"), "one.yaml", pictures.toString(), false);
        try (PictureIndex updated = PictureIndex.open(index);
                PictureIndex anew = PictureIndex.open(folder.resolve("anew"))) {
            assertThat(updated.size()).isEqualTo(anew.size()).isEqualTo(9);
            assertThat(updated.unreadable()).containsExactly("class-2/broken.png");
            for (int i = 0; i < 9; i++) {
                assertThat(updated.name(i)).isEqualTo(anew.name(i));
                assertThat(updated.label(i)).isEqualTo(anew.label(i)).hasValue(updated.name(i).charAt(6) - '0');
                assertThat(updated.file(i)).isEqualTo(pictures.resolve(updated.name(i)));
                float[] expected = anew.embedding(i);
                for (int k = 0; k < expected.length; k++) {
                    assertThat(updated.embedding(i)[k]).isCloseTo(expected[k], offset(1e-5f));
                }
            }
        }
    }

    @Test
    void anotherEncoderIsRefused() throws Exception {
        picture("a.png", png(1));
        picture("b.png", png(2));
        index(false);
        assertThatThrownBy(() -> index(index, "other.yaml", pictures.toString(), true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("one.yaml")
                .hasMessageContaining("other.yaml");
        assertThatThrownBy(() -> index(pictures, "one.yaml", pictures.toString(), false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found something else than an index");
        try (PictureIndex open = PictureIndex.open(index)) {
            Files.writeString(folder.resolve("one.yaml"), EXPERIMENT.replace("SEED", "3"));
            assertThatThrownBy(() -> QueryEmbedder.open(open))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("write the index again");
        }
    }

    @Test
    void anUpdateTellsTheIndexWhereItsEncoderWasMovedTo() throws Exception {
        picture("a.png", png(1));
        picture("b.png", png(2));
        index(false);
        Map<String, String> before = content(index);
        Files.move(folder.resolve("one.yaml"), folder.resolve("moved.yaml"));
        try (PictureIndex open = PictureIndex.open(index)) {
            assertThatThrownBy(() -> QueryEmbedder.open(open))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("one.yaml")
                    .hasMessageContaining("--update");
        }
        assertThat(index(index, "moved.yaml", pictures.toString(), true)).isEqualTo(new Indexed(2, 0, 0, 16, List.of()));
        try (PictureIndex open = PictureIndex.open(index); QueryEmbedder embedder = QueryEmbedder.open(open)) {
            assertThat(open.encoder().source()).isEqualTo(folder.resolve("moved.yaml").toString());
            assertThat(open.nearest(embedder.embed(open.file(1)), 1).get(0).picture()).isEqualTo(1);
        }
        before.remove("index.json");
        assertThat(content(index)).as("no other file is another").containsAllEntriesOf(before);
    }

    @Test
    void drawnPicturesHaveFilesInTheIndexAndFindThemselves() throws Exception {
        index(index, "one.yaml", "train", false);
        try (PictureIndex open = PictureIndex.open(index); QueryEmbedder embedder = QueryEmbedder.open(open)) {
            assertThat(open.size()).isEqualTo(40);
            assertThat(open.classNames()).hasSize(10);
            assertThat(open.file(5)).startsWith(index).isRegularFile();
            float[] embedded = embedder.embed(open.file(5));
            assertThat(open.nearest(embedded, 3).get(0)).satisfies(match -> {
                assertThat(match.picture()).isEqualTo(5);
                assertThat(match.similarity()).isGreaterThan(0.9999f);
            });
            assertThat(embedder.embed(Files.readAllBytes(open.file(5)), "upload", 256)).isEqualTo(embedded);
            assertThatThrownBy(() -> embedder.embed(Files.readAllBytes(open.file(5)), "upload", 255))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("256 pixels");
            assertThat(open.nearest(5, 40)).hasSize(39).noneMatch(match -> match.picture() == 5);
        }
    }

    @Test
    void damageAndAbsenceAreNamed() throws Exception {
        assertThatThrownBy(() -> PictureIndex.open(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining("index.json");
        picture("a.png", png(1));
        index(false);
        for (String role : List.of("embeddings", "pictures", "signatures", "graph")) {
            Path file;
            try (Stream<Path> files = Files.list(index)) {
                file = files.filter(entry -> entry.getFileName().toString().startsWith(role)).findFirst().orElseThrow();
            }
            byte[] whole = Files.readAllBytes(file);
            byte[] damaged = whole.clone();
            damaged[whole.length / 2] ^= 1;
            Files.write(file, damaged);
            assertThatThrownBy(() -> PictureIndex.open(index))
                    .isInstanceOf(InvalidInputException.class).hasMessageContaining(file + ": damaged");
            Files.write(file, whole);
        }
        PictureIndex.open(index).close();
    }
}
