// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.chatweb;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.github.camelgemini.browser.Browser;
import io.github.camelgemini.browser.NeedsBrowser;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.traffic.Operation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The page in Chromium, over a server in a process of its own. */
@NeedsBrowser
class ChatPageTest {

    private static final String ANSWER = "article p.text";
    private static final String STATUS = "#status";
    private static final String COMPLETE = "The answer is complete.";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    static Path work;

    private static ChatServer server;
    private static Browser browser;

    private final GeminiEmulator emulator = EMULATOR.emulator();

    @BeforeAll
    static void open() throws Exception {
        server = ChatServer.start(ChatWeb.settings("gemini-3.5-flash", EMULATOR.emulator(), null), work, 0);
        browser = Browser.open();
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) browser.close();
        if (server != null) server.close();
    }

    @BeforeEach
    void begin() {
        browser.size(1280, 900).dark(false).go(server.url());
        browser.find("#new").click();
    }

    @AfterEach
    void leave() {
        browser.find("#new").click();
        assertThat(browser.errors())
                .filteredOn(error -> !error.contains("/questions/"))
                .isEmpty();
    }

    @Test
    void wordsAreThereBeforeTheAnswerEnds() {
        Gate rest = emulator.gate("rest");
        emulator.script(onCreate().thought("An easy one.").deltas("Pa", "ris").gateAfter(8, rest));

        ask("Capital of France?");

        browser.awaitText(ANSWER, "Pa").awaitText(STATUS, "Answering");
        assertThat(browser.find(ANSWER).getText()).isEqualTo("Pa");
        assertThat(browser.find("#send").isEnabled()).isFalse();
        assertThat(browser.all("#log[aria-live=polite] article[aria-busy=true]"))
                .hasSize(1);
        rest.release();
        browser.awaitText(STATUS, COMPLETE);
        assertThat(browser.find(ANSWER).getText()).isEqualTo("Paris");
        assertThat(browser.find("#send").isEnabled()).isTrue();
        assertThat(browser.all("article[aria-busy=true]")).isEmpty();
    }

    @Test
    void aThoughtIsFoldedUntilItIsOpened() {
        emulator.script(onCreate().thought("An easy one.").text("Paris"));

        ask("Capital of France?");

        browser.awaitText(STATUS, COMPLETE);
        assertThat(browser.find("details p").isDisplayed()).isFalse();
        browser.find("summary").sendKeys(Keys.ENTER);
        browser.awaitText("details p", "An easy one.");
    }

    @Test
    void aFunctionCallIsShownAndThenItsResult() {
        Gate rest = emulator.gate("rest");
        emulator.script(
                onCreate().call("c1", "order_status", "{\"order\":\"A-1001\"}"),
                onCreate().text("It is on its way.").gate(rest));

        ask("Where is my kettle?");

        browser.awaitText(".call h3", "order_status")
                .awaitText(".call", "A-1001")
                .awaitText(".call h3 span", "done");
        assertThat(browser.find(".call").getText()).contains("Kettle", "on its way", "2026-12-02");
        assertThat(browser.all(ANSWER)).isEmpty();
        rest.release();
        browser.awaitText(ANSWER, "It is on its way.");
    }

    @Test
    void aFunctionThatFailsIsShownAsFailed() {
        emulator.script(
                onCreate().call("c1", "order_status", "{\"order\":[]}"),
                onCreate().text("I cannot look that up."));

        ask("Where is my kettle?");

        browser.awaitText(ANSWER, "I cannot look that up.").awaitText(".call h3 span", "failed");
    }

    @Test
    void anAnswerContinuesBehindTheLastWordWhenTheServerIsKilled() throws Exception {
        Gate rest = emulator.gate("rest");
        emulator.script(onCreate()
                .thought("Counting.")
                .deltas("One, ", "two, ", "three, ", "four.")
                .gateAfter(9, rest));
        ask("Count to four");
        browser.awaitText(ANSWER, "One, two,");

        whileKilled(() -> {
            browser.awaitText(STATUS, "Trying again");
            assertThat(shown(ANSWER)).isEqualTo("One, two, ");
            rest.release();
        });

        browser.awaitText(STATUS, COMPLETE);
        assertThat(browser.find(ANSWER).getText()).isEqualTo("One, two, three, four.");
        assertThat(browser.all("article details")).hasSize(1);
        assertThat(emulator.ledger().creates()).isEqualTo(1);
        assertThat(emulator.ledger().cancels()).isZero();
        ask("And then?");
        browser.awaitText(STATUS, COMPLETE);
        assertThat(emulator.requests(Operation.CREATE)
                        .get(1)
                        .at("/previous_interaction_id")
                        .asText())
                .as("the conversation continues")
                .isEqualTo(emulator.interactionIds().get(0));
    }

    @Test
    void anAnswerContinuesWhenTheServerIsStoppedInOrder() throws Exception {
        Gate rest = emulator.gate("rest");
        emulator.script(onCreate().deltas("One, ", "two.").gateAfter(8, rest));
        ask("Count to two");
        browser.awaitText(ANSWER, "One,");

        server.close();
        try {
            browser.awaitText(STATUS, "Trying again");
            rest.release();
        } finally {
            server.restart();
        }

        browser.awaitText(STATUS, COMPLETE);
        assertThat(shown(ANSWER)).isEqualTo("One, two.");
        assertThat(emulator.ledger().creates()).isEqualTo(1);
    }

    @Test
    void aFunctionIsNotAskedForAgainWhenTheServerIsKilledBehindIt() throws Exception {
        Gate rest = emulator.gate("rest");
        emulator.script(
                onCreate().call("c1", "order_status", "{\"order\":\"A-1002\"}"),
                onCreate().deltas("It was ", "delivered.").gateAfter(7, rest));
        ask("Where is my lamp?");
        browser.awaitText(ANSWER, "It was");

        whileKilled(rest::release);

        browser.awaitText(STATUS, COMPLETE);
        assertThat(browser.find(ANSWER).getText()).isEqualTo("It was delivered.");
        assertThat(browser.all(".call")).hasSize(1);
        assertThat(browser.find(".call").getText()).contains("done", "delivered");
        assertThat(emulator.ledger().creates()).isEqualTo(2);
        assertThat(emulator.ledger().createsWithEqualInput()).isZero();
    }

    @Test
    void aQuestionWhoseArrivalIsUnknownIsNotSentAgainUnasked() throws Exception {
        emulator.script(onCreate().text("never").gate(emulator.gate("held")));
        ask("Anybody there?");
        emulator.awaitRequests(1, Duration.ofMinutes(1));

        whileKilled(() -> {});

        browser.awaitText("p.wrong", "may be charged twice");
        assertThat(browser.all("article button")).isEmpty();
        assertThat(emulator.ledger().creates()).isLessThanOrEqualTo(1);
        assertThat(emulator.requests(Operation.CREATE)).hasSize(1);
    }

    @Test
    void aPageThatIsLoadedAgainShowsTheConversationAndContinues() {
        Gate rest = emulator.gate("rest");
        emulator.script(
                onCreate().text("Paris"), onCreate().deltas("It ", "is.").gateAfter(8, rest));
        ask("Capital of France?");
        browser.awaitText(STATUS, COMPLETE);
        ask("Sure?");
        browser.awaitText("article:last-child p.text", "It");

        browser.driver().navigate().refresh();

        browser.awaitText("article:last-child p.text", "It").awaitText("article:nth-child(3) p.text", "Paris");
        rest.release();
        browser.awaitText(STATUS, COMPLETE);
        assertThat(browser.find("article:last-child p.text").getText()).isEqualTo("It is.");
        assertThat(emulator.ledger().creates()).isEqualTo(2);
    }

    @Test
    void aPageThatIsLeftEndsTheCallAndContinuesWhenItIsBack() {
        Gate rest = emulator.gate("rest");
        emulator.script(onCreate().deltas("One, ", "two").gateAfter(8, rest));
        ask("Count to two");
        browser.awaitText(ANSWER, "One,");
        assertThat(emulator.openStreams()).isEqualTo(1);

        browser.go("about:blank");

        until(() -> emulator.openStreams() == 0);
        assertThat(emulator.ledger().running()).isEqualTo(1);
        assertThat(emulator.ledger().cancels()).isZero();
        browser.driver().navigate().back();
        rest.release();
        browser.awaitText(STATUS, COMPLETE);
        assertThat(shown(ANSWER)).isEqualTo("One, two");
        assertThat(emulator.ledger().creates()).isEqualTo(1);
    }

    @Test
    void enterSendsAndShiftEnterBeginsALine() {
        Gate rest = emulator.gate("rest");
        emulator.script(onCreate().text("Both.").gate(rest));
        browser.find("#question").sendKeys(Keys.ENTER, "  ", Keys.ENTER);
        browser.find("#question").sendKeys("One", Keys.chord(Keys.SHIFT, Keys.ENTER), "two", Keys.ENTER);
        browser.awaitText("p.question", "One\ntwo");
        browser.find("#question").sendKeys("Not yet", Keys.ENTER);
        assertThat(browser.find("#question").getDomProperty("value")).isEqualTo("Not yet");

        rest.release();

        browser.awaitText(ANSWER, "Both.");
        assertThat(browser.all("p.question")).hasSize(1);
        assertThat(emulator.requests(Operation.CREATE)).hasSize(1);
        assertThat(emulator.lastRequest().at("/input").toString()).contains("One\\ntwo");
    }

    @Test
    void everythingCanBeReachedByTab() {
        emulator.script(onCreate().thought("An easy one.").text("Paris"));
        ask("Capital of France?");
        browser.awaitText(STATUS, COMPLETE);
        browser.find("#new").sendKeys("");

        List<String> reached = List.of(afterTab(), afterTab(), afterTab());

        assertThat(reached).containsExactly("summary", "textarea", "button");
    }

    private static String afterTab() {
        browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        return browser.driver().switchTo().activeElement().getTagName().toLowerCase(Locale.ROOT);
    }

    @Test
    void textIsNeverMarkup() {
        String hostile =
                "<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script> \u202e\u05e9\u05dc\u05d5\u05dd \ud83d\udc69\u200d\ud83d\ude80 "
                        + "w".repeat(3_000);
        String json = hostile.replace("\"", "\\\"");
        emulator.script(
                onCreate().thought(hostile).call("c1", "order_status", "{\"order\":\"" + json + "\"}"),
                onCreate().thought(hostile).text(hostile));
        browser.size(390, 844);

        browser.run("arguments[0].value = arguments[1]", browser.find("#question"), hostile);
        browser.find("#question").sendKeys(Keys.ENTER);
        browser.awaitText(STATUS, COMPLETE).awaitText(".call h3 span", "done");
        browser.all("summary").forEach(thought -> thought.sendKeys(Keys.ENTER));

        assertThat(shown(ANSWER)).isEqualTo(hostile);
        assertThat(shown("p.question")).isEqualTo(hostile);
        assertThat(shown("details p")).isEqualTo(hostile);
        assertThat(shown(".call dd")).isEqualTo(hostile);
        assertThat(browser.all("main img, main script")).isEmpty();
        assertThat(browser.run("return window.ran")).isNull();
        assertThat(browser.scrollsToTheSide()).isFalse();
        assertThat(
                        browser.run(
                                "return document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth"))
                .isEqualTo(true);
    }

    @Test
    void aRefusedQuestionCanBeTriedAgain() {
        emulator.script(onCreate().httpStatus(400), onCreate().text("Paris"));

        ask("Capital of France?");
        browser.awaitText("p.wrong", "could not be answered (rejected)");
        browser.find("article button").click();

        browser.awaitText(ANSWER, "Paris");
        assertThat(browser.all("p.wrong")).isEmpty();
        assertThat(emulator.ledger().creates()).isEqualTo(1);
    }

    @Test
    void anotherConversationBeginsAnew() {
        emulator.script(onCreate().text("Paris").always());
        ask("Capital of France?");
        browser.awaitText(STATUS, COMPLETE);

        browser.find("#new").click();
        assertThat(browser.all("article")).isEmpty();
        ask("Sure?");
        browser.awaitText(STATUS, COMPLETE);

        assertThat(emulator.lastRequest().at("/previous_interaction_id").isMissingNode())
                .isTrue();
    }

    private static void ask(String question) {
        browser.find("#question").sendKeys(question, Keys.ENTER);
    }

    private static String shown(String selector) {
        return browser.find(selector).getDomProperty("textContent");
    }

    /** Ends the server as {@code kill -9} does, and starts it again behind the action. */
    private static void whileKilled(Runnable action) throws Exception {
        server.kill();
        try {
            action.run();
        } finally {
            server.restart();
        }
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofMinutes(1)).until(condition);
    }
}
