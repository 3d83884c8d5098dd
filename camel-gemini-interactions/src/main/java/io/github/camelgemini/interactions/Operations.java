// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.internal.call.Failures;
import io.github.camelgemini.interactions.internal.call.FollowedStream;
import io.github.camelgemini.interactions.internal.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.call.StreamListener;
import io.github.camelgemini.interactions.internal.reply.Expected;
import io.github.camelgemini.interactions.internal.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.request.ReadRequest;
import io.github.camelgemini.interactions.internal.request.RequestReader;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/** The operations of a producer, each as: read the request, call, write the reply. */
final class Operations {

    private final RequestReader requests;
    private final InteractionCalls calls;
    private final ReplyWriter replies;

    Operations(RequestReader requests, InteractionCalls calls, ReplyWriter replies) {
        this.requests = requests;
        this.calls = calls;
        this.replies = replies;
    }

    Operation create() {
        return exchange -> {
            ReadRequest read = requests.read(exchange.getMessage());
            replies.begin(null, exchange.getMessage());
            return call(
                    calls.create(read.request(), read.timeout()),
                    interaction -> reply -> replies.answer(interaction, expected(read), reply));
        };
    }

    Operation createStreaming(Streaming streaming) {
        return exchange -> {
            ReadRequest read = requests.read(exchange.getMessage());
            replies.begin(null, exchange.getMessage());
            return streamed(
                    exchange,
                    expected(read),
                    streaming,
                    () -> StepCursor.ofNewRun(streaming.cursors()),
                    listener -> calls.stream(read.request(), listener));
        };
    }

    Operation resume(Streaming streaming, @Nullable Class<?> outputClass) {
        return exchange -> {
            String id = requests.readId(exchange.getMessage());
            replies.begin(id, exchange.getMessage());
            return streamed(
                    exchange,
                    new Expected(null, outputClass, true),
                    streaming,
                    () -> StepCursor.read(streaming.cursors(), id),
                    listener -> calls.resume(id, listener));
        };
    }

    /**
     * Where streams go.
     *
     * @param channelTimeout how long a stream waits for the consumer of its channel
     * @param cursors null to keep cursors in memory only
     * @param routeThreads where a cursor is read, which may block
     */
    record Streaming(
            Channels channels,
            String channel,
            Duration channelTimeout,
            @Nullable StateRepository<String, String> cursors,
            Executor routeThreads) {}

    private Operation.Call streamed(
            Exchange exchange,
            Expected expected,
            Streaming streaming,
            Supplier<StepCursor> cursors,
            Function<StreamListener, FollowedStream> opening) {
        Emitter.Origin origin = Emitter.Origin.of(exchange);
        StreamUnderWay underWay = new StreamUnderWay();
        streaming
                .channels()
                .find(streaming.channel(), streaming.channelTimeout())
                .whenCompleteAsync(
                        (receiver, failure) -> underWay.begin(failure, () -> {
                            StepCursor cursor = cursors.get();
                            return opening.apply(progress -> receiver.receive(progress, origin, cursor));
                        }),
                        streaming.routeThreads());
        return new Operation.Call(
                underWay.whole.thenApply(interaction -> reply -> replies.answer(interaction, expected, reply)),
                underWay::interactionId,
                true,
                underWay::stop);
    }

    Operation get(@Nullable Class<?> outputClass) {
        return exchange -> stored(exchange, calls::get, outputClass);
    }

    Operation cancel(@Nullable Class<?> outputClass) {
        return exchange -> stored(exchange, calls::cancel, outputClass);
    }

    Operation delete() {
        return exchange -> {
            String id = requests.readId(exchange.getMessage());
            replies.begin(id, exchange.getMessage());
            return call(
                    calls.delete(id, requests.timeout(exchange.getMessage())),
                    deleted -> reply -> replies.deleted(id, reply));
        };
    }

    private Operation.Call stored(Exchange exchange, StoredCall call, @Nullable Class<?> outputClass) {
        Message message = exchange.getMessage();
        String id = requests.readId(message);
        replies.begin(id, message);
        return call(
                call.start(id, requests.timeout(message)),
                interaction -> reply -> replies.stored(interaction, outputClass, reply));
    }

    private static <T> Operation.Call call(CompletableFuture<T> answer, Function<T, Consumer<Message>> writing) {
        return new Operation.Call(
                answer.thenApply(writing),
                () -> null,
                false,
                () -> answer.completeExceptionally(new InteractionStoppedException(null, null)));
    }

    private static Expected expected(ReadRequest read) {
        return new Expected(
                read.schema(),
                read.outputClass(),
                Boolean.TRUE.equals(read.request().background()));
    }

    @FunctionalInterface
    private interface StoredCall {
        CompletableFuture<Interaction> start(String id, @Nullable Duration timeout);
    }

    /** A stream that may be stopped before it has begun. */
    private static final class StreamUnderWay {

        private final CompletableFuture<Interaction> whole = new CompletableFuture<>();
        private final AtomicReference<@Nullable FollowedStream> stream = new AtomicReference<>();

        /** @param failure why it cannot begin; null when it can */
        void begin(@Nullable Throwable failure, Supplier<FollowedStream> opening) {
            if (failure != null) whole.completeExceptionally(Failures.unwrapped(failure));
            if (whole.isDone()) return; // stopped while it waited for its channel: nothing is sent
            FollowedStream begun;
            try {
                begun = opening.get();
            } catch (RuntimeException e) {
                whole.completeExceptionally(e); // nobody else would answer the exchange
                return;
            }
            stream.set(begun);
            begun.whole().whenComplete((interaction, broken) -> {
                if (broken != null) whole.completeExceptionally(UnhandledStepException.unwrapped(broken));
                else whole.complete(interaction);
            });
            if (whole.isDone()) begun.stop();
        }

        @Nullable
        String interactionId() {
            FollowedStream open = stream.get();
            return open == null ? null : open.interactionId();
        }

        void stop() {
            FollowedStream open = stream.get();
            whole.completeExceptionally(open == null ? new InteractionStoppedException(null, null) : open.stopped());
            if (open != null) open.stop();
        }
    }
}
