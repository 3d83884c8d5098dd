// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/** An HTTP client for the API. No method blocks; stages complete on an HTTP client's thread, which must not be blocked. */
public interface ApiClient extends AutoCloseable {

    /**
     * Sends a request and reads the whole response.
     *
     * @return the response if its status is 2xx. Fails with {@link StatusException} once retries are used up, with {@code
     *     InteractionTransportException} or with {@code InteractionRequestException}.
     */
    CompletionStage<ApiResponse> send(ApiRequest request);

    /**
     * Sends a request and opens the response as a stream of bytes, whatever its media type is.
     *
     * @param readable called on an HTTP client's thread whenever the result of {@link ByteStream#poll()} or {@link
     *     ByteStream#isEnded()} may have changed, possibly before the returned stage completes; must not block
     * @return the stream, once the headers have arrived with status 2xx. Fails as {@link #send}.
     */
    CompletionStage<ByteStream> open(ApiRequest request, Runnable readable);

    /**
     * Headers that requests of this client are sent with, secrets included: an error of the service may repeat them.
     */
    default Map<String, String> sentHeaders() {
        return Map.of();
    }

    /**
     * Slows the requests down as after a refusal with 429. For an exceeded limit that the service reports with HTTP 200, in a
     * stream or in place of an answer. Any thread.
     *
     * @param wait the wait that the service requests; null for none
     */
    default void slowDown(@Nullable Duration wait) {}

    /** The longest wait, requested by the service, that is waited for: a longer one ends what asked for it. */
    default Duration maxRetryAfter() {
        return TransportSettings.MAX_RETRY_AFTER;
    }

    /** Fails all calls and streams, and closes every connection. */
    @Override
    void close();
}
