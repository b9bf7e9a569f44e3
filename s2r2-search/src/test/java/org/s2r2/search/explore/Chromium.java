package org.s2r2.search.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium without a window, driven by Selenium. */
final class Chromium implements AutoCloseable {

    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** A folder for pictures of the page; none are kept where it is not given. */
    private static final String SCREENSHOTS = System.getProperty("explore.screenshots", "");

    private final ChromeDriver driver;

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts a browser; skips the test where there is none. Downloads go to a folder. */
    static Chromium start(Path downloads) {
        assumeTrue(Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER), "The page is not tested in a browser: there is no "
                + BROWSER + " with " + DRIVER + ", which Debian's packages chromium and chromium-driver install.");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-dev-shm-usage");
        options.setExperimentalOption("prefs", Map.of("download.default_directory", downloads.toString()));
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service =
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).usingAnyFreePort().build();
        return new Chromium(new ChromeDriver(service, options));
    }

    ChromeDriver driver() {
        return driver;
    }

    /** The size of the page, and not of the window around it. */
    void size(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void dark(boolean dark) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    void open(String address) {
        driver.get(address);
        await("body[data-ready]");
    }

    /** Opens a page that remembers nothing of what was done on it before. */
    void openAfresh(String address) {
        open(address);
        driver.executeScript("sessionStorage.clear()");
        driver.navigate().refresh();
        await("body[data-ready]");
    }

    /** Waits until there is an element, and gives the first. */
    WebElement await(String selector) {
        return new WebDriverWait(driver, Duration.ofSeconds(30))
                .until(browser -> browser.findElements(By.cssSelector(selector)).stream().findFirst().orElse(null));
    }

    /** Waits until a script gives true. */
    void until(String script) {
        new WebDriverWait(driver, Duration.ofSeconds(30)).withMessage(script)
                .until(browser -> Boolean.TRUE.equals(driver.executeScript("return " + script)));
    }

    Object script(String script) {
        return driver.executeScript("return " + script);
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    void go(String hash) {
        driver.executeScript("location.hash = arguments[0]", hash);
    }

    void screenshot(String name) throws Exception {
        if (!SCREENSHOTS.isEmpty()) {
            Files.write(Files.createDirectories(Path.of(SCREENSHOTS)).resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        }
    }

    /** The addresses of all requests so far, and of sockets. */
    List<String> requested() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("\"Network.requestWillBeSent\"") || message.contains("\"Network.webSocketCreated\""))
                .map(message -> message.replaceFirst("(?s).*\"request\":\\{.*?\"url\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    /** Fails if the browser complained of anything: errors, and what the page's policy forbids. */
    void requireNoComplaints() {
        assertThat(driver.manage().logs().get(LogType.BROWSER).getAll()).extracting(LogEntry::getMessage).isEmpty();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
