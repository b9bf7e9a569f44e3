package org.s2r2.search.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** What the page says where something is missing, and where the keyboard is afterwards. */
@Tag("slow")
class PageStatesTest {

    @TempDir
    Path folder;

    @TempDir
    static Path downloads;

    private static Chromium browser;
    private Explorer explorer;

    @BeforeAll
    static void start() {
        browser = Chromium.start(downloads);
        browser.size(1280, 800);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private void open(int pictures) throws Exception {
        open(PlantedIndex.write(folder, pictures, 4));
    }

    private void open(PlantedIndex index) throws Exception {
        explorer = Explorer.serve(index, PlantedIndex::embed, Optional.empty(), "127.0.0.1", 0);
        browser.open(explorer.address());
    }

    @AfterEach
    void close() {
        explorer.close();
    }

    private static void press(CharSequence... keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    @Test
    void theOnlyPictureOfAnIndexHasNoOthersAndThePageSaysSo() throws Exception {
        open(1);
        assertThat(browser.await("#index-size").getText()).isEqualTo("1 picture");
        browser.go("#/search?picture=0");
        browser.until("document.querySelector('.results .quiet').textContent === 'The index has no other picture.'");
        browser.go("#/map?picture=0");
        assertThat(browser.await(".selected .message").getText()).isEqualTo("The index has no other picture.");
    }

    @Test
    void aPictureWhoseFileIsGoneIsReplacedByASentence() throws Exception {
        PlantedIndex index = PlantedIndex.write(folder, 30, 4);
        Files.delete(index.file(11));
        open(index);
        browser.go("#/search?picture=11");
        assertThat(browser.await(".query .missing").getText()).contains("Is its file still there?");
        browser.go("#/search?picture=7");
        browser.await(".grid li[data-picture='11'] .missing");
    }

    @Test
    void aSearchThatFailsShowsNoPictureOfTheSearchBefore() throws Exception {
        open(30);
        browser.go("#/search?picture=3");
        browser.await(".query strong");
        browser.go("#/search?picture=30");
        assertThat(browser.await(".message.error").getText()).contains("from 0 to 29");
        assertThat(browser.script("document.querySelector('.query').hidden")).isEqualTo(true);
        browser.go("#/map?picture=3");
        browser.await(".selected .large");
        browser.go("#/map?picture=30");
        browser.until("document.querySelector('.selected').hidden");
    }

    @Test
    void duplicatesAreNamedByTheirFiles() throws Exception {
        open(30);
        browser.go("#/duplicates");
        browser.await(".group");
        assertThat(browser.all(".group .caption")).extracting(one -> one.getText()).contains("6.png", "10.png");
    }

    @Test
    void theWholeMapStaysInViewWhateverRoomThereIs() throws Exception {
        open(30);
        browser.size(400, 800);
        browser.go("#/map?picture=3");
        browser.await(".selected .large");
        browser.dark(true);
        browser.go("#/map");
        browser.until("document.querySelector('.selected').hidden");
        browser.size(1280, 800);
        browser.dark(false);
        browser.until("document.querySelector('.canvas canvas').width > 1000");
        browser.await(".canvas").sendKeys(Keys.ARROW_DOWN, Keys.ENTER);
        browser.until("location.hash.includes('at=0.5000%2C0.5000%2C0.860')");
    }

    @Test
    void whyPicturesOfOnesOwnCannotBeSearchedForIsSaidOnNarrowScreensToo() throws Exception {
        explorer = Explorer.serveWithoutEncoder(PlantedIndex.write(folder, 4, 4), "There is no encoder.", Optional.empty(), "127.0.0.1", 0);
        browser.size(400, 800);
        browser.open(explorer.address());
        assertThat(browser.await(".search aside p").getText()).isEqualTo("There is no encoder.");
        browser.size(1280, 800);
    }

    @Test
    void skippingToThePicturesStaysInTheView() throws Exception {
        open(30);
        browser.go("#/outliers");
        browser.await(".list .grid li");
        browser.await(".skip").sendKeys(Keys.ENTER);
        browser.until("document.activeElement.id === 'main'");
        press(Keys.TAB);
        assertThat(browser.script("document.activeElement.textContent")).isEqualTo("Mark all shown");
        assertThat(browser.script("location.hash")).isEqualTo("#/outliers");
    }

    @Test
    void theKeyboardStaysWhereAPictureWasOpened() throws Exception {
        open(30);
        browser.go("#/outliers");
        browser.await(".list .grid li").click();
        browser.until("location.hash.startsWith('#/search?picture=')");
        browser.until("document.activeElement.id === 'main'");
        browser.go("#/map?picture=3");
        browser.await(".selected .large");
        browser.driver().executeScript("document.querySelector('.selected li').focus()");
        press(Keys.ENTER);
        browser.until("!location.hash.includes('picture=3&') && document.activeElement === document.querySelector('.selected li')");
        browser.all(".selected button").stream().filter(one -> one.getText().equals("Close")).findFirst().orElseThrow().click();
        browser.until("document.activeElement.classList.contains('canvas')");
        press("0", Keys.ARROW_DOWN, "M");
        assertThat(browser.await("#tray p").getText()).isEqualTo("1 marked");
        browser.all("#tray button").stream().filter(one -> one.getText().equals("Clear")).findFirst().orElseThrow().click();
    }
}
