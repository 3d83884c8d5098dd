// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import io.github.camelgemini.emulator.internal.http.reply.Reply;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.script.RequestFacts;
import io.github.camelgemini.emulator.traffic.Operation;

/**
 * An OAuth 2 token endpoint, so that a service account's key whose {@code token_uri} points here works without a network.
 * It believes every assertion; each token has a number, which tells how often one was fetched.
 */
final class TokenHandler {
    static final String PREFIX = "emulator-token-";

    private final Scripting scripting;
    private int issued;

    TokenHandler(Scripting scripting) {
        this.scripting = scripting;
    }

    Reply issue(IncomingRequest request) {
        return scripting.answerInTime(RequestFacts.of(Operation.TOKEN, null, false), rule -> next());
    }

    private Reply next() {
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
