// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.call.UnaryRuns;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.message.emit.ChannelRunner;
import io.github.camelgemini.interactions.internal.message.emit.EmissionPlan;
import io.github.camelgemini.interactions.internal.message.emit.StepIterator;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.internal.message.reply.Expected;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The operations of a producer, each as: read the request, call, write the reply. */
public final class ProducerOperations {

    private final RequestReader requests;
    private final InteractionCalls calls;
    private final ReplyWriter replies;
    private final List<CreateDecorator> layers;
    private final AwaitSettings waiting;
    private final Cancelling.Settings cancelling;

    /**
     * @param layers what a create can have around it, the outermost last
     * @param waiting how runs are waited for
     * @param cancelling when runs that nobody follows any more are cancelled
     */
    public ProducerOperations(
            RequestReader requests,
            InteractionCalls calls,
            ReplyWriter replies,
            List<CreateDecorator> layers,
            AwaitSettings waiting,
            Cancelling.Settings cancelling) {
        this.requests = requests;
        this.calls = calls;
        this.replies = replies;
        this.layers = layers;
        this.waiting = waiting;
        this.cancelling = cancelling;
    }

    /** @param awaitCompletion true when a background create answers no sooner than its run has ended */
    public ProducerOperation create(boolean awaitCompletion) {
        return exchange -> {
            ReadRequest read = read(exchange);
            AwaitSettings patience = waiting.within(requests.awaitTimeout(exchange.getMessage()));
            replies.begin(null, exchange.getMessage());
            UnaryRuns.Answer answer = answer(read, awaitCompletion);
            InteractionRunner innermost = new UnaryRuns(calls.with(read.headers()), read.timeout(), patience, answer);
            InteractionRunner runs = layered(innermost, read, exchange);
            return answered(runs.create(read.request()), expected(read, answer), false);
        };
    }

    private static UnaryRuns.Answer answer(ReadRequest read, boolean awaitCompletion) {
        if (awaitCompletion) return UnaryRuns.Answer.AT_THE_END;
        return Boolean.TRUE.equals(read.request().background()) ? UnaryRuns.Answer.AT_ONCE : UnaryRuns.Answer.WHOLE;
    }

    public ProducerOperation createStreaming(ChannelRunner.Settings streaming) {
        return exchange -> {
            ReadRequest read = read(exchange);
            replies.begin(null, exchange.getMessage());
            InteractionRunner innermost =
                    new ChannelRunner(calls.with(read.headers()), streaming, OriginExchange.of(exchange));
            InteractionRunner runs = layered(innermost, read, exchange);
            return answered(runs.create(read.request()), expected(read, UnaryRuns.Answer.WHOLE), true);
        };
    }

    public ProducerOperation createIterating(Iterating iterating) {
        return exchange -> {
            ReadRequest read = read(exchange);
            replies.begin(null, exchange.getMessage());
            StepIterator parts = iterating.parts(exchange, expected(read, UnaryRuns.Answer.WHOLE), replies);
            InteractionRunner runs = layered(parts.runner(calls.with(read.headers())), read, exchange);
            return iterated(parts, runs.create(read.request()), iterating);
        };
    }

    private ReadRequest read(Exchange exchange) {
        ReadRequest read = requests.read(exchange.getMessage());
        for (CreateDecorator layer : layers) read = layer.prepared(read);
        return read;
    }

    private InteractionRunner layered(InteractionRunner innermost, ReadRequest read, Exchange exchange) {
        InteractionRunner runs = innermost;
        for (CreateDecorator layer : layers) runs = layer.around(runs, read, exchange);
        return runs;
    }

    public ProducerOperation resume(ChannelRunner.Settings streaming, @Nullable Class<?> outputClass) {
        return exchange -> {
            String id = requests.readId(exchange.getMessage());
            replies.begin(id, exchange.getMessage());
            InteractionRunner runs =
                    new ChannelRunner(headed(exchange.getMessage()), streaming, OriginExchange.of(exchange));
            return answered(runs.attach(id), new Expected(null, outputClass, true), true);
        };
    }

