// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.Header;

/** Names for stored documents, so that no document replaces another. Bean {@code shelf} of the routes. */
public final class Shelf {

    private final Places places;

    Shelf(Places places) {
        this.places = places;
    }

    /** The name itself if it is free or names the same bytes, else {@code name-2.ext}, {@code name-3.ext} … */
    public String freeName(@Header(Exchange.FILE_NAME) String name) throws IOException {
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String extension = dot > 0 ? name.substring(dot) : "";
        String free = name;
        for (int n = 2; isTaken(free, name); n++) free = stem + "-" + n + extension;
        return free;
    }

    private boolean isTaken(String candidate, String document) throws IOException {
        for (Path folder : List.of(places.done(), places.failed())) {
            Path stored = folder.resolve(candidate);
            if (Files.exists(stored) && Files.mismatch(stored, places.inbox().resolve(document)) != -1) return true;
        }
        return false;
    }
}
