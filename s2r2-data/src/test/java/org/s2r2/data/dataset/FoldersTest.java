package org.s2r2.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.settings.InvalidInputException;

/** Folders as people and their programs leave them. */
class FoldersTest {

    @TempDir
    Path folder;

    private void pictures(String... names) throws IOException {
        for (String name : names) {
            GreyPicture.write(folder.resolve(name), 100);
        }
    }

    private void file(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
    }

    private ImageDataset train() {
        return Opening.open("folder", Split.TRAIN, "path", folder);
    }

    private ImageDataset test() {
        return Opening.open("folder", Split.TEST, "path", folder);
    }

    private static List<String> names(ImageDataset images) {
        return IntStream.range(0, images.size()).mapToObj(images::name).toList();
    }

    @Test
    void whatIsHiddenOrLeftByAMacIsNoImageAndNoClass() throws Exception {
        pictures("b/1.png", "a/deep/2.png", "a/.trash/3.png", ".thumbs/4.png", "__MACOSX/a/5.png", "a/@eaDir/6.png");
        file("a/._2.png", "resource fork");
        file("a/Thumbs.db", "thumbnails");
        ImageDataset images = train();
        assertThat(images.classNames()).containsExactly("a", "b");
        assertThat(names(images)).containsExactly("a/deep/2.png", "b/1.png");
        assertThat(images.remarks()).isEmpty();
    }

    @Test
    void flatImagesCountWhereNoFolderHoldsAny() throws Exception {
        pictures("x.png", "y.png");
        file("notes/today.txt", "nothing to see");
        ImageDataset images = train();
        assertThat(names(images)).containsExactly("x.png", "y.png");
        assertThat(images.classNames()).isEmpty();
        assertThat(images.remarks()).containsExactly(folder + ": left out: 1 file of another format, 1 folder without images");
    }

    @Test
    void imagesBesideTheClassesAndOtherFilesAreCounted() throws Exception {
        pictures("x.png", "y.png", "cat/1.png", "dog/1.png");
        file("cat/label.json", "{}");
        file("readme.md", "# cats and dogs");
        assertThat(train().remarks()).containsExactly(
                folder + ": left out: 2 files of other formats, 2 images beside the classes");
    }

    @Test
    void contentDecidesUnderAnyName() throws Exception {
        pictures("c/1.png");
        Files.move(folder.resolve("c/1.png"), folder.resolve("c/n01440764_10026"));
        GreyPicture.write(folder.resolve("c/2.PNG"), 3);
        assertThat(names(train())).containsExactly("c/2.PNG", "c/n01440764_10026");
    }

    @Test
    void theFolderOfARunIsNoClassAndHoldsNoImages() throws Exception {
        pictures("x.png", "runs/first/pictures/sheet.png", "runs/second/sheet.png");
        file("runs/first/config.yaml", "name: first");
        file("runs/first/provenance.json", "{}");
        file("runs/second/config.yaml", "name: second");
        Files.createDirectories(folder.resolve("runs/second/checkpoints"));
        ImageDataset images = train();
        assertThat(names(images)).containsExactly("x.png");
        assertThat(images.remarks().toString()).contains("2 folders of runs");
    }

    @ParameterizedTest
    @CsvSource({"train, val", "Training, VALID", "TRAIN, validation", "train, testing", "training, Test"})
    void commonNamesOfSplitsAreSplits(String train, String test) throws Exception {
        pictures(train + "/a/1.png", train + "/b/2.png", test + "/a/3.png");
        assertThat(names(train())).containsExactly(train + "/a/1.png", train + "/b/2.png");
        assertThat(names(test())).containsExactly(test + "/a/3.png");
        assertThat(train().classNames()).isEqualTo(test().classNames()).containsExactly("a", "b");
    }

    @Test
    void aLabelledValidationFolderStandsInForATestFolderWithoutLabels() throws Exception {
        pictures("train/a/1.png", "val/a/2.png", "test/3.png");
        assertThat(names(test())).containsExactly("val/a/2.png");
        assertThat(test().remarks()).containsExactly("training images are those in " + folder.resolve("train")
                + ", test images those in " + folder.resolve("val") + "; not used: test");
        pictures("test/a/4.png");
        assertThat(names(test())).containsExactly("test/a/4.png");
        assertThat(test().remarks().get(0)).endsWith("; not used: val");
    }

    @Test
    void aFolderThatIsCalledTrainBesideOthersIsAClass() throws Exception {
        pictures("train/1.png", "bus/2.png");
        assertThat(train().classNames()).containsExactly("bus", "train");
    }

    @Test
    void aLoneTrainingFolderIsASplit() throws Exception {
        pictures("train/a/1.png", "train/b/2.png");
        assertThat(train().classNames()).containsExactly("a", "b");
        assertThat(train().remarks().get(0)).endsWith("test images the same");
    }

    @Test
    void twoFoldersOfOneSplitAreRefused() throws Exception {
        pictures("train/a/1.png", "training/a/2.png", "test/a/3.png");
        assertThatThrownBy(this::train)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found the folders train and training, expected one of them");
    }

    @Test
    void aLinkThatLeadsBackIsSkippedAndCountedOrEndsTheRun() throws Exception {
        pictures("a/1.png", "b/c/2.png");
        Files.createSymbolicLink(folder.resolve("b/c/up"), folder);
        Files.createSymbolicLink(folder.resolve("a/b"), folder.resolve("b"));
        ImageDataset images = train();
        // A link to another folder is followed, and what it leads to is there twice.
        assertThat(names(images)).containsExactly("a/1.png", "a/b/c/2.png", "b/c/2.png");
        assertThat(images.remarks().toString()).contains("2 links to folders that they lie in");
        assertThatThrownBy(() -> Opening.open("folder", Split.TRAIN, "path", folder, "onBadImage", "fail"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("up is a link to a folder that it lies in");
    }
}
