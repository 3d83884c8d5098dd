// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.browser;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@NeedsBrowser
class BrowserTest {

    @TempDir
    Path folder;

    private final Browser browser = Browser.open();

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void textSizeAndColoursAreThoseOfThePage() throws Exception {
        page("<title>t</title><p>Words</p><div style='width: 600px'>wide</div>");

        assertEquals("Words", browser.find("p").getText());
        assertFalse(browser.scrollsToTheSide());
        assertTrue(browser.size(390, 800).scrollsToTheSide());
        assertEquals(false, browser.run("return matchMedia('(prefers-color-scheme: dark)').matches"));
        assertEquals(true, browser.dark(true).run("return matchMedia('(prefers-color-scheme: dark)').matches"));
    }

    @Test
    void failedScriptsAndMissingFilesAreErrors() throws Exception {
        page("<title>t</title><img src='missing.png' alt=''><script>throw new Error('no')</script>");

        String errors = browser.errors().toString();
        assertTrue(errors.contains("missing.png"), errors);
        assertTrue(errors.contains("Uncaught Error: no"), errors);
        assertTrue(browser.errors().isEmpty(), "an error is reported once");
    }

    @Test
    void aPictureIsAPng() throws Exception {
        page("<title>t</title><p>Words</p>");
        Path picture = folder.resolve("pictures/page.png");

        browser.picture(picture);

        assertEquals("PNG", new String(Files.readAllBytes(picture), 1, 3, StandardCharsets.US_ASCII));
    }

    private void page(String html) throws Exception {
        Path page = folder.resolve("page.html");
        Files.writeString(page, "<!doctype html><html lang='en'>" + html);
        browser.go(page.toUri());
    }
}
