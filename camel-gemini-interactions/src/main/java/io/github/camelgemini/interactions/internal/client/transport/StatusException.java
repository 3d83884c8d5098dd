// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

/** The service answered, but not with success. Carries the answer for the room that can read it. */
public final class StatusException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ApiResponse response;

    public StatusException(ApiResponse response) {
        super("HTTP " + response.status(), null, false, false);
        this.response = response;
    }

    /** True when the service does not have what the request names. */
    public boolean isNotFound() {
        return response.status() == 404;
    }

    public ApiResponse response() {
        return response;
    }
}
