// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.research;

import java.util.List;
import java.util.regex.Pattern;

import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Emphasis;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown of a model as HTML that is safe to open: HTML in it is shown as text, links lead to the web only (others are set in italics), and
 * an image becomes a link, so that nothing is loaded.
 */
final class Markdown {

    /** What XML has no place for. */
    private static final String NOT_IN_XML = "[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]";

    private static final Pattern WEB = Pattern.compile("(?i)https?://[^/].*");

    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder()
            .extensions(TABLES)
            .postProcessor(Markdown::checkLinks)
            .build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(TABLES)
            .escapeHtml(true)
            .sanitizeUrls(true) // for rel="nofollow"
            .percentEncodeUrls(true)
            .build();

    private Markdown() {}

    /** @return a fragment that is XML, too */
    static String toHtml(String markdown) {
        return RENDERER.render(PARSER.parse(xml(markdown)));
    }

    /** The text without the characters that XML does not allow. */
    static String xml(String text) {
        return text.replaceAll(NOT_IN_XML, "\uFFFD");
    }

    /** Whether an address is one of the web, absolute. */
    static boolean isWeb(String address) {
        return WEB.matcher(address).matches();
    }

    private static Node checkLinks(Node document) {
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Image image) {
                visit(replaced(image, new Link(image.getDestination(), image.getTitle())));
            }

            @Override
            public void visit(Link link) {
                visitChildren(isWeb(link.getDestination()) ? link : replaced(link, new Emphasis()));
            }
        });
        return document;
    }

    private static <N extends Node> N replaced(Node old, N replacement) {
        old.insertBefore(replacement);
        while (old.getFirstChild() != null) replacement.appendChild(old.getFirstChild());
        old.unlink();
        return replacement;
    }
}
