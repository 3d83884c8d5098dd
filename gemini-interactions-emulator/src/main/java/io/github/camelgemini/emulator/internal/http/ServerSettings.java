// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a server.
 *
 * @param adminHosts further values of {@code Host} that admin requests may have
 * @param data folder of the state that survives a restart; null: none does
 * @param recordedRequests number of requests that are recorded at most
 * @param retention how long ended interactions and recorded requests are kept; null: without end
 * @param clock tells their age
 * @param limits of requests that come in
 */
public record ServerSettings(
        String host,
        int port,
        List<String> adminHosts,
        Duration deltaDelay,
        Duration runDelay,
        @Nullable Path data,
        boolean authRequired,
        boolean strict,
        int recordedRequests,
        @Nullable Duration retention,
        InstantSource clock,
        RequestLimits limits) {}
