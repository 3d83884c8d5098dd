// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.net.URI;
import java.util.Map;

/**
 * Where requests go, and as whom.
 *
 * @param root what {@code ApiRequest.path()} is appended to; without a slash at its end
 * @param credential who we are
 * @param headers sent with every request; no secrets
 * @param enterprise true for the Gemini Enterprise Agent Platform, false for the Gemini Developer API
 */
public record Backend(URI root, Credential credential, Map<String, String> headers, boolean enterprise) {

    public Backend {
        headers = Map.copyOf(headers);
    }
}
