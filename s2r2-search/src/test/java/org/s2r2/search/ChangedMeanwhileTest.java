package org.s2r2.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.data.image.ImageFile;
import org.s2r2.file.Sha256;
import org.s2r2.settings.InvalidInputException;

/** Pictures, encoders and files that are others when an index is gone on with, brought up to date or opened. */
class ChangedMeanwhileTest extends SmallIndices {

    private static final String OTHER_MEAN = "  mean: [0.1, 0.2, 0.3]\n";

    /** Writes pictures of two parts and stops between both. */
    private void interruptAfterTheFirstPart(String experiment) throws IOException {
        int count = EmbeddingWork.PART + 2;
        for (int i = 0; i < count; i++) {
            picture(name(i), png(100 + i));
        }
        byte[] bad = png(99 + count);
        bad[0] = 0;
        picture(name(count - 1), bad);
        String strict = "{dataset: folder, onBadImage: fail, path: '" + pictures + "'}";
        assertThatThrownBy(() -> index(index, experiment, strict, true)).isInstanceOf(InvalidInputException.class);
        assertThat(index.resolve("work/part-0")).exists();
        assertThat(index.resolve("work/part-" + EmbeddingWork.PART)).doesNotExist();
        picture(name(count - 1), png(99 + count));
    }

    private static String name(int picture) {
        return String.format(Locale.ROOT, "c%04d.png", picture);
    }

