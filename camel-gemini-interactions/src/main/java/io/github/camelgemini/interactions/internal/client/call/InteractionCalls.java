// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.internal.client.accumulate.DeclaredFunctions;
import io.github.camelgemini.interactions.internal.client.accumulate.InteractionAccumulator;
import io.github.camelgemini.interactions.internal.client.codec.ApiError;
import io.github.camelgemini.interactions.internal.client.codec.ErrorJson;
import io.github.camelgemini.interactions.internal.client.codec.EventJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.RequestJson;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.redaction.Redaction;
import io.github.camelgemini.interactions.internal.client.stream.EventSink;
import io.github.camelgemini.interactions.internal.client.stream.ResumeSettings;
import io.github.camelgemini.interactions.internal.client.stream.RunStream;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiPaths;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.HeaderAddingClient;
import io.github.camelgemini.interactions.internal.client.transport.RetryAfter;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the API. No method blocks. Futures complete on the route threads, never on a thread of the HTTP client,
 * unless a caller completes one; cancelling or completing one aborts its request. Polls are sent and decoded on other
 * threads, so that routes that block do not delay them.
 *
 * <p>Documented: Interactions API reference, interactions.create, get, cancel, delete, September 2026.
 */
public final class InteractionCalls {

    private static final int TOO_MANY_REQUESTS = 429;

    /**
     * Where the parts of a call run.
     *
     * @param answers decode answers and complete futures; no route runs there
     * @param polls decode polls and end time limits; no route runs there
     * @param delivery decode streams whose listeners run routes
     * @param routes complete {@link #poll}, whose callers route the answer
     * @param timer delays tasks that then run on one of these executors
     */
    public record Threads(
            Executor answers, Executor polls, Executor delivery, Executor routes, ScheduledExecutorService timer) {}

    private final ApiClient client;
    private final Threads threads;
    private final ResumeSettings resuming;
    private final @Nullable Duration streamTimeout;
    private final StreamFigures figures;
    private final PollQueue polls;
    private final DeclaredFunctions functions;
    private final Redaction redaction;
    private final CallObservation observation;
    // Where the answer to a create is decoded.
    private final Executor answers;

    /**
     * @param streamTimeout longest duration of a whole stream; null for no limit
     * @param figures counts the streams
     * @param polls shared by all waits over the same client
     */
    public InteractionCalls(
            ApiClient client,
            Threads threads,
            ResumeSettings resuming,
            @Nullable Duration streamTimeout,
            StreamFigures figures,
            PollQueue polls) {
        this(
                client,
                threads,
                resuming,
                streamTimeout,
                figures,
                polls,
                DeclaredFunctions.NONE,
                Redaction.ofRequests(client::sentHeaders),
                CallObservation.NONE,
                threads.answers());
    }

    private InteractionCalls(
            ApiClient client,
            Threads threads,
            ResumeSettings resuming,
            @Nullable Duration streamTimeout,
            StreamFigures figures,
            PollQueue polls,
            DeclaredFunctions functions,
            Redaction redaction,
            CallObservation observation,
            Executor answers) {
        this.client = client;
        this.threads = threads;
        this.resuming = resuming;
        this.streamTimeout = streamTimeout;
        this.figures = figures;
        this.polls = polls;
        this.functions = functions;
        this.redaction = redaction;
        this.observation = observation;
        this.answers = answers;
    }

    /**
     * A copy for one exchange: sends additional headers with every request, and knows all its requests when an error of the
     * API is shown.
     *
     * @param headers checked headers
     * @param streamLimit the exchange's {@code requestTimeout}, as a limit of the time until a stream is sent; null for the
     *     endpoint's
     */
    public InteractionCalls with(Map<String, String> headers, @Nullable Duration streamLimit) {
        ApiClient extended = headers.isEmpty() && streamLimit == null
                ? client
                : new HeaderAddingClient(client, headers, streamLimit);
        return copy(extended, functions, Redaction.ofExchange(extended::sentHeaders), observation, answers);
    }

