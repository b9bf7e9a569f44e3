package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of pictures to an index, and what is looked for in it. */
class SearchCommandsTest {

    @TempDir
    Path folder;

    private Path pictures;
    private Path index;
    private Path experiment;

    @BeforeEach
    void indexed() throws Exception {
        experiment = Inputs.tiny(folder);
        pictures = folder.resolve("pictures");
        index = folder.resolve("index");
        Inputs.jpegs(pictures, 12, 5);
        Files.copy(pictures.resolve("07.jpg"), pictures.resolve("copy.jpg"));
        Files.write(pictures.resolve("broken.jpg"), new byte[] {1, 2});
        JsonNode json = Cli.run("index", experiment, "--data", pictures, "--out", index, "--json").done().json();
        assertThat(json.path("pictures").asInt()).isEqualTo(13);
        assertThat(json.path("embedded").asInt()).isEqualTo(13);
        assertThat(json.path("dim").asInt()).isEqualTo(16);
        assertThat(names(json.path("unreadable"), "")).containsExactly("broken.jpg");
    }

    private static List<String> names(JsonNode array, String key) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(node -> key.isEmpty() ? node.asText() : node.path(key).asText())
                .toList();
    }

    @Test
    void eachPictureOfAFolderFindsItselfAndTheSheetShowsIt() throws Exception {
        Files.copy(pictures.resolve("03.jpg"), pictures.resolve(".hidden.jpg"));
        Path sheet = folder.resolve("sheet.png");
        JsonNode json = Cli.run("search", index, "--image", pictures, "--top", 3, "--out", sheet, "--json").done().json();
        assertThat(json.path("queries")).hasSize(13).allSatisfy(query -> {
            String name = Path.of(query.path("query").asText()).getFileName().toString();
            assertThat(query.path("matches")).hasSize(3);
            assertThat(names(query.path("matches"), "name").subList(0, 2))
                    .contains(name.equals("copy.jpg") ? "07.jpg" : name);
            assertThat(query.path("matches").get(0).path("similarity").asDouble()).isGreaterThan(0.9999);
            assertThat(Path.of(query.path("matches").get(0).path("file").asText())).isRegularFile();
        });
        assertThat(names(json.path("unreadable"), "")).containsExactly(pictures.resolve("broken.jpg").toString());
        BufferedImage drawn = ImageIO.read(sheet.toFile());
        assertThat(drawn.getHeight()).as("13 lines of 128 pixels and gaps").isEqualTo(13 * 132 + 4);
        String text = Cli.run("search", index, "--image", pictures.resolve("03.jpg")).done().out();
        assertThat(text.lines().skip(1).findFirst()).hasValueSatisfying(line -> assertThat(line).endsWith("1.0000  03.jpg"));
    }

    @Test
    void aSheetOfLargePicturesTakesTheMemoryOfTheirCells() throws Exception {
        Path large = Files.createDirectories(folder.resolve("large"));
        for (int i = 0; i < 16; i++) {
            BufferedImage picture = new BufferedImage(2400, 2000, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(i, i, 0xffffff);
            ImageIO.write(picture, "png", large.resolve(i + ".png").toFile());
        }
        Path largeIndex = folder.resolve("large.index");
        Cli.run("index", experiment, "--data", large, "--out", largeIndex).done();
        Path sheet = folder.resolve("sheet.png");
        // All queries and matches together have 2 x 16 x 14 MB.
        String memory = "java=$1; shift 2; set -- \"$java\" -Xmx160m \"$@\"";
        Launched search = Launched.start(folder, memory, "search", largeIndex, "--image", large, "--top", 1, "--out", sheet);
        assertThat(search.exit()).as(search.said()).isZero();
        assertThat(ImageIO.read(sheet.toFile()).getHeight()).isEqualTo(16 * 132 + 4);
    }

    @Test
    void whatWasFoundIsPrintedWhereTheSheetCannotBeWritten() throws Exception {
        Path tooLong = folder.resolve("x".repeat(248) + ".png");
        Cli failed = Cli.run("search", index, "--image", pictures.resolve("03.jpg"), "--out", tooLong, "--json");
        assertThat(failed.exit()).isNotZero();
        assertThat(names(failed.json().at("/queries/0/matches"), "name")).startsWith("03.jpg");
        assertThat(failed.json().has("sheet")).isFalse();
    }

    @Test
    void picturesThatWereMovedAwayAreLeftOutOfTheSheetInOneLine() throws Exception {
        Path queries = folder.resolve("queries");
        Inputs.jpegs(queries, 3, 5);
        Files.move(pictures, folder.resolve("elsewhere"));
        Path sheet = folder.resolve("sheet.png");
        Cli search = Cli.run("search", index, "--image", queries, "--top", 13, "--out", sheet).done();
        assertThat(search.log().lines().filter(line -> line.contains("WARN"))).singleElement().asString()
                .contains("13 pictures").contains(pictures.resolve("00.jpg").toString());
        assertThat(search.out()).contains("1.0000  02.jpg");
        assertThat(ImageIO.read(sheet.toFile()).getHeight()).isEqualTo(3 * 132 + 4);
    }

    @Test
    void anIndexOfBeforeSaysWhatIsNotChecked() throws Exception {
        assertThat(Cli.run("search", index, "--image", pictures).done().log()).doesNotContain("views.mean");
        Cli.run("search", index, "--image", pictures, "--set", "views.mean=[0.5, 0.5, 0.5]").refuses(index, "[0.5, 0.5, 0.5]");
        Path json = index.resolve("index.json");
        Files.writeString(json, Files.readString(json).replaceFirst(",\\s*\"pixels\" : \"[^\"]*\"", ""));
        assertThat(Cli.run("search", index, "--image", pictures).done().log().lines())
                .filteredOn(line -> line.contains("views.mean")).singleElement().asString().contains(index.toString());
    }

    @Test
    void aNameWithAnyLineBreakIsInNoList() throws Exception {
        Files.copy(pictures.resolve("03.jpg"), Path.of(URI.create(pictures.toUri() + "two%E2%80%A8lines.jpg")));
        Path other = folder.resolve("other.index");
        Cli.run("index", experiment, "--data", pictures, "--out", other).done();
        Path list = folder.resolve("list.txt");
        Cli.run("select", other, "--count", 14, "--out", list).refuses("--out", "line break");
        Cli.run("embed", experiment, "--data", pictures, "--out", folder.resolve("x.npy"), "--names-out", list)
                .refuses("--names-out", "line break");
        assertThat(Cli.run("select", other, "--count", 14).done().out()).contains("two\\u2028lines.jpg");
    }

    @Test
    void copiesOutliersAndSelectionsAreNamed() throws Exception {
        JsonNode duplicates = Cli.run("duplicates", index, "--json").done().json();
        assertThat(duplicates.path("groups")).singleElement()
                .satisfies(group -> assertThat(names(group, "name")).containsExactly("07.jpg", "copy.jpg"));
        JsonNode outliers = Cli.run("outliers", index, "--count", 4, "--neighbours", 1, "--json").done().json();
        assertThat(names(outliers.path("outliers"), "name")).hasSize(4).doesNotContain("07.jpg", "copy.jpg");

        Path list = folder.resolve("list.txt");
        Cli.run("select", index, "--count", 8, "--seed", 3, "--out", list).done();
        List<String> chosen = Files.readAllLines(list);
        assertThat(chosen).hasSize(8).doesNotHaveDuplicates();
        String data = "data={dataset: folder, path: '" + pictures + "', subsetFile: '" + list + "'}";
        Path rows = folder.resolve("rows.txt");
        Cli.run("embed", experiment, "--data", "pretrain", "--out", folder.resolve("x.npy"), "--names-out", rows, "--set", data).done();
        assertThat(Files.readAllLines(rows)).containsExactlyInAnyOrderElementsOf(chosen);

        List<String> wrong = new ArrayList<>(chosen);
        wrong.add(2, "nobody.jpg");
        Files.write(list, wrong);
        Cli.run("embed", experiment, "--data", "pretrain", "--out", folder.resolve("x.npy"), "--set", data)
                .refuses(list, "line 3", "nobody.jpg", "14 images");
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        Cli.run("search", pictures, "--image", pictures).refuses(pictures, "index.json");
        Cli.run("search", index, "--image", folder.resolve("nowhere.png")).refuses("--image", "nowhere.png");
        Cli.run("search", index, "--image", pictures.resolve("broken.jpg")).refuses("--image", "broken.jpg");
        Cli.run("select", index, "--count", 14).refuses("--count", "14", "1 to 13");
        assertThat(Cli.run("select", index, "--count", 1, "--by", "hand").err())
                .contains("--by", "found 'hand', expected one of diverse, random");
        Cli.run("search", index, "--image", pictures, "--out", folder.resolve("sheet.txt")).refuses("--out", "sheet.txt", ".png");
        Cli.run("duplicates", index, "--threshold", "2").refuses("--threshold", "2");
        Files.delete(pictures.resolve("00.jpg"));
        Cli.run("index", experiment, "--data", pictures, "--out", index).refuses(index, "--update");
        assertThat(Cli.run("index", experiment, "--data", pictures, "--out", index, "--update").done().out())
                .contains("12 pictures", "0 of them new or changed", "1 gone or changed", "broken.jpg");
        Files.delete(experiment);
        Cli.run("search", index, "--image", pictures).refuses(index, experiment, "no such file");
    }

    @Test
    void namesTakeOneLineEachAndNoCommandOfTheTerminal() throws Exception {
        Files.copy(pictures.resolve("03.jpg"), pictures.resolve("two\nlines \u001b[31mred.jpg"));
        Files.copy(pictures.resolve("05.jpg"), Path.of(URI.create(pictures.toUri() + "no%E2%80%AEgnp.jpg")));
        Cli.run("index", experiment, "--data", pictures, "--out", index, "--update").done();
        String name = "two\\u000alines \\u001b[31mred.jpg";
        assertThat(Cli.run("duplicates", index).done().out().lines()).contains("03.jpg", name);
        assertThat(Cli.run("select", index, "--count", 15).done().out().lines()).hasSize(15).contains(name);
        assertThat(Cli.run("duplicates", index).done().out().lines()).contains("05.jpg", "no\\u202egnp.jpg");
        assertThat(Cli.run("outliers", index).done().out().lines()).anyMatch(line -> line.endsWith("  " + name));
        assertThat(Cli.run("search", index, "--image", pictures, "--top", 2).done().out().lines())
                .contains(pictures + "/" + name)
                .anyMatch(line -> line.endsWith("  " + name));
    }

    @Test
    void theBenchPrintsTheIndexBesideComparingAll() throws Exception {
        JsonNode rows = Cli.run("bench", "search", "--size", 300, "--dim", 8, "--queries", 20, "--json").done().json().path("rows");
        assertThat(names(rows, "name")).containsExactly(
                "search/clustered/index", "search/clustered/exact", "search/uniform/index", "search/uniform/exact");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.path("value").asDouble()).isPositive();
            assertThat(row.path("recall").asDouble()).isEqualTo(1);
        });
    }
}
