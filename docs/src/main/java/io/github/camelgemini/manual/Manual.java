// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The program that builds the manual. */
public final class Manual {

    private static final List<String> ASSETS = List.of("manual.css", "manual.js");

    private Manual() {}

    /** @param arguments the folder of the pages, the folder to write to, and the address of the project's files for links */
    public static void main(String[] arguments) throws IOException {
        List<String> faults = build(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]);
        if (faults.isEmpty()) return;
        System.err.println("The manual has faults:\n  " + String.join("\n  ", faults));
        System.exit(1);
    }

    /** Writes all pages, and returns what is wrong with them, one line for each fault. */
    static List<String> build(Path folder, Path target, String files) throws IOException {
        List<String> faults = new ArrayList<>();
        Navigation navigation = Navigation.read(folder.resolve(Navigation.FILE));
        List<Page> pages = new ArrayList<>();
        try (PageReader reader = new PageReader(folder, faults)) {
            for (Path source : sources(folder)) pages.add(reader.read(source));
        }
        faults.addAll(new Links(folder, navigation, pages).broken());

        Files.createDirectories(target);
        Layout layout = new Layout(navigation, files);
        for (Page page : pages) Files.writeString(target.resolve(page.name() + ".html"), layout.html(page));
        Files.writeString(target.resolve("search-index.js"), SearchIndex.script(pages));
        for (String asset : ASSETS) copyAsset(asset, target);
        copyImages(folder.resolve("images"), target.resolve("images"));
        return faults;
    }

    /** The pages of a folder. */
    static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".adoc") && !file.endsWith(Navigation.FILE))
                    .sorted()
                    .toList();
        }
    }

    private static void copyAsset(String name, Path target) throws IOException {
        try (InputStream asset = Manual.class.getResourceAsStream(name)) {
            if (asset == null) throw new IllegalStateException(name + " is not on the class path");
            Files.copy(asset, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void copyImages(Path images, Path target) throws IOException {
        if (!Files.isDirectory(images)) return;
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(images)) {
            for (Path image : files.filter(Files::isRegularFile).toList())
                Files.copy(image, target.resolve(image.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
