// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends no authentication, for gateways that add it and emulators that do not check it. */
public final class NoCredential implements Credential {

    public static final NoCredential INSTANCE = new NoCredential();

    private NoCredential() {}

    @Override
    public CompletionStage<Map<String, String>> headers() {
        return CompletableFuture.completedStage(Map.of());
    }

    @Override
    public String toString() {
        return "no credential";
    }
}
