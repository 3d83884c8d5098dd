// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/** Adds custom headers to each request. Does not close the wrapped client, which has another owner. */
public final class HeaderAddingClient implements ApiClient {

    private final ApiClient client;
    private final Map<String, String> headers;
    private final @Nullable Duration streamLimit;

    /** @param streamLimit limit of the time until a stream is sent; null for the client's */
    public HeaderAddingClient(ApiClient client, Map<String, String> headers, @Nullable Duration streamLimit) {
        this.client = client;
        this.streamLimit = streamLimit;
        this.headers = Map.copyOf(headers);
    }

    @Override
    public CompletionStage<ApiResponse> send(ApiRequest request) {
        return client.send(request.with(headers));
    }

    @Override
    public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
        ApiRequest extended = request.with(headers);
        return client.open(streamLimit == null ? extended : extended.within(streamLimit), readable);
    }

    @Override
    public Map<String, String> sentHeaders() {
        Map<String, String> all = new LinkedHashMap<>(client.sentHeaders());
        all.putAll(headers);
        return all;
    }

    @Override
    public void slowDown(@Nullable Duration wait) {
        client.slowDown(wait);
    }

    @Override
    public Duration maxRetryAfter() {
        return client.maxRetryAfter();
    }

    @Override
    public void close() {}
}
