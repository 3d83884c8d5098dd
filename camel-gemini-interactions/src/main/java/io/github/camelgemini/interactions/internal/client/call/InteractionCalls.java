// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.internal.client.codec.ApiError;
import io.github.camelgemini.interactions.internal.client.codec.ErrorJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.RequestJson;
import io.github.camelgemini.interactions.internal.client.stream.EventSink;
import io.github.camelgemini.interactions.internal.client.stream.ResumeSettings;
import io.github.camelgemini.interactions.internal.client.stream.RunStream;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiPaths;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ExtraHeaders;
import io.github.camelgemini.interactions.internal.client.transport.HeaderAddingClient;
import io.github.camelgemini.interactions.internal.client.transport.RetryAfter;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the API. No method blocks; futures complete on the executor that is given here, never on a thread of
 * the HTTP client. Completing one from outside ends its request.
 *
 * <p>Documented: Interactions API reference, interactions.create, get, cancel, delete, September 2026.
 */
public final class InteractionCalls {

    private final ApiClient client;
    private final Executor routeThreads;
    private final Executor workers;
    private final ScheduledExecutorService timer;
    private final ResumeSettings resuming;
    private final @Nullable Duration streamTimeout;
    private final StreamFigures figures;
    private final PollQueue polls;

    /**
     * @param routeThreads where answers are decoded and stages complete
     * @param workers where streams are decoded and their listeners run
     * @param timer starts what is due on {@code workers}
     * @param resuming how hard a broken stream is followed
     * @param streamTimeout longest time for a whole stream; null for none
     * @param figures told of each stream
     * @param polls shared by all who wait for runs over the same client
     */
    public InteractionCalls(
            ApiClient client,
            Executor routeThreads,
            Executor workers,
            ScheduledExecutorService timer,
            ResumeSettings resuming,
            @Nullable Duration streamTimeout,
            StreamFigures figures,
            PollQueue polls) {
        this.client = client;
        this.routeThreads = routeThreads;
        this.workers = workers;
        this.timer = timer;
        this.resuming = resuming;
        this.streamTimeout = streamTimeout;
        this.figures = figures;
        this.polls = polls;
    }

    /**
     * The same calls with headers of a user's own, on every request that they bring about.
     *
     * @param headers name to value
     * @throws io.github.camelgemini.interactions.exception.InteractionRequestException for a header that must not be sent
     */
    public InteractionCalls with(Map<String, String> headers) {
        return headers.isEmpty()
                ? this
                : new InteractionCalls(
                        new HeaderAddingClient(client, ExtraHeaders.additional(headers)),
                        routeThreads,
                        workers,
                        timer,
                        resuming,
                        streamTimeout,
                        figures,
                        polls);
    }

    /** Creates an interaction and waits for its answer, or with {@code background} for its id. */
    public CompletableFuture<Interaction> create(InteractionRequest request, @Nullable Duration timeout) {
        return call(createRequest(request, timeout));
    }

    /** Creates an interaction and follows the stream of its events to the end of the run. */
    public FollowedStream stream(InteractionRequest request, StreamListener listener) {
        boolean background = Boolean.TRUE.equals(request.background());
        return followed(
                "create",
                null,
                sink -> RunStream.create(
                        client, this::stored, createRequest(request, null), background, sink, workers, timer, resuming),
                listener);
    }

    /** Follows the stream of a stored interaction from its first event to the end of the run. */
    public FollowedStream resume(String id, StreamListener listener) {
        return followed(
                "resume",
                id,
                sink -> RunStream.attach(client, this::stored, id, sink, workers, timer, resuming),
                listener);
    }

    private FollowedStream followed(
            String operation, @Nullable String id, Function<EventSink, RunStream> opening, StreamListener listener) {
        FollowedStream stream = new FollowedStream(operation, id, opening, listener, routeThreads);
        figures.opened(stream);
        if (streamTimeout != null) endAfter(streamTimeout, stream);
        return stream;
    }

    private void endAfter(Duration limit, FollowedStream stream) {
        ScheduledFuture<?> alarm = timer.schedule(
                () -> workers.execute(
                        () -> stream.giveUp("The stream did not end within streamTimeout (" + limit + ")")),
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
        stream.whole().whenComplete((whole, failure) -> alarm.cancel(false));
    }

    private CompletableFuture<Interaction> stored(String id, boolean inLine) {
        return inLine ? poll(id, null) : get(id, null);
    }

    /** Reads a stored interaction. */
    public CompletableFuture<Interaction> get(String id, @Nullable Duration timeout) {
        return call(new ApiRequest("get", "GET", ApiPaths.interaction(id), null, true, timeout));
    }

    /** Reads a stored interaction among those that are waited for: when it is its turn. */
    public CompletableFuture<Interaction> poll(String id, @Nullable Duration timeout) {
        return polls.poll(() -> get(id, timeout));
    }

    /**
     * Waits until a run has ended.
     *
     * @param created when it was created, ISO-8601; null when that is not known
     * @param timeout longest time for one poll
     */
    public AwaitedRun await(String id, @Nullable String created, @Nullable Duration timeout, AwaitSettings waiting) {
        return AwaitedRun.begin(id, created, () -> poll(id, timeout), waiting, routeThreads, timer, Clock.systemUTC());
    }

    /** Cancels a background interaction that still runs. */
    public CompletableFuture<Interaction> cancel(String id, @Nullable Duration timeout) {
        return call(new ApiRequest("cancel", "POST", ApiPaths.cancel(id), new byte[0], true, timeout));
    }

    /** Deletes a stored interaction. */
    public CompletableFuture<Boolean> delete(String id, @Nullable Duration timeout) {
        return send(
                new ApiRequest("delete", "DELETE", ApiPaths.interaction(id), null, true, timeout), response -> true);
    }

    private static ApiRequest createRequest(InteractionRequest request, @Nullable Duration timeout) {
        return new ApiRequest("create", "POST", ApiPaths.INTERACTIONS, RequestJson.write(request), false, timeout);
    }

    private CompletableFuture<Interaction> call(ApiRequest request) {
        return send(request, response -> InteractionJson.read(response.body()));
    }

    /** Whoever completes the future that is returned from outside ends the request, too. */
    private <T> CompletableFuture<T> send(ApiRequest request, Function<ApiResponse, T> reading) {
        CompletableFuture<ApiResponse> sent = client.send(request).toCompletableFuture();
        CompletableFuture<T> answer = sent.handleAsync(
                (response, failure) -> {
                    if (failure == null) return reading.apply(response);
                    throw named(request.operation(), failure);
                },
                routeThreads);
        answer.whenComplete((value, failure) -> sent.cancel(false));
        return answer;
    }

    /** Turns a refusal by the service into the exception that a route author knows; leaves every other failure. */
    static CompletionException named(String operation, Throwable failure) {
        Throwable cause = Futures.unwrapped(failure);
        if (!(cause instanceof StatusException refused)) return new CompletionException(cause);
        ApiError read = ErrorJson.read(refused.response().body());
        return new CompletionException(new InteractionRejectedException(
                operation,
                refused.response().status(),
                read.error().code(),
                read.error().message(),
                RetryAfter.of(refused.response(), read.retryDelay(), Clock.systemUTC())));
    }
}
