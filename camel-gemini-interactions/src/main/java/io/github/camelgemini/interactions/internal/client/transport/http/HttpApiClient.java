// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.auth.Backend;
import io.github.camelgemini.interactions.internal.client.observation.HttpAttributes;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.client.transport.ExtraHeaders;
import io.github.camelgemini.interactions.internal.client.transport.FailureReader;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.jspecify.annotations.Nullable;

/**
 * The API client of an endpoint, over Apache HttpClient 5: address, credential, headers and time limits. Its connections are
 * those of {@link HttpClients}, so it needs no closing. Cancelling a future it returned aborts the call and closes its
 * connection.
 */
public final class HttpApiClient implements ApiClient {

    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();
    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpClients clients;
    private final Backend backend;
    private final TransportSettings settings;
    private final RetryPolicy retries;
    private final RateLimiter rateLimiter;
    private final CachingDnsResolver dns;
    private final Executor requests;
    private final HttpHost host;
    private final String resolvedHost;
    // What the service counts requests by, as far as this side knows.
    private final Object service;
    // Written by any thread that sends a request.
    private volatile Map<String, String> lastCredentials = Map.of();

    HttpApiClient(
            HttpClients clients,
            Backend backend,
            TransportSettings settings,
            FailureReader failures,
            RateLimiter rateLimiter,
            CachingDnsResolver dns,
            Executor requests) {
        this.clients = clients;
        this.backend = backend;
        this.settings = settings;
        this.retries =
                RetryPolicy.of(settings.maxRetries(), settings.maxRetryAfter(), failures, RANDOM, Clock.systemUTC());
        this.rateLimiter = rateLimiter;
        this.dns = dns;
        this.requests = requests;
        this.host = HttpHost.create(backend.root());
        this.service = List.of(backend.root(), backend.credential(), credentials(settings.headers()));
        TransportSettings.Proxy proxy = settings.proxy();
        this.resolvedHost = proxy == null ? host.getHostName() : proxy.host();
    }

    private static Map<String, String> credentials(Map<String, String> headers) {
        Map<String, String> credentials = new LinkedHashMap<>(headers);
        credentials.keySet().removeIf(name -> !ExtraHeaders.isCredential(name));
        return credentials;
    }

    @Override
    public CompletionStage<ApiResponse> send(ApiRequest request) {
        return start(request, "gzip", true, () -> clients.unary(settings, host.toHostString()));
    }

    @Override
    public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
        return start(request, "identity", false, () -> clients.stream(settings, host.toHostString(), readable));
    }

    private <T> CompletionStage<T> start(
            ApiRequest request, String encoding, boolean isWhole, Supplier<Attempt<T>> attempts) {
        Duration limit = request.timeout() == null ? settings.requestTimeout() : request.timeout();
        Call.Sender<T> sender = new RequestSender<>(request, encoding, attempts);
        return clients.start(new Call<>(
                request.repeatable(),
                sender,
                backend.credential(),
                retries,
                clients.timer(),
                requests,
                clients.nanos(),
                limit,
                isWhole));
    }

    @Override
    public Map<String, String> sentHeaders() {
        Map<String, String> all = new LinkedHashMap<>(lastCredentials);
        all.putAll(settings.headers());
        return all;
    }

    @Override
    public void slowDown(@Nullable Duration wait) {
        rateLimiter.slowDown(service, wait, settings.maxRetryAfter());
    }

    @Override
    public Duration maxRetryAfter() {
        return settings.maxRetryAfter();
    }

    /** Does nothing: calls and connections belong to {@link HttpClients}. */
    @Override
    public void close() {}

    static InteractionTransportException closed() {
        return new InteractionTransportException("The client was closed", false, null);
    }

    /** The number of calls and streams that have, or are about to get, a connection of the HTTP client that this one uses. */
    int connectionsInUse() {
        return clients.inUse(settings);
    }

    /** Sends one request, for each attempt anew. */
    private final class RequestSender<T> implements Call.Sender<T> {

        private final ApiRequest request;
        private final String encoding;
        private final Supplier<Attempt<T>> attempts;
        // Used by one attempt at a time.
        private int sent;

        /** @param encoding the header {@code Accept-Encoding} */
        RequestSender(ApiRequest request, String encoding, Supplier<Attempt<T>> attempts) {
            this.request = request;
            this.encoding = encoding;
            this.attempts = attempts;
        }

        @Override
        public CompletableFuture<@Nullable Void> ready(long remaining, Duration limit) {
            CompletableFuture<@Nullable Void> permit = rateLimiter.acquire(service, remaining, limit);
            CompletableFuture<@Nullable Void> due =
                    permit.thenCombine(dns.prepare(resolvedHost), (left, known) -> known);
            // A request that had to wait is not sent on the thread that ends the wait: the timer, or a lookup.
            CompletableFuture<@Nullable Void> ready =
                    due.isDone() ? due : due.thenApplyAsync(nothing -> nothing, requests);
            ready.whenComplete((nothing, failure) -> permit.cancel(false));
            return ready;
        }

        @Override
        public void refused(ApiResponse response) {
            if (response.status() == TOO_MANY_REQUESTS) slowDown(retries.retryAfter(response));
        }

        @Override
        public Attempt<T> attempt() {
            return attempts.get();
        }

        @Override
        public void send(Attempt<T> attempt, Map<String, String> credentials) {
            lastCredentials = credentials;
            BasicHttpRequest message =
                    new BasicHttpRequest(request.method(), host, backend.root().getRawPath() + request.path());
            message.setHeader("Accept-Encoding", encoding);
            backend.headers().forEach(message::setHeader);
            credentials.forEach((name, value) -> message.setHeader(new MaskedHeader(name, value)));
            settings.headers().forEach((name, value) -> message.setHeader(new MaskedHeader(name, value)));
            request.headers().forEach(message::setHeader);
            observe(attempt);
            byte[] body = request.body();
            attempt.pool()
                    .connections()
                    .send(
                            host,
                            new BasicRequestProducer(
                                    message,
                                    body == null
                                            ? null
                                            : new BasicAsyncEntityProducer(body, ContentType.APPLICATION_JSON)),
                            attempt,
                            attempt instanceof StreamAttempt ? settings.streamingReadTimeout() : Duration.ZERO);
        }

        private void observe(Attempt<T> attempt) {
            Observation part =
                    request.observation().begin(Observation.Part.ATTEMPT, request.method() + " " + request.operation());
            if (part == Observation.NONE) return;
            part.set(HttpAttributes.METHOD, request.method());
            part.set(HttpAttributes.ADDRESS, host.getHostName());
            part.set(HttpAttributes.PORT, host.getPort());
            if (sent > 0) part.set(HttpAttributes.RESENDS, sent);
            sent++;
            attempt.outcome().whenComplete((value, failure) -> {
                if (value instanceof ApiResponse response) part.set(HttpAttributes.STATUS, response.status());
                if (failure instanceof StatusException refused)
                    part.set(HttpAttributes.STATUS, refused.response().status());
                part.end(failure);
            });
        }
    }
}
