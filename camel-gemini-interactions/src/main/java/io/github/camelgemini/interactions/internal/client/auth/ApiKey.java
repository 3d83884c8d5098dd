// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** An API key whose {@code toString()} is {@code ***}. */
public final class ApiKey {

    private final String value;

    public ApiKey(String value) {
        this.value = Objects.requireNonNull(value);
    }

    /** Null if the text is null or blank. */
    public static @Nullable ApiKey of(@Nullable String value) {
        String key = BackendSettings.textOrNull(value);
        return key == null ? null : new ApiKey(key);
    }

    /** The key in plain text, for the request header only. */
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
