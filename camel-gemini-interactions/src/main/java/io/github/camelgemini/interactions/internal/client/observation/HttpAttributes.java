// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.observation;

/**
 * Names of the attributes of an attempt.
 *
 * <p>Documented: OpenTelemetry semantic conventions 1.44.0, HTTP client span, November 2026.
 */
public final class HttpAttributes {

    public static final String METHOD = "http.request.method";
    public static final String RESENDS = "http.request.resend_count";
    public static final String STATUS = "http.response.status_code";
    public static final String ADDRESS = "server.address";
    public static final String PORT = "server.port";

    private HttpAttributes() {}
}
