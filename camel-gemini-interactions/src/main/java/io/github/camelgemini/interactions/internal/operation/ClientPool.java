// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.auth.BackendSettings;
import io.github.camelgemini.interactions.internal.client.auth.Backends;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.PollQueue;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.codec.ErrorJson;
import io.github.camelgemini.interactions.internal.client.stream.ResumeSettings;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.FailureReader;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import io.github.camelgemini.interactions.internal.client.transport.http.HttpApiClient;
import io.github.camelgemini.interactions.internal.client.transport.http.RateLimiter;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import org.jspecify.annotations.Nullable;

/** The HTTP clients of one component. Endpoints with the same address, credentials and transport settings share one. */
public final class ClientPool implements AutoCloseable {

    /** Connections per concurrent poll: polls of runs use a quarter of the unary connections, to leave some for creates. */
    private static final int CONNECTIONS_PER_POLL = 4;

    private record Key(BackendSettings backend, TransportSettings transport) {}

    /** A client, and the polls of runs that share it. */
    private record PooledClient(HttpApiClient client, PollQueue polls) {}

    private final ComponentThreads threads;
    private final Map<String, String> environment;
    private final RateLimiter rateLimiter;
    private final Map<Key, PooledClient> clients = new ConcurrentHashMap<>();

    /** @param requestsPerMinute limit for all clients together; zero for none */
    public ClientPool(ComponentThreads threads, Map<String, String> environment, int requestsPerMinute) {
        this.threads = threads;
        this.rateLimiter = new RateLimiter(requestsPerMinute, threads.timer(), System::nanoTime);
        this.environment = environment;
    }

    /**
     * The API as an endpoint calls it.
     *
     * @throws InteractionRequestException when an address or credentials are missing
     */
    public InteractionCalls calls(
            BackendSettings backend,
            TransportSettings transport,
            ResumeSettings resuming,
            @Nullable Duration streamTimeout,
            StreamFigures figures) {
        PooledClient pooled = clients.computeIfAbsent(new Key(backend, transport), this::connect);
        return new InteractionCalls(
                pooled.client(),
                threads.routes(),
                threads.requests(),
                threads.delivery(),
                threads.timer(),
                resuming,
                streamTimeout,
                figures,
                pooled.polls());
    }

    /** Fails the requests that wait for the rate limit or for a retry: the context stops. */
    public void endWaiting() {
        rateLimiter.endWaiting();
        clients.values().forEach(pooled -> pooled.client().endWaiting());
    }

    private PooledClient connect(Key key) {
        return new PooledClient(
                new HttpApiClient(
                        Backends.resolve(key.backend(), environment, threads.blocking()),
                        key.transport(),
                        new JsonFailures(),
                        threads.timer(),
                        threads.blocking(),
                        rateLimiter),
                new PollQueue(
                        Math.max(1, key.transport().maxConnections() / CONNECTIONS_PER_POLL), threads.requests()));
    }

    @Override
    public void close() {
        clients.values().forEach(pooled -> pooled.client().close());
        clients.clear();
    }

    /** Gives the transport access to the codec. */
    private static final class JsonFailures implements FailureReader {
        @Override
        public @Nullable Duration retryDelay(ApiResponse response) {
            return ErrorJson.read(response.body()).retryDelay();
        }

        @Override
        public boolean isApiError(ApiResponse response) {
            return ErrorJson.read(response.body()).error().code() != null;
        }
    }
}
