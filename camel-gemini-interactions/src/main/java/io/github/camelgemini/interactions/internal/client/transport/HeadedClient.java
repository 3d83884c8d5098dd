// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A client that sends headers of a user's own with each request. It is its owner who closes the client behind it. */
public final class HeadedClient implements ApiClient {

    private final ApiClient client;
    private final Map<String, String> headers;

    public HeadedClient(ApiClient client, Map<String, String> headers) {
        this.client = client;
        this.headers = Map.copyOf(headers);
    }

    @Override
    public CompletionStage<ApiResponse> send(ApiRequest request) {
        return client.send(request.with(headers));
    }

    @Override
    public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
        return client.open(request.with(headers), readable);
    }

    @Override
    public void close() {}
}
