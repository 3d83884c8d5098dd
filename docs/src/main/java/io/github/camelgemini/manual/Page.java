// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual;

import java.util.List;

import org.jsoup.nodes.Element;

/**
 * One page of the manual.
 *
 * @param name the file's name without ending
 * @param content the page as HTML, below its title
 */
record Page(String name, String title, Element content) {

    /** The headings that a reader can jump to, without those of a fourth level and deeper. */
    List<Element> headings() {
        return content.select("h2[id], h3[id]");
    }
}
