// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.auth.Backend;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.client.transport.FailureReader;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests over Apache HttpClient 5. Cancelling a future it returned aborts the call and closes its connection. */
public final class HttpApiClient implements ApiClient {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApiClient.class);

    private static final int TOO_MANY_REQUESTS = 429;

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration SWEEP = Duration.ofSeconds(10);

    // Set once.
    private final Backend backend;
    private final TransportSettings settings;
    private final RetryPolicy retries;
    private final ScheduledExecutorService timer;
    private final RateLimiter pace;
    private final AddressBook addresses;
    private final Connections connections;
    private final HttpHost host;
    private final String lookedUp;
    private final Permits unarySlots;
    private final Permits streamSlots;
    private final ScheduledFuture<?> ticking;
    private final ScheduledFuture<?> sweeping;

    // Any thread.
    private final Set<Call<?>> calls = ConcurrentHashMap.newKeySet();
    private final Set<OpenAnswer> streams = ConcurrentHashMap.newKeySet();
    private final Map<WholeAnswer, Limit> limits = new ConcurrentHashMap<>();
    private volatile boolean ending;
    private volatile boolean closed;

    /**
     * @param timer for what is to happen later; tasks are short. It is not closed with the client.
     * @param blocking for name look-ups. It is not closed with the client.
     * @param pace how fast requests leave; shared by all clients of a component
     */
    public HttpApiClient(
            Backend backend,
            TransportSettings settings,
            FailureReader failures,
            ScheduledExecutorService timer,
            Executor blocking,
            RateLimiter pace) {
        this(backend, settings, failures, timer, blocking, pace, (RandomGenerator)
                () -> ThreadLocalRandom.current().nextLong());
    }

    /** @param random decides on the jitter between retries; called on any thread */
    public HttpApiClient(
            Backend backend,
            TransportSettings settings,
            FailureReader failures,
            ScheduledExecutorService timer,
            Executor blocking,
            RateLimiter pace,
            RandomGenerator random) {
        this.backend = backend;
        this.settings = settings;
        this.retries = RetryPolicy.of(settings.maxRetries(), failures, random, Clock.systemUTC());
        this.timer = timer;
        this.pace = pace;
        this.addresses = new AddressBook(blocking);
        this.connections = new Connections(settings, addresses);
        this.host = HttpHost.create(backend.root());
        TransportSettings.Proxy proxy = settings.proxy();
        this.lookedUp = proxy == null ? host.getHostName() : proxy.host();
        this.unarySlots = new Permits("maxConnections", settings.maxConnections());
        this.streamSlots = new Permits("maxStreams", settings.maxStreams());
        this.ticking =
                timer.scheduleWithFixedDelay(this::endOverdue, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        this.sweeping = timer.scheduleWithFixedDelay(
                () -> unfailing(connections::closeIdle), SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<ApiResponse> send(ApiRequest request) {
        return start(request, new Line<>(request, "gzip") {
            @Override
            public Attempt<ApiResponse> attempt() {
                unarySlots.take();
                WholeAnswer answer = new WholeAnswer(host.toHostString(), unarySlots, settings.maxResponseBytes());
                Duration limit = request.timeout() == null ? settings.requestTimeout() : request.timeout();
                limits.put(answer, new Limit(limit, System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit)));
                answer.outcome().whenComplete((value, failure) -> limits.remove(answer));
                return answer;
            }
        });
    }

    @Override
    public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
        return start(request, new Line<>(request, "identity") {
            @Override
            public Attempt<ByteStream> attempt() {
                streamSlots.take();
                OpenAnswer answer = new OpenAnswer(host.toHostString(), streamSlots, settings, readable);
                streams.add(answer);
                answer.whenOver(() -> streams.remove(answer));
                return answer;
            }
        });
    }

    private <T> CompletionStage<T> start(ApiRequest request, Line<T> line) {
        Call<T> call = new Call<>(request.repeatable(), line, backend.credential(), retries, timer);
        calls.add(call);
        CompletableFuture<T> result = call.start();
        result.whenComplete((value, failure) -> calls.remove(call));
        if (ending) call.endWaiting();
        if (closed) {
            call.abort(HttpApiClient::closed);
        }
        return result;
    }

    /** A task that fails would not be called again. */
    private static void unfailing(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("Keeping the connections in order failed", e);
        }
    }

    private void endOverdue() {
        long now = System.nanoTime();
        limits.forEach((answer, limit) -> {
            if (now - limit.deadline() >= 0) {
                answer.abort(new InteractionTransportException(
                        "No whole answer from " + host.toHostString() + " within requestTimeout (" + limit.duration()
                                + ")",
                        !answer.isSent(),
                        new SocketTimeoutException()));
            }
        });
    }

    /** Ends the calls that wait before they are repeated; none is repeated from now on. */
    public void endWaiting() {
        ending = true;
        calls.forEach(Call::endWaiting);
    }

    @Override
    public void close() {
        closed = true;
        ticking.cancel(false);
        sweeping.cancel(false);
        calls.forEach(call -> call.abort(HttpApiClient::closed));
        streams.forEach(stream -> stream.abort(closed()));
        connections.close();
    }

    static InteractionTransportException closed() {
        return new InteractionTransportException("The client was closed", false, null);
    }

    /** How many unary calls and streams have a connection, or are about to get one. */
    public int connectionsInUse() {
        return unarySlots.taken() + streamSlots.taken();
    }

    /** When an answer is overdue. */
    private record Limit(Duration duration, long deadline) {}

    /** One request, as often as it takes. */
    private abstract class Line<T> implements Call.Line<T> {

        private final ApiRequest request;
        private final String encoding;

        Line(ApiRequest request, String encoding) {
            this.request = request;
            this.encoding = encoding;
        }

        @Override
        public CompletableFuture<@Nullable Void> ready() {
            CompletableFuture<@Nullable Void> turn = pace.turn();
            CompletableFuture<@Nullable Void> ready =
                    turn.thenCombine(addresses.prepare(lookedUp), (left, known) -> known);
            ready.whenComplete((nothing, failure) -> turn.cancel(false));
            return ready;
        }

        @Override
        public void refused(ApiResponse answer) {
            if (answer.status() == TOO_MANY_REQUESTS) pace.refused(retries.asked(answer));
        }

        @Override
        public void send(Attempt<T> attempt, Map<String, String> credentials) {
            BasicHttpRequest message =
                    new BasicHttpRequest(request.method(), host, backend.root().getRawPath() + request.path());
            message.setHeader("Accept-Encoding", encoding);
            backend.headers().forEach(message::setHeader);
            credentials.forEach((name, value) -> message.setHeader(new MaskedHeader(name, value)));
            settings.headers().forEach((name, value) -> message.setHeader(new MaskedHeader(name, value)));
            request.headers().forEach(message::setHeader);
            byte[] body = request.body();
            connections.send(
                    host,
                    new BasicRequestProducer(
                            message,
                            body == null ? null : new BasicAsyncEntityProducer(body, ContentType.APPLICATION_JSON)),
                    attempt);
        }
    }
}
