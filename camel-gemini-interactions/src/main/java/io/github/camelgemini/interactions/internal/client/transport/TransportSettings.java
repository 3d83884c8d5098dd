// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.time.Duration;
import java.util.Map;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * How requests travel.
 *
 * @param connectTimeout longest wait for a connection, and again for its TLS handshake
 * @param requestTimeout longest wait for a whole unary answer, each attempt anew
 * @param streamingReadTimeout longest silence of the service before and on an open stream; zero for no limit. Time in which
 *     our side does not read does not count.
 * @param maxRetries attempts after the first one; zero for none
 * @param maxConnections unary calls at one time
 * @param maxStreams open streams at one time
 * @param bufferSize bytes of each of a connection's three buffers. 4 KiB: 10,000 streams then hold 120 MiB of them instead
 *     of 240 at the library's 8 KiB, while an event of usual size still comes in one piece, which it would not at 2 KiB.
 * @param maxQueuedBytes bytes of a stream that wait for its worker before the socket is no longer read
 * @param maxResponseBytes largest body of a unary answer, decompressed
 * @param sslContext null for the JDK's own
 * @param hostnameVerifier decides whether a certificate is the host's; null for the usual rules
 * @param proxy null for none
 * @param http2 true to offer HTTP/2 in the TLS handshake
 * @param headers sent with every request over our own of the same name; values are secret
 */
public record TransportSettings(
        Duration connectTimeout,
        Duration requestTimeout,
        Duration streamingReadTimeout,
        int maxRetries,
        int maxConnections,
        int maxStreams,
        int bufferSize,
        int maxQueuedBytes,
        int maxResponseBytes,
        @Nullable SSLContext sslContext,
        @Nullable HostnameVerifier hostnameVerifier,
        @Nullable Proxy proxy,
        boolean http2,
        Map<String, String> headers) {

    public static final TransportSettings DEFAULT = builder().build();

    public TransportSettings {
        headers = Map.copyOf(headers);
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return "TransportSettings[connectTimeout=" + connectTimeout + ", requestTimeout=" + requestTimeout
                + ", streamingReadTimeout=" + streamingReadTimeout + ", maxRetries=" + maxRetries + ", maxConnections="
                + maxConnections + ", maxStreams=" + maxStreams + ", proxy=" + proxy + ", http2=" + http2 + ", headers="
                + headers.keySet() + "]";
    }

    /**
     * An HTTP proxy.
     *
     * @param user null for none; then {@code password} counts for nothing
     * @param password secret
     */
    public record Proxy(String host, int port, @Nullable String user, @Nullable String password) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** Collects settings; what is not said keeps its default. */
    public static final class Builder {

        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofMinutes(5);
        private Duration streamingReadTimeout = Duration.ofMinutes(5);
        private int maxRetries = 2;
        private int maxConnections = 200;
        private int maxStreams = 10_000;
        private int bufferSize = 4 * 1024;
        private int maxQueuedBytes = 1024 * 1024;
        private int maxResponseBytes = 256 * 1024 * 1024;
        private @Nullable SSLContext sslContext;
        private @Nullable HostnameVerifier hostnameVerifier;
        private @Nullable Proxy proxy;
        private boolean http2;
        private Map<String, String> headers = Map.of();

        private Builder() {}

        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        public Builder requestTimeout(Duration value) {
            requestTimeout = value;
            return this;
        }

        public Builder streamingReadTimeout(Duration value) {
            streamingReadTimeout = value;
            return this;
        }

        public Builder maxRetries(int value) {
            maxRetries = value;
            return this;
        }

        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        public Builder maxStreams(int value) {
            maxStreams = value;
            return this;
        }

        public Builder bufferSize(int value) {
            bufferSize = value;
            return this;
        }

        public Builder maxQueuedBytes(int value) {
            maxQueuedBytes = value;
            return this;
        }

        public Builder maxResponseBytes(int value) {
            maxResponseBytes = value;
            return this;
        }

        public Builder sslContext(@Nullable SSLContext value) {
            sslContext = value;
            return this;
        }

        public Builder hostnameVerifier(@Nullable HostnameVerifier value) {
            hostnameVerifier = value;
            return this;
        }

        public Builder proxy(@Nullable Proxy value) {
            proxy = value;
            return this;
        }

        public Builder http2(boolean value) {
            http2 = value;
            return this;
        }

        public Builder headers(Map<String, String> value) {
            headers = value;
            return this;
        }

        public TransportSettings build() {
            return new TransportSettings(
                    connectTimeout,
                    requestTimeout,
                    streamingReadTimeout,
                    maxRetries,
                    maxConnections,
                    maxStreams,
                    bufferSize,
                    maxQueuedBytes,
                    maxResponseBytes,
                    sslContext,
                    hostnameVerifier,
                    proxy,
                    http2,
                    headers);
        }
    }
}