    public ProducerOperation resumeIterating(Iterating iterating, @Nullable Class<?> outputClass) {
        return exchange -> {
            String id = requests.readId(exchange.getMessage());
            replies.begin(id, exchange.getMessage());
            StepIterator parts = iterating.parts(exchange, new Expected(null, outputClass, true), replies);
            return iterated(parts, parts.runner(headed(exchange.getMessage())).attach(id), iterating);
        };
    }

    public ProducerOperation await(@Nullable Class<?> outputClass) {
        return exchange -> {
            Message message = exchange.getMessage();
            String id = requests.readId(message);
            AwaitSettings patience = waiting.within(requests.awaitTimeout(message));
            replies.begin(id, message);
            RunHandle wait = calls.await(id, null, requests.timeout(message), patience);
            return answered(wait, new Expected(null, outputClass, false), true);
        };
    }

    /**
     * How streams become bodies.
     *
     * @param routeThreads where the route goes on once a stream has begun
     */
    public record Iterating(
            EmissionPlan emissions, HeaderPropagation heritage, StreamFigures figures, Executor routeThreads) {
        StepIterator parts(Exchange exchange, Expected expected, ReplyWriter replies) {
            return new StepIterator(
                    exchange,
                    emissions,
                    heritage,
                    (whole, message) -> replies.answer(whole, expected, message),
                    figures);
        }
    }

    private StartedOperation iterated(StepIterator parts, RunHandle started, Iterating iterating) {
        RunHandle underWay = Cancelling.around(started, calls, cancelling);
        parts.follow(underWay);
        return new StartedOperation(
                parts.begun().thenApplyAsync(begun -> parts::writeTo, iterating.routeThreads()),
                parts.over(),
                underWay::interactionId,
                underWay::stop,
                underWay::stop);
    }

    private StartedOperation answered(RunHandle started, Expected expected, boolean endsWithContext) {
        RunHandle underWay = Cancelling.around(started, calls, cancelling);
        return new StartedOperation(
                underWay.whole().thenApply(interaction -> reply -> replies.answer(interaction, expected, reply)),
                underWay.whole(),
                underWay::interactionId,
                endsWithContext ? underWay::stop : underWay::endWithContext,
                underWay::stop);
    }

    public ProducerOperation get(@Nullable Class<?> outputClass) {
        return exchange -> stored(exchange, headed(exchange.getMessage())::get, outputClass);
    }

    public ProducerOperation cancel(@Nullable Class<?> outputClass) {
        return exchange -> stored(exchange, headed(exchange.getMessage())::cancel, outputClass);
    }

    public ProducerOperation delete(ConversationDeletion conversations) {
        return exchange -> {
            String conversationId = requests.readConversationId(exchange.getMessage());
            if (conversationId != null) {
                replies.begin(null, exchange.getMessage());
                return conversations.start(conversationId, requests.timeout(exchange.getMessage()), exchange);
            }
            String id = requests.readId(exchange.getMessage());
            replies.begin(id, exchange.getMessage());
            return call(
                    headed(exchange.getMessage()).delete(id, requests.timeout(exchange.getMessage())),
                    deleted -> reply -> replies.deleted(id, reply));
        };
    }

    private StartedOperation stored(Exchange exchange, StoredCall call, @Nullable Class<?> outputClass) {
        Message message = exchange.getMessage();
        String id = requests.readId(message);
        replies.begin(id, message);
        return call(
                call.start(id, requests.timeout(message)),
                interaction -> reply -> replies.stored(interaction, outputClass, reply));
    }

    private static <T> StartedOperation call(CompletableFuture<T> answer, Function<T, Consumer<Message>> writing) {
        return new StartedOperation(
                answer.thenApply(writing),
                answer,
                () -> null,
                () -> {},
                () -> answer.completeExceptionally(new InteractionStoppedException(null, null)));
    }

    private InteractionCalls headed(Message message) {
        return calls.with(requests.headers(message));
    }

    private static Expected expected(ReadRequest read, UnaryRuns.Answer answer) {
        return new Expected(
                read.schema(), read.outputClass(), answer == UnaryRuns.Answer.AT_ONCE, read.request(), read.tags());
    }

    @FunctionalInterface
    private interface StoredCall {
        CompletableFuture<Interaction> start(String id, @Nullable Duration timeout);
    }
}
