// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jsoup.nodes.Element;

/** What the search box of each page looks through: the sections of all pages, and the rows of tables that have an anchor. */
final class SearchIndex {

    private static final String SECTIONS = ".sect1, .sect2, .sect3, .sect4";

    /** @param address of the place, relative to the manual */
    record Place(String address, String page, String title, String text) {}

    private SearchIndex() {}

    /** A script that a page loads, also from a file, where it may not read JSON. */
    static String script(List<Page> pages) throws JsonProcessingException {
        List<Place> places = new ArrayList<>();
        for (Page page : pages) addPlaces(page, places);
        return "window.manualPlaces = " + new ObjectMapper().writeValueAsString(places) + ";\n";
    }

    private static void addPlaces(Page page, List<Place> places) {
        String address = page.name() + ".html";
        places.add(new Place(address, page.title(), page.title(), ownText(page.content())));
        for (Element section : page.content().select(SECTIONS)) {
            Element heading = section.selectFirst("h2, h3, h4, h5");
            if (heading != null)
                places.add(new Place(address + "#" + heading.id(), page.title(), heading.text(), ownText(section)));
        }
        for (Element anchor : page.content().select("td a[id]")) {
            Element row = anchor.closest("tr");
            Element name = row == null ? null : row.selectFirst("code");
            if (row != null && name != null)
                places.add(new Place(address + "#" + anchor.id(), page.title(), name.text(), row.text()));
        }
    }

    private static String ownText(Element section) {
        Element own = section.clone();
        own.select(SECTIONS).stream().filter(inner -> inner != own).forEach(Element::remove);
        return own.text();
    }
}
