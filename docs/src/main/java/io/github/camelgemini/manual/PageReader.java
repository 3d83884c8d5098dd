// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import org.asciidoctor.ast.Cursor;
import org.asciidoctor.ast.Document;
import org.asciidoctor.log.LogRecord;
import org.asciidoctor.log.Severity;
import org.jsoup.Jsoup;

/** Converts AsciiDoc pages to HTML. What AsciiDoc warns of is a fault. */
final class PageReader implements AutoCloseable {

    private static final Attributes ATTRIBUTES = Attributes.builder()
            .sourceHighlighter("rouge")
            .attribute("rouge-css", "class")
            .attribute("idprefix", "")
            .attribute("idseparator", "-")
            .attribute("sectanchors", "")
            .attribute("attribute-missing", "warn")
            .attribute("toc!", "") // the layout has its own
            .build();

    private final Asciidoctor asciidoctor = Asciidoctor.Factory.create();
    private final Path folder;
    private final List<String> faults;
    private String reading = "";

    /**
     * @param folder of the pages
     * @param faults where warnings are added, with the page and the line
     */
    PageReader(Path folder, List<String> faults) {
        this.folder = folder;
        this.faults = faults;
        asciidoctor.javaExtensionRegistry().block(new Tabs());
        asciidoctor.registerLogHandler(this::log);
    }

    Page read(Path source) throws IOException {
        reading = source.getFileName().toString();
        Options options = Options.builder()
                .safe(SafeMode.UNSAFE)
                .baseDir(folder.toFile())
                .attributes(ATTRIBUTES)
                .build();
        Document document = asciidoctor.load(Files.readString(source), options);
        org.jsoup.nodes.Document html = Jsoup.parseBodyFragment(document.convert());
        html.outputSettings().prettyPrint(false);
        String title = Jsoup.parse(document.getDoctitle()).text();
        return new Page(reading.replaceFirst("\\.adoc$", ""), title, html.body());
    }

    private void log(LogRecord record) {
        if (record.getSeverity().compareTo(Severity.WARN) < 0) return;
        Cursor cursor = record.getCursor();
        faults.add(reading + (cursor == null ? "" : ":" + cursor.getLineNumber()) + ": " + record.getMessage());
    }

    @Override
    public void close() {
        asciidoctor.shutdown();
    }
}