    /** As {@link #with(Map, Duration)}, with the endpoint's limit. */
    public InteractionCalls with(Map<String, String> headers) {
        return with(headers, null);
    }

    /** A copy whose answers require action if one of these functions is called and has no result. */
    public InteractionCalls declaring(DeclaredFunctions declared) {
        return declared.equals(functions) ? this : copy(client, declared, redaction, observation, answers);
    }

    /** A copy whose creates, streams and awaited runs are observed as parts of one call. */
    public InteractionCalls observedBy(CallObservation observer) {
        return copy(client, functions, redaction, observer, answers);
    }

    /**
     * A copy whose answers to creates are decoded where the route continues. For calls of which nothing but the route waits:
     * the answer needs one thread instead of two, one after the other.
     */
    public InteractionCalls answeredOnRoutes() {
        return copy(client, functions, redaction, observation, threads.routes());
    }

    private InteractionCalls copy(
            ApiClient other, DeclaredFunctions declared, Redaction known, CallObservation observer, Executor reading) {
        return new InteractionCalls(
                other, threads, resuming, streamTimeout, figures, polls, declared, known, observer, reading);
    }

    /** Prepares the API's texts for exceptions that are about the requests of these calls. */
    public Redaction redaction() {
        return redaction;
    }

    /** Creates an interaction. With {@code background} the service answers before the run has ended. */
    public CompletableFuture<Interaction> create(InteractionRequest request, @Nullable Duration timeout) {
        Redaction known = redaction.of(request);
        Observation part = observed(request);
        return send(
                createRequest(request, timeout).observedBy(part),
                response -> {
                    Interaction answer = functions.read(answer("create", response, known), true);
                    known.answered(answer);
                    if (answer.id() != null) observation.known(answer.id());
                    observation.answered(answer);
                    return counted(answer);
                },
                answers,
                known,
                part == observation ? Observation.NONE : part);
    }

    /** What the attempts of a create are parts of: a further part of an answer is a part of the call by itself. */
    private Observation observed(InteractionRequest request) {
        observation.requested(request);
        return request.hasContinuationToken()
                ? observation.begin(Observation.Part.CONTINUATION, "continuation")
                : observation;
    }

    /** Creates an interaction and follows the stream of its events to the end of the run. */
    public FollowedStream stream(InteractionRequest request, StreamListener listener) {
        boolean background = Boolean.TRUE.equals(request.background());
        Observation part = observed(request);
        return followed(
                "create",
                null,
                sink -> RunStream.create(
                        streams(listener), createRequest(request, null).observedBy(part), background, sink),
                listener,
                redaction.of(request),
                part == observation ? Observation.NONE : part);
    }

    /** Follows the stream of a stored interaction from its first event to the end of the run. */
    public FollowedStream resume(String id, StreamListener listener) {
        return followed(
                "resume",
                id,
                sink -> RunStream.attach(streams(listener), id, sink),
                listener,
                redaction,
                Observation.NONE);
    }

    private RunStream.Context streams(StreamListener listener) {
        Executor workers = listener.runsRoutes() ? threads.delivery() : threads.answers();
        return new RunStream.Context(client, this::stored, workers, threads.timer(), resuming, observation);
    }

    private FollowedStream followed(
            String operation,
            @Nullable String id,
            Function<EventSink, RunStream> opening,
            StreamListener listener,
            Redaction known,
            Observation part) {
        FollowedStream stream = new FollowedStream(
                operation,
                id,
                opening,
                listener,
                functions,
                threads.answers(),
                known,
                client.maxRetryAfter(),
                observation,
                part,
                figures);
        if (streamTimeout != null) failAfter(streamTimeout, stream);
        return stream;
    }

