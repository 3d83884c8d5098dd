// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Copies maps of JSON members in the order in which the service sent them. */
final class Members {

    private Members() {}

    /** A copy that nothing changes; a map that is such a copy already, as it is: a stream copies its interaction often. */
    static Map<String, String> copyOf(Map<String, String> members) {
        if (members.isEmpty()) return Map.of();
        return members instanceof Copy ? members : new Copy(members);
    }

    private static final class Copy extends AbstractMap<String, String> {
        private final Map<String, String> members;

        Copy(Map<String, String> members) {
            this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        @Override
        public Set<Map.Entry<String, String>> entrySet() {
            return members.entrySet();
        }

        @Override
        public boolean containsKey(Object name) {
            return members.containsKey(name);
        }

        @Override
        public @Nullable String get(Object name) {
            return members.get(name);
        }
    }
}
