// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.chatweb;

import java.nio.file.Path;

import io.github.camelgemini.browser.Browser;
import io.github.camelgemini.browser.NeedsBrowser;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.script.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** Pictures of the page, in {@code target/pictures}; that of the README in the folder that {@code -Dpictures} names. */
@NeedsBrowser
class ChatPictureTest {

    private static final Path PICTURES = Path.of("target/pictures");
    private static final Path OF_THE_README =
            Path.of(System.getProperty("pictures", PICTURES.toString())).resolve("chat-web.png");
    private static final String LAST = "article:last-child ";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    static Path work;

    @Test
    void theWholePageFitsIntoEachWindowInEachColour() throws Exception {
        Gate rest = EMULATOR.emulator().gate("rest");
        EMULATOR.script(
                onCreate()
                        .thought("The customer asks about an order: I need its status.")
                        .call("c1", "order_status", "{\"order\":\"A-1001\"}"),
                onCreate()
                        .thought("It is on its way and arrives on Wednesday.")
                        .text("Your kettle (order A-1001) is on its way. It arrives on Wednesday, 2 December 2026."),
                onCreate()
                        .thought("Where parcels are left is a general question.")
                        .deltas(
                                "If you are out, the driver leaves the parcel with a neighbour, ",
                                "and a card in your letter box says ",
                                "with whom.")
                        .gateAfter(9, rest));
        try (ChatServer server =
                        ChatServer.start(ChatWeb.settings("gemini-3.5-flash", EMULATOR.emulator(), null), work, 0);
                Browser browser = Browser.open()) {
            browser.size(960, 720).go(server.url());
            ask(browser, "Where is my kettle? The order is A-1001.");
            browser.awaitText("#status", "The answer is complete.").awaitText(".call h3 span", "done");
            browser.find("summary").sendKeys(Keys.ENTER);
            ask(browser, "What if I am not at home?");
            browser.awaitText(LAST + "p.text", "with a neighbour");

            browser.picture(OF_THE_README);
            for (boolean dark : new boolean[] {false, true}) {
                String colour = dark ? "dark" : "light";
                browser.dark(dark).size(1280, 900).picture(PICTURES.resolve("chat-web-wide-" + colour + ".png"));
                browser.size(390, 844).run("document.querySelector('main').scrollTop = 1e6");
                browser.picture(PICTURES.resolve("chat-web-narrow-" + colour + ".png"));
                assertThat(browser.scrollsToTheSide()).isFalse();
                assertThat(contrast(browser)).isGreaterThanOrEqualTo(4.5);
            }
            server.kill();
            browser.dark(false).awaitText("#status", "Trying again");
            browser.picture(PICTURES.resolve("chat-web-narrow-killed.png"));
        }
    }

    private static void ask(Browser browser, String question) {
        browser.find("#question").sendKeys(question, Keys.ENTER);
    }

    /** The least contrast of all texts with what is behind them, as WCAG 2 computes it. */
    private static double contrast(Browser browser) {
        Object least = browser.run(
                """
                const rgb = color => color.match(/[\\d.]+/g).map(Number);
                const light = ([r, g, b]) => [r, g, b]
                    .map(c => c / 255)
                    .map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
                    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
                function behind(element) {
                  const color = rgb(getComputedStyle(element).backgroundColor);
                  return color.length === 4 && color[3] === 0 ? behind(element.parentElement) : color;
                }
                return Math.min(...[...document.querySelectorAll('h1, p, summary, h3, span, dt, dd, button, textarea')]
                    .filter(element => element.textContent.trim() && !element.disabled)
                    .map(element => {
                      const [low, high] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => a - b);
                      return (high + .05) / (low + .05);
                    }));
                """);
        return ((Number) least).doubleValue();
    }
}
