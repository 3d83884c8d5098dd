// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLContext;

import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.jspecify.annotations.Nullable;

/** Settings for a test: the component's defaults, unless set. */
final class TransportSettingsBuilder {

    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration requestTimeout = Duration.ofMinutes(5);
    private Duration streamingReadTimeout = Duration.ofMinutes(5);
    private int maxRetries = 2;
    private Duration maxRetryAfter = TransportSettings.MAX_RETRY_AFTER;
    private int maxConnections = 200;
    private int maxStreams = 10_000;
    private int bufferSize = 4 * 1024;
    private int maxQueuedBytes = TransportSettings.MAX_QUEUED_BYTES;
    private int maxResponseBytes = 64 * 1024 * 1024;
    private @Nullable SSLContext sslContext;
    private TransportSettings.@Nullable Proxy proxy;
    private boolean http2;
    private Map<String, String> headers = Map.of();

    TransportSettingsBuilder connectTimeout(Duration value) {
        connectTimeout = value;
        return this;
    }

    TransportSettingsBuilder requestTimeout(Duration value) {
        requestTimeout = value;
        return this;
    }

    TransportSettingsBuilder streamingReadTimeout(Duration value) {
        streamingReadTimeout = value;
        return this;
    }

    TransportSettingsBuilder maxRetries(int value) {
        maxRetries = value;
        return this;
    }

    TransportSettingsBuilder maxRetryAfter(Duration value) {
        maxRetryAfter = value;
        return this;
    }

    TransportSettingsBuilder maxConnections(int value) {
        maxConnections = value;
        return this;
    }

    TransportSettingsBuilder maxStreams(int value) {
        maxStreams = value;
        return this;
    }

    TransportSettingsBuilder bufferSize(int value) {
        bufferSize = value;
        return this;
    }

    TransportSettingsBuilder maxQueuedBytes(int value) {
        maxQueuedBytes = value;
        return this;
    }

    TransportSettingsBuilder maxResponseBytes(int value) {
        maxResponseBytes = value;
        return this;
    }

    TransportSettingsBuilder sslContext(@Nullable SSLContext value) {
        sslContext = value;
        return this;
    }

    TransportSettingsBuilder proxy(TransportSettings.@Nullable Proxy value) {
        proxy = value;
        return this;
    }

    TransportSettingsBuilder http2(boolean value) {
        http2 = value;
        return this;
    }

    TransportSettingsBuilder headers(Map<String, String> value) {
        headers = value;
        return this;
    }

    TransportSettings build() {
        return new TransportSettings(
                connectTimeout,
                requestTimeout,
                streamingReadTimeout,
                maxRetries,
                maxRetryAfter,
                maxConnections,
                maxStreams,
                bufferSize,
                maxQueuedBytes,
                maxResponseBytes,
                sslContext,
                proxy,
                http2,
                headers);
    }
}
