// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jsoup.nodes.Element;

/** The links of all pages: to pages and their anchors, to files of the project, to images. Other hosts are not asked. */
final class Links {

    private final Path folder;
    private final Navigation navigation;
    private final Map<String, Page> pages;
    private final List<String> broken = new ArrayList<>();

    Links(Path folder, Navigation navigation, List<Page> pages) {
        this.folder = folder;
        this.navigation = navigation;
        this.pages = pages.stream().collect(Collectors.toMap(Page::name, Function.identity()));
    }

    /** One line for each link that leads nowhere, and each page that the navigation does not reach. */
    List<String> broken() {
        checkNavigation();
        pages.values().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .forEach(this::check);
        return broken;
    }

    private void checkNavigation() {
        Set<String> reached = new HashSet<>();
        for (Navigation.Entry entry : navigation.pages()) {
            if (!pages.containsKey(entry.page())) broken.add(Navigation.FILE + ": no page " + entry.page());
            if (!reached.add(String.valueOf(entry.page()))) broken.add(Navigation.FILE + ": twice " + entry.page());
        }
        pages.keySet().stream()
                .filter(name -> !reached.contains(name))
                .forEach(name -> broken.add(Navigation.FILE + ": does not reach " + name));
    }

    private void check(Page page) {
        Set<String> ids = new HashSet<>();
        for (Element element : page.content().select("[id]"))
            if (!ids.add(element.id())) broken.add(page.name() + ": two anchors " + element.id());
        for (Element link : page.content().select("a[href]")) {
            String address = link.attr("href");
            if (!leads(page, address)) broken.add(page.name() + ": no " + address);
        }
        for (Element image : page.content().select("img")) {
            String address = image.attr("src");
            if (!Files.isRegularFile(folder.resolve(address))) broken.add(page.name() + ": no image " + address);
            if (image.attr("alt").equals(nameInWords(address)))
                broken.add(page.name() + ": no text for the image " + address);
        }
    }

    /** The text that AsciiDoc gives to an image that has none. */
    private static String nameInWords(String image) {
        return image.replaceFirst(".*/", "").replaceFirst("\\.\\w+$", "").replaceAll("[_-]", " ");
    }

    private boolean leads(Page from, String address) {
        if (address.matches("https?://\\S+\\.\\S+")) return true;
        String[] parts = address.split("#", 2);
        if (parts[0].startsWith("../")) return Files.exists(folder.resolve(parts[0]));
        Page to = parts[0].isEmpty() ? from : pages.get(parts[0].replaceFirst("\\.html$", ""));
        if (to == null) return false;
        return parts.length == 1 || parts[1].isEmpty() || to.content().getElementById(parts[1]) != null;
    }
}
