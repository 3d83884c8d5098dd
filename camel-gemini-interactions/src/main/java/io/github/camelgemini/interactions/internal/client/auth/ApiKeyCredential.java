// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/** Sends an API key in the header {@code x-goog-api-key}, not in the URL, which is often logged. */
public final class ApiKeyCredential implements Credential {

    private final ApiKey key;

    public ApiKeyCredential(ApiKey key) {
        this.key = key;
    }

    @Override
    public CompletionStage<Map<String, String>> headers() {
        return CompletableFuture.completedStage(Map.of("x-goog-api-key", key.value()));
    }

    /** Equal keys share a quota. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApiKeyCredential credential && credential.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return "API key";
    }
}
