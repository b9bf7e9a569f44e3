package org.s2r2.search.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.s2r2.search.Match;

/** The page where answers come later than those to questions that were asked after them. */
@Tag("slow")
class LateAnswersTest {

    /** Requests whose address has a text wait until they are let go. */
    private static final String HOLD = """
            const real = window.fetch;
            window.held = [];
            window.holding = arguments[0];
            window.errors = [];
            addEventListener('unhandledrejection', event => window.errors.push(String(event.reason)));
            window.fetch = async (path, options) => {
              if (window.holding && path.includes(window.holding)) {
                await new Promise(resolve => window.held.push(resolve));
              }
              const answer = await real(path, options);
              window.answered = (window.answered ?? 0) + 1;
              return answer;
            };
            """;

    private static final String DROP = """
            const bytes = Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0));
            const files = new DataTransfer();
            files.items.add(new File([bytes], arguments[1], { type: 'image/png' }));
            document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
            """;

    @TempDir
    static Path folder;

    private static PlantedIndex index;
    private static Explorer explorer;
    private static Chromium browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Chromium.start(folder);
        index = PlantedIndex.write(folder, 120, 4);
        explorer = Explorer.serve(index, PlantedIndex::embed, Optional.empty(), "127.0.0.1", 0);
    }

    @AfterAll
    static void stop() {
        if (explorer != null) {
            browser.close();
            explorer.close();
        }
    }

    @BeforeEach
    void open() {
        browser.size(1280, 800);
        browser.openAfresh(explorer.address());
        browser.await(".grid li");
    }

    private static void hold(String part) {
        browser.driver().executeScript(HOLD, part);
    }

    /** Lets all held requests go, and waits until the page has had time to show their answers. */
    private static void letGo() throws InterruptedException {
        browser.until("window.held.length > 0");
        long answered = ((Number) browser.script("(window.answered ?? 0) + window.held.length")).longValue();
        browser.driver().executeScript("window.holding = ''; window.held.forEach(go => go())");
        browser.until("(window.answered ?? 0) >= " + answered);
        Thread.sleep(300);
        assertThat((List<?>) browser.script("window.errors")).isEmpty();
    }

    private static void drop(int picture) throws Exception {
        browser.driver().executeScript(
                DROP, Base64.getEncoder().encodeToString(Files.readAllBytes(index.file(picture))), "own-" + picture + ".png");
    }

    private static List<Integer> shown() {
        return browser.all(".grid li").stream().map(item -> Integer.valueOf(item.getDomAttribute("data-picture"))).toList();
    }

    private static String query() {
        return browser.await(".query strong").getText();
    }

    private static List<Integer> nearest(int picture) {
        return index.nearest(picture, 20).stream().map(Match::picture).toList();
    }

    @Test
    void aLateAnswerIsNotShownUnderALaterPicture() throws Exception {
        hold("picture=3&");
        browser.go("#/search?picture=3");
        browser.go("#/search?picture=8");
        browser.until("document.querySelector('.query strong')?.textContent === 'red/8.png'");
        letGo();
        assertThat(query()).isEqualTo("red/8.png");
        assertThat(shown()).startsWith(nearest(8).toArray(Integer[]::new));
    }

    @Test
    void aLateAnswerIsNotShownUnderTheSamples() throws Exception {
        List<Integer> samples = shown();
        hold("picture=3&");
        browser.go("#/search?picture=3");
        browser.go("#/search");
        letGo();
        assertThat(shown()).isEqualTo(samples);
        assertThat(browser.await("h1").getText()).isEqualTo("Start from one of these");
        assertThat(browser.script("document.querySelector('.query').hidden")).isEqualTo(true);
    }

    @Test
    void ofTwoQuickDropsTheSecondIsShownAndTheWayBackLeadsToTheFirst() throws Exception {
        hold("/search?");
        drop(5);
        browser.until("window.held.length > 0");
        drop(22);
        browser.until("document.querySelector('.query strong')?.textContent === 'own-22.png' && window.held.length > 1");
        letGo();
        assertThat(query()).isEqualTo("own-22.png");
        assertThat(shown()).startsWith(22);
        browser.driver().navigate().back();
        browser.until("document.querySelector('.query strong').textContent === 'own-5.png'");
        browser.until("document.querySelector('.results .quiet').textContent.includes('embedded in')");
        assertThat(shown()).startsWith(5);
        browser.driver().navigate().refresh();
        browser.await("body[data-ready]");
        browser.await(".grid li");
        drop(40);
        browser.until("document.querySelector('.query strong')?.textContent === 'own-40.png'");
        browser.driver().navigate().back();
        browser.until("document.querySelector('.query').hidden");
        assertThat(browser.await("h1").getText()).as("a file of an earlier load is no other file").isEqualTo("Start from one of these");
    }

    @Test
    void aLateListIsNotShownUnderALaterOne() throws Exception {
        hold("count=10");
        browser.go("#/selection?count=10");
        browser.until("window.held.length > 0");
        browser.go("#/selection?count=25");
        browser.until("document.querySelectorAll('.list .grid li').length === 25");
        letGo();
        assertThat(shown()).hasSize(25);
        assertThat(browser.script("document.querySelector('#number').value")).isEqualTo("25");

        hold("count=7");
        browser.go("#/selection?count=7");
        browser.until("window.held.length > 0");
        browser.go("#/selection?count=25");
        browser.until("document.querySelectorAll('.list .grid li').length === 25");
        letGo();
        assertThat(shown()).as("also where the later one had been shown before").hasSize(25);
    }

    @Test
    void aLateNeighbourhoodIsNotShownBesideAnotherPictureOfTheMap() throws Exception {
        browser.go("#/map");
        browser.until("document.querySelectorAll('.legend li').length === 4 && !document.querySelector('.waiting')");
        hold("picture=3&");
        browser.go("#/map?picture=3");
        browser.until("window.held.length > 0");
        browser.go("#/map?picture=8");
        browser.until("document.querySelector('.selected strong')?.textContent === 'red/8.png'");
        letGo();
        assertThat(browser.await(".selected strong").getText()).isEqualTo("red/8.png");
        assertThat(shown()).startsWith(nearest(8).subList(0, 12).toArray(Integer[]::new));
    }

    @Test
    void marksAreKeptUnderTheSumOfTheListOfPictures() {
        browser.all(".grid li").get(2).click();
        browser.until("document.querySelector('.query button') !== null");
        browser.await(".query button").click();
        assertThat((List<?>) browser.script("Object.keys(sessionStorage)")).asList().containsExactly("s2r2 marks " + index.picturesSha256());
    }

    @Test
    void aMarkedNameWithALineBreakIsLeftOutOfTheSavedListAndCounted() throws Exception {
        browser.driver().executeScript("""
                const real = window.fetch;
                const names = ['good.png', 'line\\u2028separator.png', 'next\\u0085line.png'];
                window.fetch = async (path, options) => path.startsWith('/names')
                  ? new Response(JSON.stringify(names.map((name, picture) => ({ picture, name, label: -1 })))) : real(path, options);
                """);
        browser.all(".grid li").get(1).findElement(By.cssSelector(".tick")).click();
        browser.await("#save").click();
        browser.until("document.querySelector('#status').textContent.startsWith('Saved')");
        assertThat(browser.await("#status").getText())
                .isEqualTo("Saved 1 name as marked.txt. 2 names have a line break, which no list can hold, and are left out.");
        Path saved = folder.resolve("marked.txt");
        for (int i = 0; i < 100 && !Files.exists(saved); i++) {
            Thread.sleep(50);
        }
        assertThat(saved).hasContent("good.png\n");
    }

    @Test
    void anIndexWithoutItsEncoderSaysSoInPlaceOfTheDropArea() throws Exception {
        try (Explorer without = Explorer.serveWithoutEncoder(index, "No encoder.", Optional.empty(), "127.0.0.1", 0)) {
            browser.open(without.address());
            browser.await(".grid li");
            assertThat(browser.script("document.querySelector('.drop').hidden")).isEqualTo(true);
            assertThat(browser.await("aside").getText()).contains("No encoder.");
            drop(5);
            assertThat(browser.await(".message.error").getText()).isEqualTo("No encoder.");
            browser.all(".grid li");
            browser.go("#/search?picture=8");
            browser.until("document.querySelector('.query strong')?.textContent === 'red/8.png'");
            assertThat(shown()).startsWith(nearest(8).toArray(Integer[]::new));
        }
    }
}
