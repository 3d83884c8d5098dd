// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.util.Map;

/**
 * A complete HTTP response.
 *
 * @param status HTTP status
 * @param headers names in lower case; a repeated header has its first value
 * @param body empty if there was none
 */
public record ApiResponse(int status, Map<String, String> headers, byte[] body) {

    public ApiResponse {
        headers = Map.copyOf(headers);
    }

    /** Media type in lower case, without parameters; empty when the service sent none. */
    public String mediaType() {
        String type = headers.getOrDefault("content-type", "");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).trim().toLowerCase(java.util.Locale.ROOT);
    }
}
