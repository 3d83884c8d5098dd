// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.browser.Browser;
import io.github.camelgemini.browser.NeedsBrowser;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Script;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person sees of the emulator in a browser, and does with it. Pictures go to {@code target/pages}. */
@NeedsBrowser
class EmulatorPageTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Path PICTURES = Path.of("target/pages");

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private static Browser browser;

    private GeminiEmulator emulator;
    private Api api;

    @BeforeAll
    static void start() {
        browser = Browser.open();
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @BeforeEach
    void open() {
        emulator = EMULATOR.emulator();
        api = new Api(EMULATOR.baseUrl());
        browser.size(1280, 900).dark(false).go(emulator.baseUrl() + "/_emulator/");
        browser.awaitText("#state", "Live");
    }

    @AfterEach
    void thereIsNoErrorInTheConsole() {
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void wordsAppearBeforeTheEndOfTheirStream() throws Exception {
        Gate gate = emulator.gate("half");
        emulator.script(Script.onCreate()
                .thought("Looking at the sky")
                .deltas("The weather in Bonn is fine: ", "21 degrees, and no rain before Friday.")
                .gateAfter(8, gate));
        CompletableFuture<?> answer = api.postAndWait(Api.body("What is the weather in Bonn?", "\"stream\":true"));
        gate.awaitReached(MINUTE);

        browser.awaitText("#steps", "The weather in Bonn is fine:");
        browser.awaitText("#detail-status", "in_progress");
        browser.awaitText("#gates", "held at the gate half");
        assertThat(browser.find("#steps").getText())
                .doesNotContain("21 degrees")
                .contains("What is the weather in Bonn?", "thought");
        assertThat(browser.find(".step.output .text").getDomAttribute("dir")).isEqualTo("auto");
        assertThat(browser.find(".step.output [aria-live]").getDomAttribute("aria-live"))
                .isEqualTo("polite");
        browser.picture(PICTURES.resolve("streaming-wide-light.png"));

        browser.find("#gates button").click();

        browser.awaitText("#steps", "no rain before Friday.");
        browser.awaitText("#detail-status", "completed");
        browser.awaitText("#facts", "thought");
        answer.join();
    }

    @Test
    void aPlayedFaultIsShownWithItsMomentAndSoIsTheResume() throws Exception {
        emulator.script(
                Script.onCreate().text("Cut, and then resumed by the route").cutAfter(5));
        RawStream cut = RawStream.create(emulator.baseUrl(), Api.body("Go", "\"stream\":true,\"background\":true"));
        assertThat(cut.complete()).isFalse();
        String id = emulator.interactionIds().get(0);
        api.follow(id, "&last_event_id=e4");

        browser.awaitText("#list", "1 fault");
        browser.awaitText("#requests", "cut after event 5");
        browser.awaitText("#requests", "200, broken off");
        browser.awaitText("#requests", "resume");
        browser.find("#requests summary").click();
        browser.awaitText("#requests .faults", "cut after event 5: played after 5 events");
        browser.awaitText("#requests", "Rule: create answered 'Cut, and then resumed by the route'");
        browser.awaitText("#requests", "x-goog-api-key ***");
        browser.picture(PICTURES.resolve("fault-wide-light.png"));
        browser.size(390, 1800).dark(true).picture(PICTURES.resolve("fault-narrow-dark.png"));
        assertThat(browser.scrollsToTheSide()).isFalse();
    }

    @Test
    void aRefusedRequestHasItsOwnRow() throws Exception {
        emulator.script(Script.onCreate().httpStatus(503, Duration.ofSeconds(2)));
        api.post(Api.body("Busy?", "\"store\":true"));

        browser.awaitText("#list .row", "503");
        browser.awaitText("#detail", "status 503, retry after 2 s: played");
    }

    @Test
    void callsHaveTheirArgumentsAndTheResultThatTheNextInteractionBrings() throws Exception {
        emulator.script(Script.onCreate().call("c1", "get_weather", "{\"city\":\"Bonn\"}"));
        String id = api.ask("Weather?").path("id").asText();
        browser.awaitText("#steps", "function call get_weather");
        browser.awaitText("#steps", "\"city\": \"Bonn\"");
        browser.awaitText("#steps", "No result has come yet.");
        browser.find("#follow").click();
        api.create("{\"model\":\"m\",\"previous_interaction_id\":\"" + id + "\",\"input\":[{\"type\":"
                + "\"function_result\",\"call_id\":\"c1\",\"name\":\"get_weather\",\"result\":\"21 degrees\"}]}");

        browser.awaitText("#steps", "Result: 21 degrees");
        browser.awaitText("#facts", "Continued by");
        browser.find("#facts button").click();
        browser.awaitText("#facts", "Continues\n" + id);
    }

    @Test
    void whatWasPaidTwiceStandsOut() throws Exception {
        api.ask("Pay me");
        api.ask("Pay me");

        browser.awaitText("#figures .bad", "paid twice");
        browser.awaitText("#list .row", "paid twice");
        browser.awaitText("#facts", "An earlier create had the same input.");
    }

    @Test
    void theFormPlaysTheNextAnswer() throws Exception {
        fill("#text", "Hello from the \"form\":\n# no comment");
        browser.find("#form button.main").click();
        browser.awaitText("#waiting", "create answered 'Hello from the \"form\":");

        assertThat(Api.text(api.ask("Hi"))).isEqualTo("Hello from the \"form\":\n# no comment");
        browser.find("input[value=error]").click();
        assertThat(browser.find("#script").getDomProperty("value"))
                .isEqualTo("- on: create\n  answer:\n    fault: {status: 503, retryAfter: 2s}\n");
        browser.find("#form button.main").click();
        browser.awaitText("#waiting", "create, 1 more");
        assertThat(api.post(Api.body("Hi", "\"store\":true")).statusCode()).isEqualTo(503);
    }

    @Test
    void everyChoiceOfTheFormIsAScript() {
        for (String kind : List.of("text", "call", "error")) {
            browser.find("input[value=" + kind + "]").click();
            for (String trouble : kind.equals("error") ? List.of("") : List.of("", "cut", "stall", "gate")) {
                browser.run(
                        "const t = document.getElementById('trouble'); t.value = arguments[0];"
                                + "t.dispatchEvent(new Event('input', { bubbles: true }))",
                        trouble);
                String script = String.valueOf(browser.find("#script").getDomProperty("value"));
                assertThat(Script.parseReceived(script).rules()).as(script).hasSize(1);
            }
        }
    }

    @Test
    void aBadScriptIsRefusedAtTheForm() {
        fill("#script", "- answer: {txt: Hello}\n");
        browser.find("#form button.main").click();

        browser.awaitText("#script-error", "Rule 1: 'answer' has no 'txt'");
        assertThat(browser.find("#script").getDomAttribute("aria-invalid")).isEqualTo("true");
        browser.errors(); // Chromium reports the status 400 itself
        fill("#script", "- answer: Hello\n");
        browser.find("#form button.main").click();
        browser.awaitText("#sent", "It waits for the next create.");
        assertThat(browser.find("#script-error").getText()).isEmpty();
    }

    @Test
    void theKeyboardIsEnough() throws Exception {
        api.ask("First");
        api.ask("Second");
        browser.awaitText("#detail", "Second");

        tabTo("row");
        press(Keys.ARROW_DOWN);
        press(Keys.ENTER);
        browser.awaitText("#steps", "First");
        assertThat(browser.all(".row[aria-current=true]"))
                .singleElement()
                .extracting(WebElement::getText)
                .asString()
                .contains("First");
        press(Keys.ARROW_UP);
        assertThat(focused().getText()).contains("Second");

        browser.run("document.activeElement.blur()");
        tabTo("reset");
        assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        press(Keys.ENTER);
        assertThat(focused().getText()).isEqualTo("Cancel");
        press(Keys.ENTER);
        assertThat(emulator.ledger().creates()).isEqualTo(2);
        press(Keys.ENTER);
        browser.driver().switchTo().activeElement().sendKeys(Keys.chord(Keys.SHIFT, Keys.TAB));
        press(Keys.ENTER);
        browser.awaitText("#list-card", "No request has come in yet.");
        assertThat(emulator.ledger().creates()).isZero();
    }

    /** Names for a screen reader: every control has one, and the page has its landmarks. */
    @Test
    void everyControlHasAName() throws Exception {
        api.ask("Hi");
        browser.awaitText("#detail", "Hi");

        assertThat((List<?>) browser.run("return [...document.querySelectorAll('button, input, select, textarea')]"
                        + ".filter(e => e.checkVisibility() && !(e.textContent.trim() && e.tagName === 'BUTTON')"
                        + " && !e.getAttribute('aria-label') && !(e.labels && e.labels.length)).map(e => e.outerHTML)"))
                .isEmpty();
        assertThat(browser.all("h1")).hasSize(1);
        assertThat(browser.all("main")).hasSize(1);
        assertThat(browser.all("section:not([aria-labelledby])")).isEmpty();
        assertThat(browser.find("html").getDomAttribute("lang")).isEqualTo("en");
    }

    @Test
    void hostileTextIsTextAndNothingGetsWiderThanTheWindow() throws Exception {
        String hostile = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
        String odd =
                hostile + " \u001b[31mred\u001b[0m \u202egnp.exe " + "w".repeat(3000) + " שלום עולם 👩‍👩‍👧‍👦 \0";
        emulator.script(
                Script.onCreate().thought(odd).text(odd),
                Script.onCreate().call(odd, odd, "{\"" + "k".repeat(900) + "\":\"</script>\"}"),
                Script.onCreate().status(hostile).text("x"),
                Script.onCreate().body("{\"id\":\"<b>" + "i".repeat(600) + "\",\"status\":\"completed\",\"steps\":7}"),
                Script.onCreate()
                        .sse(
                                "event: x\ndata: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"z\"}}\n\n"
                                        + "data: no JSON <b>\n\ndata: 7\n\ndata: {\"event_type\":\"step.delta\",\"index\":\"__proto__\"}\n\n"
                                        + "data: {\"event_type\":\"step.start\",\"index\":0,\"step\":null}\n\ndata: [DONE]\n\n"));
        for (int i = 0; i < 5; i++) {
            api.post(Api.body(odd, "\"model\":\"" + "m".repeat(500) + "\""));
        }
        browser.size(390, 900);
        browser.awaitText("#list", "</script>");
        for (int i = 0; i < 5; i++) {
            browser.run("document.querySelectorAll('.row')[" + i + "].click()");
            browser.awaitText("#steps", i == 1 ? "input" : "<script>");
            browser.run("document.querySelectorAll('details').forEach(d => d.open = true)");
            assertThat(browser.scrollsToTheSide()).as("row " + i).isFalse();
        }
        assertThat(browser.text()).contains("⟨U+001B⟩[31mred", "⟨U+202E⟩", "שלום");
        assertThat(browser.driver().getTitle()).isEqualTo("Gemini Interactions emulator");
        assertThat(browser.all("main img, main script, main b")).isEmpty();
        browser.size(390, 2400).picture(PICTURES.resolve("hostile-narrow-light.png"));
    }

    @Test
    void anInteractionThatIsSelectedAgainHasItsSteps() throws Exception {
        api.ask("First");
        api.ask("Second");
        browser.awaitText("#steps", "Second");
        for (int row : List.of(0, 1, 0, 1, 1)) {
            browser.run("document.querySelectorAll('.row')[" + row + "].click()");
        }

        browser.awaitText("#steps", "you said \"First\"");
        browser.run(
                "const rows = document.querySelectorAll('.row'); rows[0].click(); rows[1].click(); rows[0].click()");
        browser.awaitText("#steps", "you said \"Second\"");
    }

    @Test
    void aLongAnswerIsCutUntilAllOfItIsAskedFor() throws Exception {
        emulator.script(Script.onCreate().text("A very long answer. ".repeat(50_000) + "The end."));
        api.ask("Tell me everything");

        browser.awaitText("#steps", "Show all 1,000,008 characters");
        assertThat(((Number) browser.run("return document.querySelector('.step.output .text').textContent.length"))
                        .intValue())
                .isEqualTo(10_000);
        browser.run("document.querySelector('.step.output button').click()");
        assertThat(browser.run("return document.querySelector('.step.output .text').textContent.endsWith('The end.')"))
                .isEqualTo(true);
    }

    @Test
    void manyInteractionsAreListedInParts() throws Exception {
        for (int i = 0; i < 230; i++) {
            api.ask("Number " + i);
        }

        browser.awaitText("#list .row", "Number 229");
        browser.awaitText("#more-rows", "Show 100 more of 130");
        assertThat(browser.all(".row")).hasSize(100);
        browser.find("#more-rows").click();
        browser.awaitText("#more-rows", "Show 30 more of 30");
        assertThat(browser.all(".row")).hasSize(200);
    }

    @Test
    void darkAndLightHaveTheirOwnColours() {
        Object light = browser.run("return getComputedStyle(document.body).backgroundColor");
        browser.dark(true);
        Object dark = browser.run("return getComputedStyle(document.body).backgroundColor");

        assertThat(light).isEqualTo("rgb(246, 247, 249)");
        assertThat(dark).isEqualTo("rgb(20, 23, 27)");
    }

    @Test
    void thePageFindsAnEmulatorThatWasStartedAgain() throws Exception {
        try (GeminiEmulator other = GeminiEmulator.startOnFreePort()) {
            int port = other.port();
            browser.go(other.baseUrl() + "/_emulator/").awaitText("#state", "Live");
            new Api(other.baseUrl()).ask("Before");
            browser.awaitText("#list", "Before");
            other.close();
            browser.awaitText("#state", "Not connected");
            try (GeminiEmulator again = GeminiEmulator.builder().port(port).start()) {
                browser.awaitText("#state", "Live");
                new Api(again.baseUrl()).ask("After");
                browser.awaitText("#list", "After");
                assertThat(browser.find("#list").getText()).doesNotContain("Before");
            }
        }
        browser.go("about:blank");
        browser.errors(); // Chromium reports lost connections itself
    }

    private static void fill(String field, String text) {
        WebElement element = browser.find(field);
        element.clear();
        element.sendKeys(text);
    }

    /** Presses the tab key until an element with this id or class has the focus. */
    private static void tabTo(String name) {
        for (int i = 0; i < 40; i++) {
            press(Keys.TAB);
            WebElement now = focused();
            if (name.equals(now.getDomAttribute("id")) || name.equals(now.getDomAttribute("class"))) {
                return;
            }
        }
        throw new AssertionError("The tab key does not reach " + name);
    }

    private static WebElement focused() {
        return browser.driver().switchTo().activeElement();
    }

    private static void press(Keys key) {
        focused().sendKeys(key);
    }
}
