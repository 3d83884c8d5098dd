// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.orders;

import java.nio.file.Path;
import java.util.Map;

import io.github.camelgemini.browser.Browser;
import io.github.camelgemini.browser.NeedsBrowser;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.examples.orders.Shop.Letter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** The page on which a person decides, in Chromium. Its pictures are in {@code target/pictures}. */
@NeedsBrowser
class DeskTest {

    private static final Path PICTURES = Path.of("target/pictures");

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    Path work;

    @Test
    void aPersonSeesWhoAsksForWhatAndDecides() throws Exception {
        try (RunningAssistant assistant = new RunningAssistant(EMULATOR.emulator(), work);
                Browser browser = Browser.open()) {
            for (Map.Entry<String, String> letter : OrderAssistant.LETTERS.entrySet())
                assistant.write(letter.getKey(), letter.getValue());
            browser.go(assistant.desk.url());
            assertThat(browser.all("form")).hasSize(3);
            assertThat(browser.text()).contains("cancel_order {\"order\":\"1001\"}", "Customer C-3, Mallory Reed");
            for (boolean dark : new boolean[] {false, true}) {
                String colours = dark ? "-dark.png" : ".png";
                assertThat(browser.dark(dark).size(390, 1500).scrollsToTheSide())
                        .isFalse();
                browser.picture(PICTURES.resolve("desk-narrow" + colours));
                browser.size(1280, 1250).picture(PICTURES.resolve("desk" + colours));
            }

            browser.find("input[name=by]").sendKeys("R. Smith"); // at the first letter that waits
            browser.find("button[value=approve]").click();
            browser.awaitText("body", "R. Smith: approve");
            RunningAssistant.until(() -> assistant.letter("C-1/cancel.txt").isOver());

            assertThat(assistant.order("1001").cancelled()).isTrue();
            assertThat(browser.go(assistant.desk.url()).all("form")).hasSize(2);
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void aDecisionNeedsAName() throws Exception {
        try (RunningAssistant assistant = new RunningAssistant(EMULATOR.emulator(), work);
                Browser browser = Browser.open()) {
            Letter letter = assistant.write("C-1/c.txt", "Please cancel order 1001.");

            browser.go(assistant.desk.url()).find("button[value=approve]").click();

            assertThat(browser.run("return document.activeElement.name")).isEqualTo("by");
            assertThat(assistant.call(letter).decision()).isNull();
        }
    }

    @Test
    void nothingThatACustomerOrTheModelWritesRunsOrBreaksThePage() throws Exception {
        String hostile = "<script>document.title='run'</script><img src=x onerror=document.title='run'> שלום עולם "
                + "w".repeat(600);
        EMULATOR.emulator()
                .script(onCreate()
                        .call(
                                "\"><script>",
                                "cancel_order",
                                "{\"order\":\"<img src=x onerror=document.title='run'>\"}"));
        try (RunningAssistant assistant = new RunningAssistant(EMULATOR.emulator(), work);
                Browser browser = Browser.open()) {
            Letter letter = assistant.write("C-1/h.txt", hostile);
            browser.size(390, 900).go(assistant.desk.url());

            assertThat(browser.driver().getTitle()).isEqualTo("Desk: letters of customers");
            assertThat(browser.all("img, script")).isEmpty();
            assertThat(browser.find("blockquote").getText()).isEqualTo(hostile);
            assertThat(browser.scrollsToTheSide()).isFalse();
            browser.picture(PICTURES.resolve("desk-hostile.png"));

            browser.find("input[name=by]").sendKeys("<b>R</b>");
            browser.find("button[value=reject]").click();
            browser.awaitText("body", "<b>R</b>: reject");
            assertThat(assistant.call(letter).callId()).isEqualTo("\"><script>");
            assertThat(browser.all("img, script")).isEmpty();
            assertThat(browser.errors()).isEmpty();
        }
    }
}
