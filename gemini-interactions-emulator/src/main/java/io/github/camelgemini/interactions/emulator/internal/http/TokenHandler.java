// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.emulator.internal.http;

import io.github.camelgemini.interactions.emulator.internal.json.Json;

/**
 * An OAuth 2 token endpoint, so that a service account's key whose {@code token_uri} points here works without a network.
 * It believes every assertion; each token has a number, which tells how often one was fetched.
 */
final class TokenHandler {
    static final String PREFIX = "emulator-token-";

    private int issued;

    Reply issue(ApiRequest request) {
        issued++;
        return Reply.json(Json.object()
                .put("access_token", PREFIX + issued)
                .put("expires_in", 3600)
                .put("token_type", "Bearer"));
    }

    void reset() {
        issued = 0;
    }
}
