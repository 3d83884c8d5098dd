// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.util.Objects;

/** An API key that does not show itself: {@code toString()} is {@code ***}. */
public final class ApiKey {

    private final String value;

    public ApiKey(String value) {
        this.value = Objects.requireNonNull(value);
    }

    /** The key itself, for a header and nothing else. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKey key && key.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
