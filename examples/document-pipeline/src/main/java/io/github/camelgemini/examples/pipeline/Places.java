// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders of a run.
 *
 * @param inbox where documents wait; its folders {@code done} and {@code failed} receive them
 * @param work where database, queue and report are stored
 */
record Places(Path inbox, Path work) {

    /** Creates missing folders, so that a folder without write access is noticed before any call is paid for. */
    void make() throws IOException {
        for (Path folder : List.of(work, done(), failed())) Files.createDirectories(folder);
    }

    Path done() {
        return inbox.resolve("done");
    }

    Path failed() {
        return inbox.resolve("failed");
    }

    Path database() {
        return work.resolve("pipeline");
    }

    Path report() {
        return work.resolve("report.html");
    }

    Path queue() {
        return work.resolve("queue");
    }

    /** Documents that are not done or failed, by name: those that the route's file consumer would read. */
    List<Path> waiting() throws IOException {
        try (Stream<Path> files = Files.list(inbox)) {
            return files.filter(Files::isRegularFile)
                    .filter(Places::isDocument)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isDocument(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && !name.endsWith(".camelLock");
    }
}
