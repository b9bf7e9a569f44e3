package org.s2r2.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.settings.InvalidInputException;

class ListsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void pictures() throws IOException {
        for (int i = 1; i <= 4; i++) {
            GreyPicture.write(folder.resolve("p/" + i + ".png"), 10 * i);
        }
    }

    private Path list(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private static List<String> rows(ImageDataset images) {
        return IntStream.range(0, images.size())
                .mapToObj(i -> images.name(i) + " " + (images.label(i) < 0 ? "-" : images.classNames().get(images.label(i))))
                .toList();
    }

    private static void assertInvalid(String message, Object... keysAndValues) {
        assertThatThrownBy(() -> Opening.open("list", Split.TRAIN, keysAndValues))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTextHasOneNameOnEachLine() throws Exception {
        ImageDataset images = Opening.open("list", Split.TRAIN, "path", list("l.txt", "p/3.png", "", "# not this", "p/1.png "));
        assertThat(rows(images)).containsExactly("p/3.png -", "p/1.png -");
        assertThat(GreyPicture.grey(images, 0)).isEqualTo(30);
        assertThat(images.classNames()).isEmpty();
        assertThat(images.remarks()).isEmpty();
    }

    @Test
    void aTableHasLabelsAndSplitsUnderUsualNames() throws Exception {
        Path table = list("l.csv", "id,Label,Split,file_name", "1,wren,train,p/1.png", "2,\"robin, red\",train,p/2.png",
                "3,wren,TEST,p/3.png", "4,robin,val,p/4.png");
        ImageDataset train = Opening.open("list", Split.TRAIN, "path", table);
        assertThat(rows(train)).containsExactly("p/1.png wren", "p/2.png robin, red");
        assertThat(train.classNames()).containsExactly("robin, red", "wren");
        assertThat(train.remarks().toString()).contains("1 images are of neither part");
        ImageDataset test = Opening.open("list", Split.TEST, "path", table);
        assertThat(rows(test)).containsExactly("p/3.png wren");
    }

    @Test
    void withoutNamesTheFirstColumnIsTheFileAndNumbersSortAsNumbers() throws Exception {
        Path table = list("l.csv", "1.png;10", "2.png;9", "3.png;");
        ImageDataset images = Opening.open("list", Split.TRAIN, "path", table, "root", folder.resolve("p"));
        assertThat(rows(images)).containsExactly("1.png 10", "2.png 9", "3.png -");
        assertThat(images.classNames()).containsExactly("9", "10");
        assertThat(images.remarks().toString()).contains("names no columns");
    }

    @Test
    void columnsAndTestListsCanBeNamed() throws Exception {
        Path train = list("a.tsv", "foto\tart\tlabel", "p/1.png\tx\t5", "p/2.png\ty\t5");
        Path test = list("b.tsv", "foto\tart\tlabel", "p/4.png\tx\t5");
        Object[] keys = {"path", train, "testPath", test, "imageColumn", "foto", "labelColumn", "art"};
        assertThat(rows(Opening.open("list", Split.TRAIN, keys))).containsExactly("p/1.png x", "p/2.png y");
        assertThat(rows(Opening.open("list", Split.TEST, keys))).containsExactly("p/4.png x");
        assertInvalid("found no column kind, its columns are foto, art, label", "path", train, "labelColumn", "kind");
        assertInvalid("expected one of files under a name such as path or image", "path", train);
    }

    @Test
    void aPartIsHeldOut() throws Exception {
        Path list = list("l.txt", "p/1.png", "p/2.png", "p/3.png", "p/4.png");
        assertThat(rows(Opening.open("list", Split.TEST, "path", list, "holdOut", 0.25))).containsExactly("p/4.png -");
        assertThat(Opening.open("list", Split.TRAIN, "path", list, "holdOut", 0.25).size()).isEqualTo(3);
    }

    @Test
    void badListsAreRefused() throws Exception {
        assertInvalid("l.txt: lists no images", "path", list("l.txt", "", "#"));
        assertInvalid("../x.png lies outside of", "path", list("l.txt", "../x.png"));
        assertInvalid("its first image is not there", "path", list("l.txt", "p/9.png"));
        assertInvalid("line 3 names no file", "path", list("l.csv", "path,label", "p/1.png,a", ",b"));
        assertInvalid("has no columns to be named", "path", list("l.txt", "p/1.png"), "labelColumn", "label");
        Path train = list("a.csv", "path,label", "p/1.png,a");
        Path test = list("b.csv", "path,label", "p/2.png,b");
        assertThatThrownBy(() -> Opening.open("list", Split.TEST, "path", train, "testPath", test))
                .hasMessageContaining("b.csv: p/2.png has the label b, which no training image has");
    }

    @Test
    void aRootAboveALinkIsTheFolderThatTheSystemOpens() throws Exception {
        GreyPicture.write(folder.resolve("deep/year/x.png"), 70);
        Files.createDirectories(folder.resolve("deep/now"));
        Files.createSymbolicLink(folder.resolve("current"), folder.resolve("deep/now"));
        Path root = folder.resolve("current/../year");
        ImageDataset images = Opening.open("list", Split.TRAIN, "path", list("l.txt", "../year/./x.png", "x.png"),
                "root", folder.resolve("deep/year"));
        assertThat(images.size()).isEqualTo(2);
        assertThat(GreyPicture.grey(Opening.open("list", Split.TRAIN, "path", list("l.txt", "x.png"), "root", root), 0)).isEqualTo(70);
        Files.writeString(folder.resolve("deep/year/own.txt"), "x.png");
        assertThat(GreyPicture.grey(Opening.open("list", Split.TRAIN, "path", root.resolve("own.txt")), 0)).isEqualTo(70);
    }

    @Test
    void anAbsolutePathIsTakenWhereTheRootAllowsIt() throws Exception {
        Path list = list("l.txt", folder.resolve("p/2.png").toString());
        assertThat(GreyPicture.grey(Opening.open("list", Split.TRAIN, "path", list), 0)).isEqualTo(20);
        Path other = Files.createDirectories(folder.resolve("other"));
        assertInvalid("such as root: /", "path", list, "root", other);
        assertThat(Opening.open("list", Split.TRAIN, "path", list, "root", folder.getRoot()).size()).isEqualTo(1);
    }
}
