// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A window of headless Chromium, with a profile of its own. Debian's packages {@code chromium} and {@code chromium-driver} have to
 * be installed: see {@link NeedsBrowser}.
 * <p>
 * One thread at a time. Each method throws Selenium's {@code WebDriverException} if the browser has ended, and waits at most half
 * a minute.
 */
public final class Browser implements AutoCloseable {

    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    // Selenium warns at each start that it has no classes for this version of the protocol; nothing here uses them.
    private static final Logger PROTOCOL = Logger.getLogger("org.openqa.selenium");

    static {
        PROTOCOL.setLevel(Level.SEVERE);
    }

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens a window of 1280 × 900 pixels in light colours. */
    public static Browser open() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        // Without --no-sandbox Chromium does not start as root, as which most CI systems run.
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--hide-scrollbars",
                "--lang=en");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options));
        return browser.size(1280, 900).dark(false);
    }

    /** Selenium's own view of the window, for all that has no method here. */
    public ChromeDriver driver() {
        return driver;
    }

    /** Goes to an address and waits until the page is loaded. */
    public Browser go(String address) {
        driver.get(address);
        return this;
    }

    /** As {@link #go(String)}. */
    public Browser go(URI address) {
        return go(address.toString());
    }

    /** Sets the size of the page, in CSS pixels; widths below Chromium's smallest window are possible. */
    public Browser size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    /** Says whether the user prefers dark colours: {@code prefers-color-scheme}. */
    public Browser dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return this;
    }

    /** The first element that a CSS selector finds; waits until there is one. */
    public WebElement find(String selector) {
        return waiting().until(page -> page.findElement(By.cssSelector(selector)));
    }

    /** All elements that a CSS selector finds at this moment; may be empty. */
    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** Waits until the visible text of the first element that a CSS selector finds contains a text. */
    public Browser awaitText(String selector, String text) {
        waiting()
                .until(page ->
                        page.findElement(By.cssSelector(selector)).getText().contains(text));
        return this;
    }

    /** The visible text of the whole page. */
    public String text() {
        return find("body").getText();
    }

    /** Runs a script in the page; its {@code return} is the result, null if there is none. */
    public @Nullable Object run(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(script, arguments);
    }

    /** Whether the page is wider than the window, so that a reader has to scroll to the side. */
    public boolean scrollsToTheSide() {
        return Boolean.TRUE.equals(
                run("return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    }

    /** What the page wrote to the console as an error since the last call: failed scripts, blocked or missing resources. */
    public List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Writes what the window shows as a PNG file, in folders that it makes where they are missing. */
    public Browser picture(Path file) {
        try {
            if (file.toAbsolutePath().getParent() != null)
                Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the browser's processes. */
    @Override
    public void close() {
        driver.quit();
    }

    private WebDriverWait waiting() {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50));
        wait.ignoring(NoSuchElementException.class, StaleElementReferenceException.class);
        return wait;
    }
}
