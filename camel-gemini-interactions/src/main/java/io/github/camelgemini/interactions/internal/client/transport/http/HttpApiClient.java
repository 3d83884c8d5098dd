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
import java.util.function.Supplier;
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

/** The API client over Apache HttpClient 5. Cancelling a future it returned aborts the call and closes its connection. */
public final class HttpApiClient implements ApiClient {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApiClient.class);

    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();
    private static final int TOO_MANY_REQUESTS = 429;

    private static final Duration TIMEOUT_CHECK = Duration.ofMillis(100);
    private static final Duration IDLE_CHECK = Duration.ofSeconds(10);

    // Set once.
    private final Backend backend;
    private final TransportSettings settings;
    private final RetryPolicy retries;
    private final ScheduledExecutorService timer;
    private final RateLimiter rateLimiter;
    private final CachingDnsResolver dns;
    private final Connections connections;
    private final HttpHost host;
    private final String resolvedHost;
    private final Permits unaryPermits;
    private final Permits streamPermits;
    private final ScheduledFuture<?> timeoutChecks;
    private final ScheduledFuture<?> idleChecks;

    // Any thread.
    private final Set<Call<?>> calls = ConcurrentHashMap.newKeySet();
    private final Set<StreamAttempt> streams = ConcurrentHashMap.newKeySet();
    private final Map<UnaryAttempt, Deadline> deadlines = new ConcurrentHashMap<>();
    private volatile boolean ending;
    private volatile boolean closed;

    /**
     * @param timer runs short tasks. It is not closed with the client.
     * @param blocking resolves host names. It is not closed with the client.
     * @param rateLimiter shared by all clients of a component
     */
    public HttpApiClient(
            Backend backend,
            TransportSettings settings,
            FailureReader failures,
            ScheduledExecutorService timer,
            Executor blocking,
            RateLimiter rateLimiter) {
        this.backend = backend;
        this.settings = settings;
        this.retries = RetryPolicy.of(settings.maxRetries(), failures, RANDOM, Clock.systemUTC());
        this.timer = timer;
        this.rateLimiter = rateLimiter;
        this.dns = new CachingDnsResolver(blocking);
        this.connections = new Connections(settings, dns);
        this.host = HttpHost.create(backend.root());
        TransportSettings.Proxy proxy = settings.proxy();
        this.resolvedHost = proxy == null ? host.getHostName() : proxy.host();
        this.unaryPermits = new Permits("maxConnections", settings.maxConnections());
        this.streamPermits = new Permits("maxStreams", settings.maxStreams());
        this.timeoutChecks = repeat(this::endOverdue, TIMEOUT_CHECK);
        this.idleChecks = repeat(this::closeIdle, IDLE_CHECK);
    }

    private ScheduledFuture<?> repeat(Runnable task, Duration pause) {
        return timer.scheduleWithFixedDelay(task, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<ApiResponse> send(ApiRequest request) {
        return start(request, "gzip", () -> {
            unaryPermits.acquire();
            UnaryAttempt attempt = new UnaryAttempt(host.toHostString(), unaryPermits, settings.maxResponseBytes());
            Duration limit = request.timeout() == null ? settings.requestTimeout() : request.timeout();
            deadlines.put(attempt, new Deadline(limit, System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit)));
            attempt.outcome().whenComplete((value, failure) -> deadlines.remove(attempt));
            return attempt;
        });
    }

    @Override
    public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
        return start(request, "identity", () -> {
            streamPermits.acquire();
            StreamAttempt attempt = new StreamAttempt(host.toHostString(), streamPermits, settings, readable);
            streams.add(attempt);
            attempt.onEnd(() -> streams.remove(attempt));
            return attempt;
        });
    }

    private <T> CompletionStage<T> start(ApiRequest request, String encoding, Supplier<Attempt<T>> attempts) {
        Call.Sender<T> sender = new RequestSender<>(request, encoding, attempts);
        Call<T> call = new Call<>(request.repeatable(), sender, backend.credential(), retries, timer);
        calls.add(call);
        CompletableFuture<T> result = call.start();
        result.whenComplete((value, failure) -> calls.remove(call));
        if (ending) call.endWaiting();
        if (closed) call.close();
        return result;
    }

    private void closeIdle() {
        try {
            connections.closeIdle();
        } catch (RuntimeException e) { // would end the repetition
            LOG.warn("Idle connections could not be closed", e);
        }
    }

    private void endOverdue() {
        long now = System.nanoTime();
        deadlines.forEach((attempt, deadline) -> {
            if (now - deadline.nanos() >= 0)
                attempt.abort(new InteractionTransportException(
                        "No complete response from " + host.toHostString() + " within requestTimeout ("
                                + deadline.limit() + ")",
                        !attempt.isSent(),
                        new SocketTimeoutException()));
        });
    }

    /** Fails the calls that wait for a retry, and stops retries from now on. */
    public void endWaiting() {
        ending = true;
        calls.forEach(Call::endWaiting);
    }

    @Override
    public void close() {
        closed = true;
        timeoutChecks.cancel(false);
        idleChecks.cancel(false);
        calls.forEach(Call::close);
        streams.forEach(stream -> stream.abort(closed()));
        connections.close();
    }

    static InteractionTransportException closed() {
        return new InteractionTransportException("The client was closed", false, null);
    }

    /** The number of unary calls and streams that have, or are about to get, a connection. */
    int connectionsInUse() {
        return unaryPermits.taken() + streamPermits.taken();
    }

    /** @param nanos when the response is overdue, in {@link System#nanoTime()} */
    private record Deadline(Duration limit, long nanos) {}

    /** Sends one request, for each attempt anew. */
    private final class RequestSender<T> implements Call.Sender<T> {

        private final ApiRequest request;
        private final String encoding;
        private final Supplier<Attempt<T>> attempts;

        /** @param encoding the header {@code Accept-Encoding} */
        RequestSender(ApiRequest request, String encoding, Supplier<Attempt<T>> attempts) {
            this.request = request;
            this.encoding = encoding;
            this.attempts = attempts;
        }

        @Override
        public CompletableFuture<@Nullable Void> ready() {
            CompletableFuture<@Nullable Void> permit = rateLimiter.acquire();
            CompletableFuture<@Nullable Void> ready =
                    permit.thenCombine(dns.prepare(resolvedHost), (left, known) -> known);
            ready.whenComplete((nothing, failure) -> permit.cancel(false));
            return ready;
        }

        @Override
        public void refused(ApiResponse response) {
            if (response.status() == TOO_MANY_REQUESTS) rateLimiter.slowDown(retries.retryAfter(response));
        }

        @Override
        public Attempt<T> attempt() {
            return attempts.get();
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