    private void failAfter(Duration limit, FollowedStream stream) {
        Runnable fail = () -> stream.fail("The stream did not end within streamTimeout (" + limit + ")");
        ScheduledFuture<?> timeout;
        try {
            timeout = threads.timer()
                    .schedule(() -> threads.polls().execute(fail), Durations.nanos(limit), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) { // the component stops
            stream.stop();
            return;
        } catch (Throwable e) { // the caller has no handle on the stream
            stream.stop();
            throw e;
        }
        stream.whole().whenComplete((whole, failure) -> timeout.cancel(false));
    }

    /** Completes on a poll thread. */
    private CompletableFuture<Interaction> stored(String id, boolean queued) {
        return queued ? pollQueued(id, null) : call(getRequest(id, RunStream.USAGE_WAIT), false, threads.polls());
    }

    /** Reads a stored interaction. */
    public CompletableFuture<Interaction> get(String id, @Nullable Duration timeout) {
        return call(getRequest(id, timeout), false, threads.answers());
    }

    private static ApiRequest getRequest(String id, @Nullable Duration timeout) {
        return new ApiRequest("get", "GET", ApiPaths.interaction(id), null, true, timeout);
    }

    /** Reads a stored interaction through the {@link PollQueue}. Completes where a route may run. */
    public CompletableFuture<Interaction> poll(String id, @Nullable Duration timeout) {
        CompletableFuture<Interaction> read = pollQueued(id, timeout);
        CompletableFuture<Interaction> answer = read.whenCompleteAsync((interaction, failure) -> {}, threads.routes());
        answer.whenComplete((interaction, failure) -> read.cancel(false));
        return answer;
    }

    /** Completes on a poll thread. */
    private CompletableFuture<Interaction> pollQueued(String id, @Nullable Duration timeout) {
        return polls.poll(() -> call(getRequest(id, timeout), false, threads.polls()));
    }

    /**
     * Polls a run until it has ended.
     *
     * @param created creation time, ISO-8601; null if unknown
     * @param timeout longest duration of one poll; null for the endpoint's
     */
    public AwaitedRun await(String id, @Nullable String created, @Nullable Duration timeout, AwaitSettings waiting) {
        Observation part = observation.begin(Observation.Part.POLLS, "poll");
        AtomicInteger sent = new AtomicInteger();
        observation.known(id);
        return new AwaitedRun(
                        id,
                        created,
                        () -> {
                            part.set(Observation.POLLS, sent.incrementAndGet());
                            CompletableFuture<Interaction> read = pollQueued(id, timeout);
                            read.whenComplete((found, failure) -> {
                                if (found != null) observation.polled(found);
                            });
                            return read;
                        },
                        waiting,
                        client.maxRetryAfter(),
                        threads.polls(),
                        threads.answers(),
                        threads.timer(),
                        part)
                .begin();
    }

    /** The longest wait, requested by the service, that is waited for. */
    public Duration maxRetryAfter() {
        return client.maxRetryAfter();
    }

    /** Cancels a background interaction that is in progress. */
    public CompletableFuture<Interaction> cancel(String id, @Nullable Duration timeout) {
        return call(
                new ApiRequest("cancel", "POST", ApiPaths.cancel(id), new byte[0], true, timeout),
                false,
                threads.answers());
    }

    /** Deletes a stored interaction. */
    public CompletableFuture<Boolean> delete(String id, @Nullable Duration timeout) {
        return send(
                new ApiRequest("delete", "DELETE", ApiPaths.interaction(id), null, true, timeout),
                response -> true,
                threads.answers(),
                redaction,
                Observation.NONE);
    }

    private static ApiRequest createRequest(InteractionRequest request, @Nullable Duration timeout) {
        return new ApiRequest("create", "POST", ApiPaths.INTERACTIONS, RequestJson.write(request), false, timeout);
    }

    /** @param creates true if the answer is the only one, unless its status says that the run continues */
    private CompletableFuture<Interaction> call(ApiRequest request, boolean creates, Executor reading) {
        return send(
                request,
                response -> functions.read(answer(request.operation(), response, redaction), creates),
                reading,
                redaction,
                Observation.NONE);
    }

    /**
     * The interaction that a response has. An object without one fails, as does an error with a status of success.
     *
     * <p>Observed: docs/api.adoc 7.3, an error with HTTP 200.
     */
    private Interaction answer(String operation, ApiResponse response, Redaction known) {
        try {
            return read(response);
        } catch (InteractionProtocolException e) {
            if (!ErrorJson.isIn(response.body())) throw e;
        }
        ApiError error = ErrorJson.read(response.body(), response.status());
        Duration wait = RetryAfter.of(response, error.retryDelay(), Clock.systemUTC());
        if (error.status() == TOO_MANY_REQUESTS) client.slowDown(wait);
        throw InteractionRejectedException.inAnswer(
                operation,
                error.status(),
                error.error().code(),
                error.error().message(),
                wait,
                RetryAfter.withHint(known.shown(error.error().message(), null), wait, client.maxRetryAfter()));
    }

    /** Slows the requests down if a run that was created now has failed because a limit is exceeded. */
    Interaction counted(Interaction created) {
        if (created.status().equals(InteractionStatus.FAILED)
                && !created.errors().isEmpty()) {
            ApiError error = ErrorJson.of(created.errors().get(0));
            if (error.status() == TOO_MANY_REQUESTS) client.slowDown(error.retryDelay());
        }
        return created;
    }

    /** The media type of the response decides, whatever was asked for: gateways answer with streams. */
    private static Interaction read(ApiResponse response) {
        List<InteractionEvent> events = EventJson.readAll(response.body(), response.mediaType());
        return events == null ? InteractionJson.read(response.body(), response.mediaType()) : folded(events);
    }

    private static Interaction folded(List<InteractionEvent> events) {
        InteractionAccumulator folded = new InteractionAccumulator(InteractionAccumulator.Collects.ALL);
        int finished = 0;
        boolean isAtEnd = false;
        InteractionError reported = null;
        for (InteractionEvent event : RunStream.distinct(events)) {
            reported = RunStream.reported(event, reported);
            if (reported != null && event instanceof InteractionEvent.Completed last)
                finished += folded.end(last, reported).size();
            else if (!(event instanceof InteractionEvent.Failed))
                finished += folded.add(event).size();
            isAtEnd |= event instanceof InteractionEvent.Completed;
        }
        if (!isAtEnd && reported != null) folded.add(new InteractionEvent.Failed(null, "error", reported, ""));
        boolean isFailed = reported != null;
        Interaction answer = folded.interaction();
        if (!isAtEnd && isFailed && answer.id() == null && answer.steps().isEmpty())
            throw new InteractionProtocolException(
                    "The service answered with an error instead of an interaction", "", null);
        if (isAtEnd || isFailed) return answer;
        String id = answer.id();
        throw new InteractionStreamException(
                "The service answered with an event stream instead of JSON, which ended too early",
                id,
                null,
                finished,
                id != null,
                null);
    }

    /** @param part ends with the answer */
    private <T> CompletableFuture<T> send(
            ApiRequest request, Function<ApiResponse, T> reader, Executor reading, Redaction known, Observation part) {
        CompletableFuture<ApiResponse> sent = client.send(request).toCompletableFuture();
        CompletableFuture<T> answer = sent.handleAsync(
                (response, failure) -> {
                    try {
                        if (failure != null) throw named(request.operation(), failure, known, client.maxRetryAfter());
                        T read = reader.apply(response);
                        part.end(null);
                        return read;
                    } catch (Throwable e) {
                        part.end(e);
                        throw e;
                    }
                },
                reading);
        answer.whenComplete((value, failure) -> sent.cancel(false));
        return answer;
    }

    /** Converts an error response into {@link InteractionRejectedException}; returns any other failure unchanged. */
    static CompletionException named(String operation, Throwable failure, Redaction known, Duration longestWait) {
        Throwable cause = Futures.unwrapped(failure);
        if (!(cause instanceof StatusException refused)) return new CompletionException(cause);
        ApiError read =
                ErrorJson.read(refused.response().body(), refused.response().status());
        Duration wait = RetryAfter.of(refused.response(), read.retryDelay(), Clock.systemUTC());
        return new CompletionException(new InteractionRejectedException(
                operation,
                refused.response().status(),
                read.error().code(),
                read.error().message(),
                wait,
                read.fromApi() ? known.shown(read.error().message(), null) : null,
                RetryAfter.hint(wait, longestWait)));
    }
}
