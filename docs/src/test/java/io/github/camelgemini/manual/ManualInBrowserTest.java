// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.browser.Browser;
import io.github.camelgemini.browser.NeedsBrowser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/** The manual as a reader has it: opened from its folder, as the build has made it. */
@NeedsBrowser
class ManualInBrowserTest {

    private static final Path MANUAL = Path.of("target/manual");

    private static Browser browser;

    @BeforeAll
    static void open() {
        browser = Browser.open();
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    @BeforeEach
    void wideWindowAndNoChoice() {
        browser.size(1280, 900).go(address("index"));
        browser.run("localStorage.clear()");
        browser.go(address("index"));
    }

    @Test
    void eachPageFitsANarrowWindowAndHasNoFailedScript() throws IOException {
        List<String> faults = new ArrayList<>();
        browser.size(390, 800);
        for (Path source : Manual.sources(Path.of("."))) {
            String page = source.getFileName().toString().replace(".adoc", "");
            browser.go(address(page));
            if (browser.scrollsToTheSide()) faults.add(page + " is wider than its window");
            browser.errors().forEach(error -> faults.add(page + ": " + error));
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void theNavigationMarksThePageAndLeadsToTheOthers() {
        browser.find("#navigation a[href='failures.html']").click();
        browser.awaitText("h1", "Failures");

        assertThat(browser.all("#navigation [aria-current]"))
                .singleElement()
                .satisfies(link -> assertThat(link.getText()).isEqualTo("Failures"));
        assertThat(browser.find("#headings").getText()).contains("Exceptions");
    }

    @Test
    void aLanguageIsChosenForAllPages() {
        browser.go(address("failures"));
        assertThat(shownTab()).isEqualTo("Java");

        browser.find("[role=tab][aria-selected=true]").sendKeys(Keys.ARROW_LEFT);
        assertThat(shownTab()).isEqualTo("YAML");
        assertThat(browser.find("[role=tabpanel]:not([hidden]) pre").getText()).startsWith("- onException");
        assertThat(browser.driver().switchTo().activeElement().getText()).isEqualTo("YAML");

        browser.go(address("paying-once"));
        assertThat(shownTab()).isEqualTo("YAML");
    }

    @Test
    void searchFindsAnOptionWithKeysAlone() {
        WebElement words = browser.find("#words");
        words.sendKeys("maxretries");
        browser.awaitText("#found", "place");
        browser.awaitText("#places li:first-child", "maxRetries");
        words.sendKeys(Keys.ARROW_DOWN);
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);

        browser.awaitText("#endpoint-options", "Endpoint options");
        assertThat(browser.driver().getCurrentUrl()).endsWith("#option-maxRetries");
        assertThat(browser.run("const place = document.getElementById('option-maxRetries').getBoundingClientRect();"
                        + "return place.top > 0 && place.bottom < innerHeight"))
                .isEqualTo(true);
    }

    @Test
    void searchShowsWhatIsTypedAsText() {
        browser.find("#words").sendKeys("<img src=x onerror=alert(1)>");

        browser.awaitText("#found", "Nothing found");
        assertThat(browser.all("#places img")).isEmpty();
    }

    @Test
    void theMenuOpensOnANarrowWindow() {
        browser.size(390, 800).go(address("failures"));
        assertThat(browser.find("#navigation").isDisplayed()).isFalse();

        browser.find("#menu").click();
        assertThat(browser.find("#navigation").isDisplayed()).isTrue();
        assertThat(browser.find("#menu").getDomAttribute("aria-expanded")).isEqualTo("true");

        browser.find("#navigation a").sendKeys(Keys.ESCAPE);
        assertThat(browser.find("#navigation").isDisplayed()).isFalse();
    }

    @Test
    void withoutScriptsAllIsShown() {
        setScripts(false);
        try {
            browser.size(390, 800).go(address("failures"));

            assertThat(browser.all(".tab pre")).hasSize(3).allMatch(WebElement::isDisplayed);
            assertThat(browser.find(".tab .title").getText()).isEqualTo("Java");
            assertThat(browser.find("#navigation").isDisplayed()).isTrue();
        } finally {
            setScripts(true);
        }
    }

    private static void setScripts(boolean run) {
        browser.driver().executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
    }

    private static String shownTab() {
        return browser.find("[role=tab][aria-selected=true]").getText();
    }

    private static String address(String page) {
        return MANUAL.resolve(page + ".html").toUri().toString();
    }
}
