// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.time.Duration;

/**
 * What requests may take before their answer begins. An answer has no limit: a script may delay or stall it for ever.
 *
 * @param head from the connection's start to the end of the headers
 * @param idle from the end of an answer to the end of the next headers: clients keep connections in pools
 * @param pause without a byte of the body
 * @param body for the whole body
 * @param connections number of open ones
 * @param bodyBytes length of one body
 * @param bytesInProgress of all bodies that have not come to their end
 */
public record RequestLimits(
        Duration head,
        Duration idle,
        Duration pause,
        Duration body,
        int connections,
        long bodyBytes,
        long bytesInProgress) {
    private static final long MEBIBYTE = 1 << 20;

    /** Documented: the service takes requests of 100 MB (docs/api.adoc); the emulator a little more. */
    public static final RequestLimits USUAL = new RequestLimits(
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            10_000,
            128 * MEBIBYTE,
            Math.max(64 * MEBIBYTE, Runtime.getRuntime().maxMemory() / 2));
}
