// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.auth;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Who we are to the service. */
public interface Credential {

    /** The headers that prove it, ready at once or when a token was fetched. Never blocks; any thread. */
    CompletionStage<Map<String, String>> headers();
}
