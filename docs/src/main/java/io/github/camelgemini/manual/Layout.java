// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/** The frame around the content of each page: navigation, search, the page's headings, the neighbouring pages. */
final class Layout {

    private final Navigation navigation;
    private final String files;
    private final String template;

    /** @param files the address of the project's files */
    Layout(Navigation navigation, String files) throws IOException {
        this.navigation = navigation;
        this.files = files;
        try (InputStream in = Layout.class.getResourceAsStream("page.html")) {
            if (in == null) throw new IllegalStateException("page.html is not on the class path");
            this.template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    String html(Page page) {
        Document html = Parser.htmlParser().parseInput(template, "");
        html.outputSettings().prettyPrint(false);
        html.title(page.title() + " – Gemini Interactions for Apache Camel");
        fill(html, "navigation", list(page));
        fill(html, "headings", headings(page));
        fill(html, "neighbours", neighbours(page));
        Element content = part(html, "content");
        content.appendElement("h1").text(page.title());
        Element body = page.content().clone();
        scrollTables(body);
        body.select("td code").forEach(Layout::breakBetweenWords);
        body.select("a[href^=../]")
                .forEach(link -> link.attr("href", files + link.attr("href").substring(2)));
        content.append(body.html());
        return html.outerHtml();
    }

    private static Element part(Document html, String id) {
        Element part = html.getElementById(id);
        if (part == null) throw new IllegalStateException("page.html has no " + id);
        return part;
    }

    private static void fill(Document html, String id, List<Element> elements) {
        Element part = part(html, id);
        if (elements.isEmpty()) part.remove();
        else part.appendChildren(elements);
    }

    private List<Element> list(Page page) {
        Element list = new Element("ul");
        Element group = list;
        for (Navigation.Entry entry : navigation.entries()) {
            if (entry.page() == null) {
                Element item = list.appendElement("li");
                item.appendElement("span").text(entry.title());
                group = item.appendElement("ul");
                continue;
            }
            Element link =
                    (entry.level() == 1 ? list : group).appendElement("li").appendElement("a");
            link.attr("href", entry.page() + ".html").text(entry.title());
            if (entry.page().equals(page.name())) link.attr("aria-current", "page");
        }
        return List.of(list);
    }

    private static List<Element> headings(Page page) {
        if (page.headings().size() < 2) return List.of();
        Element list = new Element("ul");
        for (Element heading : page.headings()) {
            Element item = list.appendElement("li").addClass("in-" + heading.tagName());
            item.appendElement("a").attr("href", "#" + heading.id()).text(heading.text());
        }
        return List.of(new Element("h2").attr("id", "headings-title").text("On this page"), list);
    }

    private List<Element> neighbours(Page page) {
        List<Navigation.Entry> pages = navigation.pages();
        int here = 0;
        while (here < pages.size() && !page.name().equals(pages.get(here).page())) here++;
        Element before = new Element("span");
        Element after = new Element("span");
        if (here > 0) link(before, "prev", "← ", pages.get(here - 1), "");
        if (here + 1 < pages.size()) link(after, "next", "", pages.get(here + 1), " →");
        return List.of(before, after);
    }

    private static void link(Element place, String rel, String before, Navigation.Entry to, String after) {
        place.appendElement("a")
                .attr("rel", rel)
                .attr("href", to.page() + ".html")
                .text(before + to.title() + after);
    }

    /** A table that is wider than the window scrolls within its box, also with keys. One of two columns has room in each window. */
    private static void scrollTables(Element body) {
        for (Element table : body.select("table.tableblock")) {
            Element box =
                    new Element("div").addClass("scroll").attr("tabindex", "0").attr("role", "region");
            Element caption = table.selectFirst("caption");
            box.attr("aria-label", caption != null ? caption.text() : "Table");
            if (table.select("col").size() <= 2) table.addClass("small");
            table.replaceWith(box);
            box.appendChild(table);
        }
    }

    /** A long name in a cell breaks where a word of it begins. */
    private static void breakBetweenWords(Element code) {
        if (!code.children().isEmpty()) return;
        String[] words =
                code.text().split("(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z][._/])(?=\\w)|(?<=_)(?=\\w)|(?<=[=&,])(?=\\S)");
        code.text("");
        for (int i = 0; i < words.length; i++) {
            if (i > 0) code.appendElement("wbr");
            code.appendText(words[i]);
        }
    }
}
