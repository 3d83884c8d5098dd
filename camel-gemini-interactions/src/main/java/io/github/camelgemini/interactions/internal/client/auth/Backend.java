// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.net.URI;
import java.util.Map;

/**
 * Base URL, credential and fixed headers of the requests.
 *
 * @param root base of {@code ApiRequest.path()}, without a trailing slash
 * @param headers sent with every request; contain no secrets
 * @param enterprise true for the Gemini Enterprise Agent Platform, false for the Gemini Developer API
 */
public record Backend(URI root, Credential credential, Map<String, String> headers, boolean enterprise) {

    public Backend {
        headers = Map.copyOf(headers);
    }
}
