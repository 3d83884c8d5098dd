// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Paths of the API's resources, below its root. An id is opaque and is encoded as one segment.
 *
 * <p>Documented: docs/api.adoc 1.1. Observed: {@code stream=false} in a query was refused with 400, so it is omitted
 * (traffic/README.md, 10).
 */
public final class ApiPaths {

    public static final String INTERACTIONS = "/interactions";

    private ApiPaths() {}

    /** One stored interaction. */
    public static String interaction(String id) {
        return INTERACTIONS + "/" + encoded(id);
    }

    /** The cancellation of one interaction. */
    public static String cancel(String id) {
        return interaction(id) + "/cancel";
    }

    /** The events of one interaction: those after {@code lastEventId}, or all if it is null. */
    public static String events(String id, @Nullable String lastEventId) {
        String all = interaction(id) + "?stream=true";
        return lastEventId == null ? all : all + "&last_event_id=" + encoded(lastEventId);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
