// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

/** A response whose status is not 2xx. Carries the response for the caller that can read its body. */
public final class StatusException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ApiResponse response;

    public StatusException(ApiResponse response) {
        super("HTTP " + response.status(), null, false, false);
        this.response = response;
    }

    /** True if the service does not have the resource that the request names. */
    public boolean isNotFound() {
        return response.status() == 404;
    }

    public ApiResponse response() {
        return response;
    }
}
