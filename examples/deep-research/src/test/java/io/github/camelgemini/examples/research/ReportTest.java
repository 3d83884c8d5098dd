// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.research;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.browser.Browser;
import io.github.camelgemini.browser.NeedsBrowser;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/** An answer as a page and as PDF. */
class ReportTest {

    private static final String HOSTILE =
            """
            # <script>document.title = 1</script>

            <img src=x onerror="document.title = 2"> and <b>bold</b>

            [one](javascript:document.title=3) [two](JaVaScRiPt:alert(1)) [three](data:text/html,<script>4</script>)
            [four](file:///etc/passwd) [five](../secret.html) [six](//evil.example) [web](https://good.example/?a=1&b="2")

            ![picture](https://tracker.example/pixel.png) ![local](file:///etc/passwd)

            | a | b |
            |---|---|
            | <i>x</i> | %s |

            ]]> <!-- & &nbsp; &#0; \u0001\uFFFE \uD83D\uDE00 \u05E9\u05DC\u05D5\u05DD \u0394\u03AD\u03BB\u03C4\u03B1
            """
                    .formatted("w".repeat(2000));
    private static final List<Map<String, Object>> SOURCES = List.of(
            Map.of("type", "url_citation", "url", "https://a.example/1?x=1&y=2", "title", "First <b>source</b>"),
            Map.of("type", "url_citation", "url", "https://a.example/1?x=1&y=2", "title", "First again"),
            Map.of("type", "url_citation", "url", "javascript:alert(1)", "title", "Script"),
            Map.of("type", "file_citation", "file_name", "contract.pdf", "page_number", 12),
            Map.of("type", "word_info", "speaker", "1"));

    @TempDir
    Path folder;

    private final Report report = new Report();

    @Test
    void sourcesAreListedOnceAndOnlyWebPagesAreLinks() {
        assertThat(Source.of(SOURCES))
                .containsExactly(
                        new Source("First <b>source</b>", "https://a.example/1?x=1&y=2"),
                        new Source("Script", null),
                        new Source("contract.pdf", null));
    }

    @Test
    void thePdfHasTextLinksAndSourcesOfTheAnswer() throws Exception {
        String html = report.html(
                "## Heading\n\nA *word*, \u0394\u03AD\u03BB\u03C4\u03B1, \u0416.\n\n" + "Line.\n\n".repeat(80),
                SOURCES,
                Map.of("topic", "Topic & more"));

        try (PDDocument pdf = Loader.loadPDF(report.pdf(html))) {
            assertThat(pdf.getNumberOfPages()).isGreaterThan(1);
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Topic & more");
            assertThat(text(pdf))
                    .contains("Topic & more", "Heading", "A word, \u0394\u03AD\u03BB\u03C4\u03B1, \u0416.", "Sources")
                    .contains("First <b>source</b>", "contract.pdf", "1 / " + pdf.getNumberOfPages());
            assertThat(links(pdf)).containsExactly("https://a.example/1?x=1&y=2");
        }
    }

    @Test
    void markupAndScriptsOfAnAnswerAreText() throws Exception {
        String html = report.html(HOSTILE, SOURCES, Map.of("topic", "<script>t</script>", "report", "\"><script>"));

        assertThat(html)
                .doesNotContain(
                        "<script",
                        "<img",
                        "<b>",
                        "<i>",
                        "javascript:d",
                        "JaVaScRiPt:a",
                        "href=\"file:",
                        "href=\"data:");
        try (PDDocument pdf = Loader.loadPDF(report.pdf(html))) {
            assertThat(links(pdf))
                    .contains("https://good.example/?a=1&b=%222%22", "https://tracker.example/pixel.png")
                    .allMatch(link -> link.startsWith("https://"));
            assertThat(text(pdf)).contains("document.title = 1", "onerror", "picture");
        }
    }

    @Test
    @NeedsBrowser
    void aBrowserRunsAndLoadsNothingOfAHostileAnswer() throws Exception {
        Path page = folder.resolve("report.html");
        Files.writeString(page, report.html(HOSTILE, SOURCES, Map.of("topic", "Topic")));

        try (Browser browser = Browser.open()) {
            browser.go(page.toUri()).size(390, 900);
            assertThat(browser.driver().getTitle()).isEqualTo("Topic");
            assertThat(browser.all("script, img, i, b")).isEmpty();
            assertThat(browser.all("a"))
                    .extracting(ReportTest::target)
                    .isNotEmpty()
                    .allMatch(link -> link.startsWith("https://"));
            assertThat(browser.scrollsToTheSide()).isFalse();
            assertThat(browser.errors()).isEmpty();
        }
    }

    private static String text(PDDocument pdf) throws Exception {
        PDFTextStripper text = new PDFTextStripper();
        text.setSortByPosition(true);
        return text.getText(pdf);
    }

    private static String target(WebElement link) {
        return link.getDomAttribute("href");
    }

    private static List<String> links(PDDocument pdf) throws Exception {
        List<String> links = new ArrayList<>();
        for (var page : pdf.getPages()) {
            for (var annotation : page.getAnnotations()) {
                if (annotation instanceof PDAnnotationLink link && link.getAction() instanceof PDActionURI action)
                    links.add(action.getURI());
            }
        }
        return links.stream().distinct().toList();
    }
}