    /** Rows as an index that is made at once has them, signatures as those of the files. */
    private void requireRowsOfTheirPictures(String experiment) throws Exception {
        Path anew = folder.resolve("anew");
        index(anew, experiment, pictures.toString(), false);
        try (StoredIndex found = StoredIndex.open(index); PictureIndex expected = PictureIndex.open(anew)) {
            assertThat(found.size()).isEqualTo(expected.size());
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.name(i)).isEqualTo(expected.name(i));
                assertThat(found.embedded(i).signature()).as(found.name(i))
                        .isEqualTo(PixelSignature.of(ImageFile.read(pictures.resolve(found.name(i)))));
                assertThat(found.embedding(i)).as(found.name(i)).containsExactly(expected.embedding(i), offset(1e-5f));
            }
        }
    }

    @Test
    void anUpdateThatGoesOnAfterAnIndexedPictureIsGoneGivesEveryPictureItsOwnRow() throws Exception {
        picture("a.png", png(1));
        picture("b.png", png(2));
        index(false);
        interruptAfterTheFirstPart("one.yaml");
        Files.delete(pictures.resolve("a.png"));
        assertThat(index(true).removed()).isEqualTo(1);
        requireRowsOfTheirPictures("one.yaml");
    }

    @Test
    void partsOfAnotherNormalisationAreNotTaken() throws Exception {
        Files.writeString(folder.resolve("mean.yaml"), EXPERIMENT.replace("SEED", "1").replace("views:\n", "views:\n" + OTHER_MEAN));
        interruptAfterTheFirstPart("one.yaml");
        index(index, "mean.yaml", pictures.toString(), false);
        requireRowsOfTheirPictures("mean.yaml");
    }

    @Test
    void aPartOfOtherPositionsIsNotRead() throws Exception {
        Path file = folder.resolve("part-4");
        EmbeddedPicture picture = new EmbeddedPicture(new float[] {1, 0}, new byte[PixelSignature.BYTES]);
        new EmbeddedPart(Map.of(5, picture, 7, picture)).write(file, 2);
        assertThat(EmbeddedPart.read(file, 2, 4, 8)).hasValueSatisfying(part -> assertThat(part.pictures()).containsOnlyKeys(5, 7));
        assertThat(EmbeddedPart.read(file, 2, 4, 7)).isEmpty();
        assertThat(EmbeddedPart.read(file, 2, 6, 8)).isEmpty();
    }

    @Test
    void anotherNormalisationIsAnotherEncoder() throws Exception {
        picture("a.png", png(1));
        picture("b.png", png(2));
        index(false);
        Files.writeString(folder.resolve("one.yaml"), EXPERIMENT.replace("SEED", "1").replace("views:\n", "views:\n" + OTHER_MEAN));
        picture("c.png", png(3));
        assertThatThrownBy(() -> index(true)).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("0.485").hasMessageContaining("[0.1, 0.2, 0.3]").hasMessageContaining("--out");
        try (PictureIndex open = PictureIndex.open(index)) {
            assertThatThrownBy(() -> QueryEmbedder.open(open)).isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("[0.1, 0.2, 0.3]").hasMessageContaining("--out");
            assertThat(open.size()).isEqualTo(2);
        }
    }

    @Test
    void anIndexThatDoesNotSayItsNormalisationOpensAndStaysUnsaid() throws Exception {
        picture("a.png", png(1));
        index(false);
        Path json = index.resolve("index.json");
        String text = Files.readString(json);
        String before = text.replaceFirst(",\\s*\"pixels\" : \"[^\"]*\"", "");
        assertThat(before).hasSizeLessThan(text.length());
        Files.writeString(json, before);
        index(false);
        assertThat(json).hasContent(before);
        picture("b.png", png(2));
        assertThat(index(true).pictures()).isEqualTo(2);
        assertThat(Files.readString(json)).doesNotContain("pixels\"");
        try (PictureIndex open = PictureIndex.open(index); QueryEmbedder embedder = QueryEmbedder.open(open)) {
            assertThat(open.nearest(embedder.embed(pictures.resolve("b.png")), 1).get(0).picture()).isEqualTo(1);
        }
    }

    @Test
    void anIndexThatIsWrittenAnewWhileItIsOpenedIsOpenedAnew() throws Exception {
        picture("a.png", png(1));
        index(false);
        IndexManifest before = IndexManifest.read(index);
        picture("b.png", png(2));
        index(true);
        Deque<IndexManifest> read = new ArrayDeque<>(List.of(before));
        try (StoredIndex open = StoredIndex.open(index, folder -> read.isEmpty() ? IndexManifest.read(folder) : read.remove())) {
            assertThat(open.size()).isEqualTo(2);
        }
        Path gone = before.file(index, IndexManifest.PICTURES);
        assertThatThrownBy(() -> StoredIndex.open(index, folder -> before))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(gone.getParent().toString())
                .hasMessageContaining("there is no such file");
    }

    @Test
    void aPathAboveALinkIsThatOfTheFileThatWasRead() throws Exception {
        Path below = Files.createDirectories(folder.resolve("deep/year"));
        Files.createDirectories(folder.resolve("deep/now"));
        Files.createSymbolicLink(folder.resolve("current"), folder.resolve("deep/now"));
        Files.write(below.resolve("x.png"), png(5));
        index(index, "one.yaml", folder.resolve("current/../year").toString(), false);
        try (PictureIndex open = PictureIndex.open(folder.resolve("current/../../index"))) {
            assertThat(Sha256.of(open.file(0))).isEqualTo(Sha256.of(below.resolve("x.png")));
            assertThat(open.folder()).isEqualTo(index);
        }
    }

    @Test
    void aFileWhoseNameIsNoTextIsListedWithTheReason() throws Exception {
        picture("a.png", png(1));
        Files.write(Path.of(URI.create(pictures.toUri() + "b%FF.png")), png(2));
        List<String> unreadable = index(false).unreadable();
        assertThat(unreadable).singleElement().satisfies(name -> assertThat(name).startsWith("b").contains("is not text in"));
        try (PictureIndex open = PictureIndex.open(index)) {
            assertThat(open.size()).isEqualTo(1);
            assertThat(open.unreadable()).isEqualTo(unreadable);
        }
        assertThat(index(false).embedded()).isZero();
    }

    @Test
    void aPlanWithADamagedByteIsNotGoneOnWith() throws Exception {
        interruptAfterTheFirstPart("one.yaml");
        Path plan = index.resolve("work/plan");
        byte[] damaged = Files.readAllBytes(plan);
        damaged[3] = (byte) 0xff;
        Files.write(plan, damaged);
        index(true);
        requireRowsOfTheirPictures("one.yaml");
    }

    @Test
    void aDamagedDrawingInTheIndexIsWrittenAnew() throws Exception {
        index(index, "one.yaml", "train", false);
        Map<String, String> before = content(index);
        try (PictureIndex open = PictureIndex.open(index)) {
            Files.write(open.file(3), new byte[0]);
            byte[] damaged = Files.readAllBytes(open.file(4));
            damaged[damaged.length / 2] ^= 1;
            Files.write(open.file(4), damaged);
            Files.delete(open.file(5));
        }
        assertThat(index(index, "one.yaml", "train", false).embedded()).isZero();
        assertThat(content(index)).isEqualTo(before);
    }
}
