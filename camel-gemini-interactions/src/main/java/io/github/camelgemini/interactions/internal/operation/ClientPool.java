// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.auth.Backend;
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
import io.github.camelgemini.interactions.internal.client.transport.http.HttpClients;
import io.github.camelgemini.interactions.internal.client.transport.http.RateLimiter;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of one component share of the client: HTTP clients, rate limit, queues of polls, and credentials.
 * Endpoints with the same address and credentials share those, and with it a token.
 */
public final class ClientPool implements AutoCloseable {

    /** Connections per concurrent poll: polls of runs use a quarter of the unary connections, to leave some for creates. */
    private static final int CONNECTIONS_PER_POLL = 4;

    /** As many as Camel stores endpoints; the least recently used is dropped, and works on in endpoints that have it. */
    private static final int MAX_BACKENDS = 1000;

    private final ComponentThreads threads;
    private final Map<String, String> environment;
    private final RateLimiter rateLimiter;
    private final HttpClients clients;
    // Polls of the endpoints that share an HTTP client.
    private final Map<TransportSettings.Connection, PollQueue> polls = new ConcurrentHashMap<>();

    /** Guarded by itself. */
    private final Map<BackendSettings, Backend> backends = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<BackendSettings, Backend> eldest) {
            return size() > MAX_BACKENDS;
        }
    };

    /** @param requestsPerMinute limit for all endpoints together; zero for none */
    public ClientPool(ComponentThreads threads, Map<String, String> environment, int requestsPerMinute) {
        this.threads = threads;
        this.rateLimiter = new RateLimiter(requestsPerMinute, threads.timer(), System::nanoTime);
        this.environment = environment;
        this.clients = new HttpClients(
                threads.timer(),
                threads.requests(),
                threads.blocking(),
                rateLimiter,
                new JsonFailures(),
                System::nanoTime);
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
        return new InteractionCalls(
                clients.client(resolved(backend), transport),
                new InteractionCalls.Threads(
                        threads.answers(), threads.requests(), threads.delivery(), threads.routes(), threads.timer()),
                resuming,
                streamTimeout,
                figures,
                polls.computeIfAbsent(transport.connection(), this::pollQueue));
    }

    private PollQueue pollQueue(TransportSettings.Connection connection) {
        return new PollQueue(Math.max(1, connection.maxConnections() / CONNECTIONS_PER_POLL), threads.requests());
    }

    private Backend resolved(BackendSettings settings) {
        synchronized (backends) {
            Backend known = backends.get(settings);
            if (known != null) return known;
            Backend resolved = Backends.resolve(settings, environment, threads.blocking());
            backends.put(settings, resolved);
            return resolved;
        }
    }

    /** Fails the requests that wait for the rate limit or for a retry: the context stops. */
    public void endWaiting() {
        rateLimiter.endWaiting();
        clients.endWaiting();
    }

    @Override
    public void close() {
        rateLimiter.endWaiting();
        clients.close();
    }

    /** Gives the transport access to the codec. */
    private static final class JsonFailures implements FailureReader {
        @Override
        public @Nullable Duration retryDelay(ApiResponse response) {
            return ErrorJson.read(response.body(), response.status()).retryDelay();
        }

        @Override
        public boolean isApiError(ApiResponse response) {
            return ErrorJson.read(response.body(), response.status()).error().code() != null;
        }
    }
}
