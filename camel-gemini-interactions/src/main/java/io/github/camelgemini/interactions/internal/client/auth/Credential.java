// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who we are to the service. */
public interface Credential {

    /** The headers that prove it, ready at once or when a token was fetched. Never blocks; any thread. */
    CompletionStage<Map<String, String>> headers();

    /**
     * Told that the service refused these headers with 401.
     *
     * @return true, once others were got, which are worth one more try; false when there can be no others
     */
    default CompletionStage<Boolean> renew(Map<String, String> refused) {
        return CompletableFuture.completedStage(false);
    }
}
