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
 * @param inbox where documents wait; what happened to them is told by its folders {@code done} and {@code failed}
 * @param work where database and queue are kept
 */
record Places(Path inbox, Path work) {

    /** Makes the folders that are not there yet, so that a place where nothing can be written is noticed before anything is paid. */
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

    Path queue() {
        return work.resolve("queue");
    }

    /** Documents that nobody has finished with, by name: what the file consumer of the inbox would take. */
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
