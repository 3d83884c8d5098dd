// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.util.concurrent.CompletionStage;

/** Sends requests to the API. No method blocks; stages complete on an HTTP client's thread, which must not be kept. */
public interface ApiClient extends AutoCloseable {

    /**
     * Sends a request and reads the whole answer.
     *
     * @return the answer, if its status is 2xx; else {@link StatusException} once retries are used up; or
     *     {@code InteractionTransportException}, {@code InteractionRequestException}
     */
    CompletionStage<ApiResponse> send(ApiRequest request);

    /**
     * Sends a request and opens its answer as a stream of bytes, whatever its media type is.
     *
     * @param readable called on an HTTP client's thread whenever {@link ByteStream#poll()} or {@link ByteStream#isEnded()}
     *     may have news, also before the returned stage completes; must not block
     * @return the stream once the headers have come with status 2xx; failures as in {@link #send}
     */
    CompletionStage<ByteStream> open(ApiRequest request, Runnable readable);

    /** Fails what is under way and closes every connection. */
    @Override
    void close();
}
