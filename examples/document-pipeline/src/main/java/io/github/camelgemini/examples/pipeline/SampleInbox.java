// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The post of one morning: texts, a PDF and an image, from the resources under {@code samples/}. */
final class SampleInbox {

    private static final List<String> NAMES = List.of(
            "invoice-2026-117.pdf",
            "letter-of-complaint.txt",
            "minutes-2026-03-12.txt",
            "rainfall-chart-2025.png",
            "recipe-chowder.md",
            "timetable-line-3.txt");

    private SampleInbox() {}

    static void fill(Path inbox) throws IOException {
        for (String name : NAMES) {
            try (InputStream in = Objects.requireNonNull(SampleInbox.class.getResourceAsStream("/samples/" + name))) {
                Files.copy(in, inbox.resolve(name));
            }
        }
    }
}
