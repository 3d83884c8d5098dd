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

/** The HTTP clients of one component: endpoints that agree on address, credentials and transport share one. */
public final class ClientPool implements AutoCloseable {

    /** One in so many unary connections is for looks at runs: creates must not wait for those who wait. */
    private static final int CONNECTIONS_A_LOOK = 4;

    private record Key(BackendSettings backend, TransportSettings transport) {}

    /** A client, and the looks at runs that all endpoints take over it. */
    private record Open(HttpApiClient client, PollQueue looks) {}

    private final ComponentThreads threads;
    private final Map<String, String> environment;
    private final RateLimiter pace;
    private final Map<Key, Open> open = new ConcurrentHashMap<>();

    /** @param requestsPerMinute of all clients together; zero for no limit */
    public ClientPool(ComponentThreads threads, Map<String, String> environment, int requestsPerMinute) {
        this.threads = threads;
        this.pace = new RateLimiter(requestsPerMinute, threads.timer(), System::nanoTime);
        this.environment = environment;
    }

    /**
     * The calls of an endpoint.
     *
     * @throws InteractionRequestException when nothing says where to call, or as whom
     */
    public InteractionCalls calls(
            BackendSettings backend,
            TransportSettings transport,
            ResumeSettings resuming,
            @Nullable Duration streamTimeout,
            StreamFigures figures) {
        Open shared = open.computeIfAbsent(new Key(backend, transport), this::connect);
        return new InteractionCalls(
                shared.client(),
                threads.routes(),
                threads.delivery(),
                threads.timer(),
                resuming,
                streamTimeout,
                figures,
                shared.looks());
    }

    /** What waits for its turn to leave, or to be sent again, is not sent any more: the context stops. */
    public void endWaiting() {
        pace.endWaiting();
        open.values().forEach(shared -> shared.client().endWaiting());
    }

    private Open connect(Key key) {
        return new Open(
                new HttpApiClient(
                        Backends.resolve(key.backend(), environment, threads.blocking()),
                        key.transport(),
                        new JsonFailures(),
                        threads.timer(),
                        threads.blocking(),
                        pace),
                new PollQueue(Math.max(1, key.transport().maxConnections() / CONNECTIONS_A_LOOK)));
    }

    @Override
    public void close() {
        open.values().forEach(shared -> shared.client().close());
        open.clear();
    }

    /** Reads for the transport what only the codec can. */
    private static final class JsonFailures implements FailureReader {
        @Override
        public @Nullable Duration retryDelay(ApiResponse response) {
            return ErrorJson.read(response.body()).retryDelay();
        }

        @Override
        public boolean isApiError(ApiResponse response) {
            return ErrorJson.read(response.body()).apiShaped();
        }
    }
}
