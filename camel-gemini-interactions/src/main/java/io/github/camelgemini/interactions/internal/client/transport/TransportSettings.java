// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the HTTP client.
 *
 * @param connectTimeout longest wait for a connection, and again for its TLS handshake, per attempt
 * @param requestTimeout longest time for a whole unary call: its turn in the rate limit, all attempts and the waits between
 *     them
 * @param streamingReadTimeout longest silence of the service before and on an open stream; zero for no limit. Time during
 *     which this side does not read is not counted.
 * @param maxRetries attempts after the first one; zero for none
 * @param maxRetryAfter longest wait, requested by the service, that is waited for
 * @param maxConnections concurrent unary calls
 * @param maxStreams concurrent open streams
 * @param bufferSize bytes of each of a connection's three buffers. The component's default of 4 KiB takes 120 MiB for 10,000
 *     streams instead of 240 MiB with the library's 8 KiB; an event of usual size still fits, which it would not in 2 KiB.
 * @param maxQueuedBytes bytes of a stream that may wait for its worker before the socket is no longer read
 * @param maxResponseBytes largest body of a response, before and after decompression; of a stream before it
 * @param sslContext null for the JDK's default
 * @param proxy null for none
 * @param http2 whether to offer HTTP/2 in the TLS handshake
 * @param headers sent with every request, overriding the client's own headers of the same name; values are secret
 */
public record TransportSettings(
        Duration connectTimeout,
        Duration requestTimeout,
        Duration streamingReadTimeout,
        int maxRetries,
        Duration maxRetryAfter,
        int maxConnections,
        int maxStreams,
        int bufferSize,
        int maxQueuedBytes,
        int maxResponseBytes,
        @Nullable SSLContext sslContext,
        @Nullable Proxy proxy,
        boolean http2,
        Map<String, String> headers) {

    /** The component's {@link #maxQueuedBytes}. With 1 MiB, 64 fast streams took 1,130 MiB of memory instead of 480, at the same rate. */
    public static final int MAX_QUEUED_BYTES = 256 * 1024;

    /** The default of {@link #maxRetryAfter}. */
    public static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(60);

    public TransportSettings {
        headers = Map.copyOf(headers);
    }

    /** The part that decides which HTTP client is used: endpoints for which it is equal share their connections. */
    public Connection connection() {
        return new Connection(connectTimeout, maxConnections, maxStreams, bufferSize, sslContext, proxy, http2);
    }

    /**
     * What all connections of an HTTP client have in common. Neither the service's address nor credentials nor headers are
     * part of it: these travel with each request. The components are those of {@link TransportSettings}.
     */
    public record Connection(
            Duration connectTimeout,
            int maxConnections,
            int maxStreams,
            int bufferSize,
            @Nullable SSLContext sslContext,
            @Nullable Proxy proxy,
            boolean http2) {}

    @Override
    public String toString() {
        return "TransportSettings[connectTimeout=" + connectTimeout + ", requestTimeout=" + requestTimeout
                + ", streamingReadTimeout=" + streamingReadTimeout + ", maxRetries=" + maxRetries + ", maxRetryAfter="
                + maxRetryAfter + ", maxConnections=" + maxConnections + ", maxStreams=" + maxStreams + ", proxy="
                + proxy + ", http2=" + http2 + ", headers="
                + headers.keySet() + "]";
    }

    /**
     * An HTTP proxy.
     *
     * @param user null for none; {@code password} is ignored then
     * @param password secret
     */
    public record Proxy(String host, int port, @Nullable String user, @Nullable String password) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
