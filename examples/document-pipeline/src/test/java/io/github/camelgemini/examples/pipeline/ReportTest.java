// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.camelgemini.browser.Browser;
import io.github.camelgemini.browser.NeedsBrowser;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.examples.support.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** The page about a run: its file, and what a browser shows of it. */
class ReportTest {

    private static final int NARROW = 390;
    private static final int WIDE = 1280;

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    Path folder;

    private final GeminiEmulator emulator = EMULATOR.emulator();
    private Office office;

    @BeforeEach
    void openOffice() throws Exception {
        office = new Office(folder, emulator);
    }

    @Test
    void countsWhatTheRunHasWrittenAndSaysWhyDocumentsFailed() throws Exception {
        emulator.script(onCreate().contains("12 Ropewalk").httpStatus(500));
        SampleInbox.fill(office.places.inbox());
        office.run();

        assertThat(office.printed.toString())
                .containsSubsequence("Report: " + office.places.report().toUri(), "Complete: 6 documents");
        String page = Files.readString(office.places.report());
        assertThat(page)
                .contains("Complete.", "5 done, 1 failed", "of 10 steps sent")
                .containsSubsequence(
                        "Failures", "letter-of-complaint.txt", "facts: The Interactions API answered create")
                .containsSubsequence("Time line", "class=\"facts\"", "class=\"summary\"", "Documents", "Answers");
        String tokens = "%,d".formatted(emulator.ledger().totalTokens());
        assertThat(page).contains("Tokens<b>" + tokens + "</b>");
        for (Object summary : office.rows("select summary from document where outcome = 'done'").stream()
                .map(row -> row.get("summary"))
                .toList()) assertThat(page).contains(((String) summary).replace("\"", "&quot;"));
    }

    @Test
    @NeedsBrowser
    void looksTheSameInBothColoursAndOnAPhone() throws Exception {
        try (InputStream faults = getClass().getResourceAsStream("/emulator/faults.yaml")) {
            emulator.script(new String(faults.readAllBytes(), StandardCharsets.UTF_8));
        }
        SampleInbox.fill(office.places.inbox());
        office.run();

        try (Browser browser = Browser.open()) {
            browser.go(office.places.report().toUri()).size(WIDE, 1000);
            assertThat(browser.all("svg[role=img]")).hasSize(6);
            assertThat(browser.all("svg[role=img] circle.written")).hasSize(10);
            assertThat(browser.all("svg[role=img] rect.failed")).hasSize(1);
            assertThat(browser.all("tbody tr")).hasSize(6);
            assertThat(browser.text()).contains("5 done, 1 failed").doesNotContain("NaN");
            assertThat(browser.scrollsToTheSide()).isFalse();
            browser.picture(Path.of("target/report/report.png"));
            browser.dark(true).picture(Path.of("target/report/dark.png"));
            assertThat(colours(browser)).containsExactly("rgb(20, 24, 28)", "rgb(230, 233, 236)");
            browser.dark(false).size(NARROW, 2000).picture(Path.of("target/report/narrow.png"));
            assertThat(browser.scrollsToTheSide()).isFalse();
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    @NeedsBrowser
    void whatDocumentsAndAnswersSayIsTextAndNotMarkup() throws Exception {
        String name = "<img src=x onerror=document.title=1>" + "long".repeat(40) + "\u202Egnp.txt";
        String evil =
                "</div><script>document.title = 'script'</script>${7*7} \u05e9\u05dc\u05d5\u05dd " + "w".repeat(3000);
        emulator.script(
                onCreate().stream(false)
                        .text("{\"title\": \"<script>document.title = 2</script>\", \"gist\": \"<b>bold</b>\"}"),
                onCreate().stream(true)
                        .thought("<script>document.title = 3</script>")
                        .text(evil));
        office.drop(name, "<script>document.title = 4</script>");
        office.run();

        try (Browser browser = Browser.open()) {
            browser.go(office.places.report().toUri()).size(NARROW, 1200);
            assertThat(browser.driver().getTitle()).isEqualTo("Document pipeline: 1 documents");
            assertThat(browser.all("script, img, b:not(.tiles b)")).isEmpty();
            assertThat(browser.find("tbody bdi").getDomProperty("textContent")).isEqualTo(name);
            assertThat(browser.find("details .text").getDomProperty("textContent"))
                    .isEqualTo(evil);
            assertThat(browser.find("summary").getText()).contains("<script>document.title = 2</script>");
            assertThat(browser.scrollsToTheSide()).isFalse();
            assertThat(browser.size(WIDE, 1000).scrollsToTheSide()).isFalse();
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    @NeedsBrowser
    void fitsFiveHundredDocuments() throws Exception {
        try (Database database = Database.at("jdbc:h2:mem:" + folder.getFileName())) {
            database.update(
                    """
                    insert into document (id, run, file, bytes, outcome, reason, started, facts_ended, ended, steps_sent)
                    select x, '2026-11-29T12:00:00.123Z', 'document-' || x || '.txt', 1000 * x, case mod(x, 50) when 0 then 'failed' else 'done' end,
                        case mod(x, 50) when 0 then 'summary: refused' end,
                        dateadd(second, x, timestamp with time zone '2026-11-29 12:00:00+00'),
                        dateadd(second, x + 2, timestamp with time zone '2026-11-29 12:00:00+00'),
                        dateadd(second, x + 4, timestamp with time zone '2026-11-29 12:00:00+00'), 1
                    from system_range(1, 500)
                    """);
            database.update(
                    """
                    insert into step (step_key, document_id, step_index, type, text, sent, written)
                    select id || '/0', id, 0, 'model_output', 'text', ended, ended from document
                    """);
            new Report(database, "2026-11-29T12:00:00.123Z")
                    .write(office.places.report(), "Complete.", Duration.ofSeconds(504), Set.of());
        }

        try (Browser browser = Browser.open()) {
            browser.go(office.places.report().toUri()).picture(Path.of("target/report/many.png"));
            assertThat(browser.all(".failure")).hasSize(10);
            assertThat(browser.all("svg[role=img]")).hasSize(500);
            WebElement lane = browser.all("svg[role=img]").get(499);
            assertThat(lane.findElement(By.cssSelector("rect")).getRect().getX())
                    .isGreaterThan(lane.getRect().getX() + lane.getRect().getWidth() * 9 / 10);
            assertThat(browser.scrollsToTheSide()).isFalse();
            assertThat(browser.size(NARROW, 800).scrollsToTheSide()).isFalse();
        }
    }

    @Test
    void isWrittenWithoutAnyDocument() throws Exception {
        try (Database database = Database.at("jdbc:h2:mem:" + folder.getFileName())) {
            new Report(database, "2026-11-29T12:00:00.123Z")
                    .write(office.places.report(), "Interrupted.", Duration.ZERO, Set.of("a.txt"));
        }

        assertThat(Files.readString(office.places.report()))
                .contains("Interrupted.", "1 not begun", "The document is still in the inbox.");
    }

    private static List<Object> colours(Browser browser) {
        return List.of(
                browser.run("return getComputedStyle(document.body).backgroundColor"),
                browser.run("return getComputedStyle(document.body).color"));
    }
}
