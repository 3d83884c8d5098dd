// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.nio.file.Path;
import java.util.Map;

import io.github.camelgemini.browser.Browser;
import io.github.camelgemini.browser.NeedsBrowser;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** The page of the trail, in Chromium. Its pictures are in {@code target/pictures}. */
@NeedsBrowser
class PageTest {

    private static final Path PICTURES = Path.of("target/pictures");

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    Path folder;

    @Test
    void showsTotalsAndEachInteractionWithWhoApprovedIt() throws Exception {
        try (RunningNode node = new RunningNode(EMULATOR.emulator(), folder, Map.of());
                Browser browser = Browser.open()) {
            node.trail.send("Payment 2026-117", "Make a payment of 25.50 from account 4711.");
            node.settle();
            node.trail.send("Payment 2026-117", "decision", "approve", Map.of("by", "R. Smith"));
            node.settle();
            node.trail.send("Question 88", "What is the balance of account 4711?");
            node.trail.send("Study 3", "research", "Compare yields.", Map.of());
            node.settle();

            browser.go(node.site.url());

            assertThat(browser.find("header .good").getText()).startsWith("Unchanged up to row ");
            assertThat(browser.all("#totals ~ div tbody tr")).hasSize(2);
            assertThat(browser.all("article")).hasSize(3);
            assertThat(browser.all("section.interaction")).hasSize(5);
            assertThat(browser.find("li.decision").getText()).contains("R. Smith: approve", "make_payment", "4711");
            for (boolean dark : new boolean[] {false, true}) {
                String colours = dark ? "-dark.png" : ".png";
                assertThat(browser.dark(dark).size(390, 1500).scrollsToTheSide())
                        .isFalse();
                browser.picture(PICTURES.resolve("audit-narrow" + colours));
                browser.size(1280, 1250).picture(PICTURES.resolve("audit" + colours));
            }
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void saysThatTheTrailWasChanged() throws Exception {
        try (RunningNode node = new RunningNode(EMULATOR.emulator(), folder, Map.of());
                Browser browser = Browser.open()) {
            node.trail.send("M-1", "Hello");
            node.settle();
            node.database.update("update audit set cost = 0 where kind = 'ended'");

            browser.go(node.site.url());

            assertThat(browser.find("[role=alert]").getText()).isEqualTo("The trail was changed. Row 4 was changed.");
            browser.picture(PICTURES.resolve("audit-changed.png"));
        }
    }

    @Test
    void nothingThatAnybodyWroteRunsOrBreaksThePage() throws Exception {
        String hostile =
                "<script>document.title='run'</script><img src=x onerror=document.title='run'> שלום " + "w".repeat(600);
        EMULATOR.emulator()
                .script(onCreate().call("\"><script>", "make_payment", "{\"account\":\"<img src=x>\",\"amount\":1}"));
        try (RunningNode node = new RunningNode(EMULATOR.emulator(), folder, Map.of());
                Browser browser = Browser.open()) {
            node.trail.send("<b>M</b>", hostile);
            node.settle();
            node.trail.send("<b>M</b>", "decision", "reject: <i>no</i>", Map.of("by", "<u>R</u>"));
            node.settle();

            browser.size(390, 900).go(node.site.url());

            assertThat(browser.driver().getTitle()).isEqualTo("Audit trail");
            assertThat(browser.all("img, script, i, u, h2 b")).isEmpty();
            browser.find("details summary").click(); // long texts are folded
            assertThat(browser.text()).contains(hostile, "<u>R</u>: reject: <i>no</i>");
            assertThat(browser.find("article h2").getText()).isEqualTo("<b>M</b>");
            assertThat(browser.scrollsToTheSide()).isFalse();
            browser.picture(PICTURES.resolve("audit-hostile.png"));
            assertThat(browser.errors()).isEmpty();
        }
    }
}
