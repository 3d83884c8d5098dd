// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.browser;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes a picture of a page: {@code ADDRESS FILE WIDTH HEIGHT [dark] [type=SELECTOR=TEXT] [click=SELECTOR] [await=SELECTOR=TEXT]}.
 * Steps are done in their order.
 */
public final class Screenshot {

    private Screenshot() {}

    public static void main(String[] arguments) {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        String address = rest.remove();
        Path file = Path.of(rest.remove());
        try (Browser browser = Browser.open()) {
            browser.size(Integer.parseInt(rest.remove()), Integer.parseInt(rest.remove()));
            if (rest.remove("dark")) browser.dark(true);
            browser.go(address);
            for (String step : rest) step(browser, step.split("=", 3));
            List<String> errors = browser.errors();
            if (!errors.isEmpty()) throw new IllegalStateException(errors.toString());
            browser.picture(file);
        }
    }

    private static void step(Browser browser, String[] step) {
        switch (step[0]) {
            case "type" -> browser.find(step[1]).sendKeys(step[2]);
            case "click" -> browser.find(step[1]).click();
            case "await" -> browser.awaitText(step[1], step[2]);
            default -> throw new IllegalArgumentException("Unknown step " + step[0] + ": use type, click or await");
        }
    }
}
