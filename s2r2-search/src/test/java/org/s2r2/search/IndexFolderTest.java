package org.s2r2.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.settings.InvalidInputException;

/** What an index does to files that are not its own: nothing. */
class IndexFolderTest extends SmallIndices {

    private static final String SUM = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static TreeSet<String> entries(Path folder) throws IOException {
        TreeSet<String> entries = new TreeSet<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.forEach(entry -> entries.add(folder.relativize(entry).toString()));
        }
        return entries;
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "of somebody");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "pictures/holiday.png", "pictures/ab/holiday.png", "pictures/ab/more/x.png", "pictures/AB/" + SUM + ".png", "work/thesis.txt",
        "work/plan.txt", "work/part-one", "embeddings.npy", "graph.png", "pictures-list.txt", "pictures-" + SUM + ".txt",
        "signatures.bin.new.old"
    })
    void aFolderWithFilesOfSomebodyIsRefusedBeforeAnythingIsWritten(String file) throws Exception {
        picture("a.png", png(1));
        Path shop = folder.resolve("shop");
        write(shop.resolve(file));
        TreeSet<String> entries = entries(shop);
        assertThatThrownBy(() -> index(shop, "one.yaml", pictures.toString(), false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found something else than an index")
                .hasMessageContaining(shop.resolve(file.contains("/more/") ? "pictures/ab/more"
                        : file.contains("/AB/") ? "pictures/AB" : file).toString());
        assertThat(entries(shop)).isEqualTo(entries);
    }

    @Test
    void picturesInTheFolderThatIsToBeTheIndexStay() throws Exception {
        picture("a.png", png(1));
        picture("b.png", png(2));
        TreeSet<String> entries = entries(folder);
        assertThatThrownBy(() -> index(pictures.getParent(), "one.yaml", pictures.toString(), false))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> index(pictures, "one.yaml", pictures.toString(), false))
                .isInstanceOf(InvalidInputException.class);
        assertThat(entries(folder)).isEqualTo(entries);
    }

    @Test
    void filesOfOthersBesideAnIndexOutliveUpdates() throws Exception {
        picture("a.png", png(1));
        index(false);
        List<String> strangers = List.of("embeddings.npy", "graph.png", "pictures-list.txt", "notes/plan", "work/thesis.txt",
                "work/part-a", "pictures/holiday.png", "pictures/ab/holiday.png", "pictures/old/" + SUM + ".png", "map.bin");
        for (String stranger : strangers) {
            write(index.resolve(stranger));
        }
        List<String> left = List.of("embeddings.npy.new", "graph.bin.new.tmp", "index.json.tmp", "graph-" + SUM + ".bin",
                "work/part-1024.tmp", "pictures/ab/" + SUM + ".png", "pictures/cd/" + SUM + ".png.tmp");
        for (String own : left) {
            write(index.resolve(own));
        }
        picture("b.png", png(2));
        index(true);
        Map<String, String> content = content(index);
        assertThat(content).containsKeys(strangers.toArray(String[]::new)).doesNotContainKeys(left.toArray(String[]::new));
        assertThat(index.resolve("pictures/cd")).doesNotExist();
        try (PictureIndex open = PictureIndex.open(index)) {
            assertThat(open.size()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"work", "pictures", "pictures/ab", "embeddings.npy.new", "index.json.tmp", ".indexing.lock"})
    void linksUnderOwnNamesAreRefusedAndWhatTheyLeadToStays(String link) throws Exception {
        Path elsewhere = folder.resolve("elsewhere");
        write(elsewhere.resolve("ab/" + SUM + ".png"));
        write(elsewhere.resolve("plan"));
        Path target = link.contains(".") ? elsewhere.resolve("plan") : link.endsWith("ab") ? elsewhere.resolve("ab") : elsewhere;
        picture("a.png", png(1));
        for (boolean isIndex : new boolean[] {false, true}) {
            Path out = folder.resolve("out-" + isIndex);
            if (isIndex) {
                index(out, "one.yaml", pictures.toString(), false);
                Files.deleteIfExists(out.resolve(link));
            }
            Files.createDirectories(out.resolve(link).getParent());
            Files.createSymbolicLink(out.resolve(link), target);
            Map<String, String> content = content(elsewhere);
            assertThatThrownBy(() -> index(out, "one.yaml", pictures.toString(), true))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("the link '" + out.resolve(link) + "'");
            assertThat(content(elsewhere)).isEqualTo(content);
        }
    }

    @Test
    void anotherFileOfTheNameIndexJsonIsNoIndex() throws Exception {
        picture("a.png", png(1));
        Files.createDirectories(index);
        Files.writeString(index.resolve("index.json"), "{\"pages\": 3}");
        assertThatThrownBy(() -> index(true)).isInstanceOf(InvalidInputException.class).hasMessageContaining("index.json");
        assertThat(entries(index)).containsExactly("", "index.json");
    }

    @Test
    void whatAnIndexKeepsMayBeTheDataSetOfTheSameFolder() throws Exception {
        index(index, "one.yaml", "train", false);
        Map<String, String> kept = content(index.resolve("pictures"));
        assertThat(kept).hasSize(40);
        index(index, "one.yaml", index.resolve("pictures").toString(), true);
        assertThat(content(index.resolve("pictures"))).isEqualTo(kept);
        try (PictureIndex open = PictureIndex.open(index)) {
            assertThat(open.file(7)).isRegularFile();
        }
    }
}
