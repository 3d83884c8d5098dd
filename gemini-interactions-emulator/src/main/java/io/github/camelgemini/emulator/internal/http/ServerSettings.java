// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a server is started with.
 *
 * @param data folder of the state that survives a restart; null: none does
 * @param recordedRequests how many requests are kept
 */
public record ServerSettings(
        String host,
        int port,
        Duration deltaDelay,
        Duration runDelay,
        @Nullable Path data,
        boolean authRequired,
        boolean strict,
        int recordedRequests) {}
