// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies maps of JSON members in the order in which the service sent them. */
final class Members {

    private Members() {}

    static Map<String, String> copyOf(Map<String, String> members) {
        return members.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
}
