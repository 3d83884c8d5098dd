// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.call;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.github.camelgemini.interactions.internal.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.codec.RequestJson;
import io.github.camelgemini.interactions.internal.transport.ApiClient;
import io.github.camelgemini.interactions.internal.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.transport.ApiResponse;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the API. No method blocks; stages complete on the executor that is given here, never on a thread of
 * the HTTP client.
 *
 * <p>Documented: Interactions API reference, interactions.create, get, cancel, delete, September 2026.
 */
public final class InteractionCalls {

    private final ApiClient client;
    private final Executor routeThreads;
    private final Executor workers;
    private final int maxEventBytes;

    /**
     * @param routeThreads where answers are decoded and stages complete
     * @param workers where streams are decoded and their listeners run
     * @param maxEventBytes the longest event of a stream to accept
     */
    public InteractionCalls(ApiClient client, Executor routeThreads, Executor workers, int maxEventBytes) {
        this.client = client;
        this.routeThreads = routeThreads;
        this.workers = workers;
        this.maxEventBytes = maxEventBytes;
    }

    /** Creates an interaction and waits for its answer, or with {@code background} for its id. */
    public CompletionStage<Interaction> create(InteractionRequest request, @Nullable Duration timeout) {
        return call(createRequest(request, timeout));
    }

    /** Creates an interaction and follows the stream of its events. */
    public FollowedStream stream(InteractionRequest request, StreamListener listener) {
        return new FollowedStream(client, createRequest(request, null), listener, workers, routeThreads, maxEventBytes);
    }

    /** Reads a stored interaction. */
    public CompletionStage<Interaction> get(String id, @Nullable Duration timeout) {
        return call(new ApiRequest("get", "GET", path(id), null, true, timeout));
    }

    /** Cancels a background interaction that still runs. */
    public CompletionStage<Interaction> cancel(String id, @Nullable Duration timeout) {
        return call(new ApiRequest("cancel", "POST", path(id) + "/cancel", new byte[0], true, timeout));
    }

    /** Deletes a stored interaction. */
    public CompletionStage<Void> delete(String id, @Nullable Duration timeout) {
        return send(new ApiRequest("delete", "DELETE", path(id), null, true, timeout))
                .thenApply(response -> null);
    }

    private static ApiRequest createRequest(InteractionRequest request, @Nullable Duration timeout) {
        return new ApiRequest("create", "POST", "/interactions", RequestJson.write(request), false, timeout);
    }

    private CompletionStage<Interaction> call(ApiRequest request) {
        return send(request).thenApply(response -> InteractionJson.read(response.body()));
    }

    private CompletionStage<ApiResponse> send(ApiRequest request) {
        return client.send(request)
                .handleAsync(
                        (response, failure) -> {
                            if (failure == null) return response;
                            throw Failures.named(request.operation(), failure);
                        },
                        routeThreads);
    }

    private static String path(String id) {
        return "/interactions/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
