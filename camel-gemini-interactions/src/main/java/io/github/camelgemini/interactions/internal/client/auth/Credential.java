// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Authentication of requests. */
public interface Credential {

    /** The authentication headers; the stage completes when a token, if needed, was fetched. Never blocks; any thread. */
    CompletionStage<Map<String, String>> headers();

    /**
     * Called when the service rejected these headers with 401.
     *
     * @return true if new headers were fetched, so that the request can be retried once; false if there are no others
     */
    default CompletionStage<Boolean> renew(Map<String, String> refused) {
        return CompletableFuture.completedStage(false);
    }
}
