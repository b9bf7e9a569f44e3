package org.s2r2.search.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.s2r2.search.Match;

/** What a person does on the page, in a real browser. */
@Tag("slow")
class PageTest {

    @TempDir
    static Path folder;

    @TempDir
    static Path downloads;

    private static PlantedIndex index;
    private static Explorer explorer;
    private static Chromium browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Chromium.start(downloads);
        index = PlantedIndex.write(folder, 400, 9);
        explorer = Explorer.serve(index, PlantedIndex::embed, Optional.of(index), "127.0.0.1", 0);
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
        browser.dark(false);
        browser.openAfresh(explorer.address());
    }

    /** Every request of every test went to this server, and the browser complained of none. */
    @AfterEach
    void nothingCameFromElsewhere() {
        String own = explorer.address().substring(0, explorer.address().indexOf("/?") + 1);
        assertThat(browser.requested()).isNotEmpty()
                .allSatisfy(address -> assertThat(address).matches(url -> url.startsWith(own) || url.startsWith("blob:" + own)));
        browser.requireNoComplaints();
    }

    private static List<Long> shown() {
        return browser.all(".grid li").stream().map(item -> Long.valueOf(item.getDomAttribute("data-picture"))).toList();
    }

    private static Long[] expected(int picture, int count) {
        return index.nearest(picture, count).stream().map(Match::picture).map(Long::valueOf).toArray(Long[]::new);
    }

    private static WebElement focused() {
        return browser.driver().switchTo().activeElement();
    }

    private static void press(CharSequence... keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    @Test
    void theTokenLeavesTheAddressAndThePageStaysOpenAfterALoad() {
        assertThat(browser.driver().getCurrentUrl()).doesNotContain("token");
        assertThat(browser.script("document.cookie")).isEqualTo("");
        assertThat(browser.await("#index-size").getText()).isEqualTo("400 pictures");
    }

    @Test
    void clickingAPictureShowsItsNeighboursAndGoingBackShowsTheOnesBefore() throws Exception {
        browser.await(".grid li[data-picture='3']").click();
        browser.until("document.querySelector('.query strong')?.textContent === 'yellow/3.png'");
        assertThat(shown()).startsWith(expected(3, 20));
        browser.until("[...document.images].filter(i => i.loading !== 'lazy').every(i => i.complete && i.naturalWidth > 0)");
        browser.screenshot("search");
        browser.all(".grid li").get(1).click();
        browser.until("document.querySelector('.query strong').textContent !== 'yellow/3.png'");
        browser.driver().navigate().back();
        browser.until("document.querySelector('.query strong').textContent === 'yellow/3.png'");
        assertThat(shown()).startsWith(expected(3, 20));
    }

    @Test
    void aChosenFileIsSearchedForAndOneThatIsNoPictureIsRefusedWithASentence() throws Exception {
        browser.await("#file").sendKeys(index.file(21).toString());
        browser.until("document.querySelector('.results .quiet').textContent.includes('embedded in')");
        assertThat(shown().get(0)).isEqualTo(21);
        Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
        browser.await("#file").sendKeys(text.toString());
        assertThat(browser.await(".message.error").getText()).contains("the picture holds no");
        browser.driver().manage().logs().get("browser");
    }

    @Test
    void theKeyboardAloneMovesMarksSearchesAndSaves() throws Exception {
        browser.await(".grid li");
        press(Keys.TAB);
        assertThat(focused().getText()).isEqualTo("Skip to the pictures");
        for (int i = 0; i < 20 && !"option".equals(focused().getDomAttribute("role")); i++) {
            press(Keys.TAB);
        }
        Long first = Long.valueOf(focused().getDomAttribute("data-picture"));
        assertThat(browser.script("getComputedStyle(document.activeElement).outlineStyle")).isEqualTo("solid");
        press(" ", Keys.ARROW_RIGHT, "m", Keys.ARROW_DOWN);
        assertThat(browser.all(".grid li[aria-selected=true]")).hasSize(2);
        assertThat(shown().indexOf(Long.valueOf(focused().getDomAttribute("data-picture")))).isGreaterThan(2);
        press(Keys.HOME, Keys.ENTER);
        browser.until("document.querySelector('.query strong')?.textContent.endsWith('/" + first + ".png')");
        browser.until("document.activeElement === document.querySelector('.grid li')");
        browser.await("#save").sendKeys(Keys.ENTER);
        Path saved = downloads.resolve("marked.txt");
        for (int i = 0; i < 100 && !Files.exists(saved); i++) {
            Thread.sleep(50);
        }
        assertThat(saved).content().startsWith(index.name(first.intValue()) + "\n").matches("(\\w+/\\d+\\.png\n){2}");
    }

    @Test
    void theMapSelectsByClickAndByKeysAndLinksBothCheckpoints() throws Exception {
        browser.go("#/map");
        browser.until("document.querySelectorAll('.legend li').length === 4 && !document.querySelector('.waiting')");
        assertThat(browser.all(".stage figure")).hasSize(2);
        assertThat(browser.await(".axes").getText()).contains("do not trust distances");
        browser.screenshot("map");
        WebElement map = browser.await(".canvas");
        map.sendKeys(Keys.ARROW_RIGHT);
        browser.until("document.querySelector('#status').textContent.includes('.png')");
        map.sendKeys(Keys.ARROW_UP, Keys.ENTER);
        browser.await(".selected .large");
        String name = browser.await(".selected strong").getText();
        int picture = Integer.parseInt(name.replaceAll("\\D", ""));
        assertThat(shown()).containsExactly(expected(picture, 12));
        assertThat(browser.driver().getCurrentUrl()).contains("picture=" + picture);
        map.sendKeys("+", "+", "+", "+");
        browser.screenshot("map-zoomed");
        map.sendKeys("0", Keys.ESCAPE);
        browser.until("document.querySelector('.selected').hidden");
        browser.all(".legend button").get(2).click();
        assertThat(browser.await(".legend button[aria-pressed=true]").getText()).contains("blue").contains("100");
    }

    @Test
    void theMapHasPixelsOfEveryClassAndNoElementForAPicture() {
        browser.go("#/map");
        browser.until("document.querySelectorAll('.legend li').length === 4 && !document.querySelector('.waiting')");
        browser.until("""
                (() => {
                  const canvas = document.querySelector('.canvas canvas');
                  if (canvas.width < 100) return false;
                  // Of a copy: a browser complains of a canvas that is read more than once and was not made for it.
                  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
                  copy.drawImage(canvas, 0, 0);
                  const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
                  const found = new Set();
                  for (let i = 0; i < pixels.length; i += 4) found.add(pixels[i] << 16 | pixels[i + 1] << 8 | pixels[i + 2]);
                  return found.size > 8;
                })()""");
        assertThat((Long) browser.script("document.querySelectorAll('*').length")).isLessThan(150);
    }

    @Test
    void duplicatesAreTheCopiesThatWerePlanted() throws Exception {
        browser.go("#/duplicates");
        browser.until("document.querySelectorAll('.group').length > 0");
        assertThat(browser.all(".group")).hasSize(39);
        List<Long> shown = shown();
        assertThat(shown).hasSize(78);
        for (int i = 0; i < 78; i += 2) {
            assertThat(shown.get(i + 1) - shown.get(i)).isEqualTo(4);
        }
        browser.screenshot("duplicates");
        browser.all("button").stream().filter(one -> one.getText().startsWith("Mark all but")).findFirst().orElseThrow().click();
        assertThat(browser.await("#tray p").getText()).isEqualTo("39 marked");
        browser.go("#/marked");
        browser.until("document.querySelectorAll('.list .grid li').length === 39");
    }

    @Test
    void outliersAndTheSelectionAreShownInTheirOrder() throws Exception {
        browser.go("#/outliers");
        browser.until("document.querySelectorAll('.list .grid li').length === 240");
        List<Double> similarities = browser.all(".grid b").stream().map(one -> -Double.parseDouble(one.getText())).toList();
        assertThat(similarities).isSortedAccordingTo(Comparator.reverseOrder());
        browser.screenshot("outliers");
        browser.go("#/selection?count=25");
        browser.until("document.querySelectorAll('.list .grid li').length === 25");
        assertThat(shown()).doesNotHaveDuplicates();
        browser.screenshot("selection");
    }

    @ParameterizedTest
    @CsvSource({"400, light", "400, dark", "820, light", "2560, light", "2560, dark"})
    void thePageFitsItsWidth(int width, String scheme) throws Exception {
        browser.size(width, 800);
        browser.dark(scheme.equals("dark"));
        for (String view : List.of("search?picture=5", "map?picture=5", "duplicates", "outliers", "selection", "marked")) {
            browser.go("#/" + view);
            browser.until("document.querySelector('[aria-current]').getAttribute('href') === '#/" + view.split("\\?")[0] + "'");
            browser.until("document.querySelector('h1, .controls') !== null");
            Thread.sleep(300);
            assertThat((Long) browser.script("document.documentElement.scrollWidth")).as(view).isLessThanOrEqualTo(width);
            if (view.startsWith("map")) {
                assertThat((Long) browser.script("document.documentElement.scrollHeight")).as("no scrolling past the map").isLessThanOrEqualTo(800);
                assertThat((List<?>) browser.script("""
                        [...document.querySelectorAll('figcaption')].filter(one => {
                          const place = one.getBoundingClientRect();
                          return document.elementFromPoint(place.x + 8, place.y + place.height / 2) !== one;
                        }).map(one => one.textContent)""")).as("captions below something else").isEmpty();
            }
            assertThat((List<?>) browser.script("""
                    [...document.querySelectorAll('nav a')].map(tab => tab.getBoundingClientRect())
                      .filter(place => place.left < 0 || place.right > innerWidth)""")).as("tabs beside the page").isEmpty();
            browser.screenshot(width + "-" + scheme + "-" + view.split("\\?")[0]);
        }
    }

    @Test
    void everyControlHasANameAndTextHasContrast() {
        for (String view : List.of("search?picture=5", "map", "duplicates", "outliers", "selection", "marked")) {
            browser.go("#/" + view);
            browser.until("document.querySelector('[aria-current]').getAttribute('href') === '#/" + view.split("\\?")[0] + "'");
            assertThat((List<?>) browser.script("""
                    [...document.querySelectorAll('button, a, input, select, [role=option], [role=application]')]
                      .filter(one => !(one.textContent.trim() || one.getAttribute('aria-label') || one.labels?.length))
                      .map(one => one.outerHTML)""")).isEmpty();
        }
        for (boolean dark : new boolean[] {false, true}) {
            browser.dark(dark);
            assertThat((List<?>) browser.script(CONTRAST)).as(dark ? "dark" : "light").isEmpty();
        }
    }

    /** Pairs of the style sheet's colours whose contrast is below WCAG's 4.5 for text and 3 for the edge of what is to be filled in. */
    private static final String CONTRAST = """
            (() => {
              const style = getComputedStyle(document.documentElement);
              const light = name => {
                const part = style.getPropertyValue(name).match(/\\w\\w/g).map(hex => parseInt(hex, 16) / 255)
                  .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
              };
              return [['--ink', '--page'], ['--ink', '--panel'], ['--quiet', '--page'], ['--quiet', '--panel'], ['--quiet', '--soft'], ['--quiet', '--well'],
                ['--accent', '--accent-soft'], ['--on-accent', '--accent'], ['--error', '--page'], ['--page', '--ink'], ['--edge', '--page', 3], ['--edge', '--panel', 3]]
                .filter(([a, b, least = 4.5]) => {
                  const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
                  return (x + 0.05) / (y + 0.05) < least;
                }).map(pair => pair.join(' on '));
            })()""";
}
