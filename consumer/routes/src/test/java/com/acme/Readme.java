package com.acme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The README, block by block. */
final class Readme {

    private static final Path MODULE = Path.of(System.getProperty("basedir")).toAbsolutePath();

    private Readme() {}

    /** The block of a language that comes first behind some words. */
    static String block(String words, String language) {
        String readme = text(MODULE.resolve("../../README.md"));
        int from = readme.indexOf(words);
        if (from < 0) throw new AssertionError("The README does not say: " + words);
        Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(readme);
        if (!block.find(from)) throw new AssertionError("The README has no " + language + " behind: " + words);
        return block.group(1);
    }

    /** A file of these projects. */
    static String file(String path) {
        return text(MODULE.resolve("..").resolve(path));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
