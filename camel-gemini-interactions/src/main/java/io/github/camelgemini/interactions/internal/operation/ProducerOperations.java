// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.accumulate.DeclaredFunctions;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.client.call.ForwardingRun;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.call.UnaryRuns;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.message.emit.ChannelRunner;
import io.github.camelgemini.interactions.internal.message.emit.EmissionPlan;
import io.github.camelgemini.interactions.internal.message.emit.EventStream;
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

/**
 * The operations of a producer. Each reads the request, calls the API and writes the reply. All that can take time is read
 * before the call starts: body, headers, resources.
 *
 * @param decorators applied to a create, innermost first
 * @param awaiting polls runs
 * @param requestTimeout longest time for a whole answer that is not awaited on request
 * @param cancelling when runs that are no longer followed are cancelled
 * @param observer observes the calls
 */
record ProducerOperations(
        RequestReader requests,
        InteractionCalls calls,
        ReplyWriter replies,
        List<CreateDecorator> decorators,
        AwaitSettings awaiting,
        Duration requestTimeout,
        Cancelling.Settings cancelling,
        CallObserver observer) {

    /**
     * A create, or the approval of a round.
     *
     * @param awaitCompletion true if the reply to a background create is the completed run
     */
    ProducerOperation create(boolean awaitCompletion) {
        return exchange -> {
            ReadRequest read = read(exchange);
            AwaitSettings await = awaiting.within(requests.awaitTimeout(exchange.getMessage()));
            replies.begin(null, exchange.getMessage());
            UnaryRuns.Answer answer = answer(read, awaitCompletion);
            Duration limit = read.timeout() == null ? requestTimeout : read.timeout();
            AwaitSettings unasked = awaiting.fromNow(limit, "requestTimeout");
            InteractionCalls own = read.isAlone() ? calls(read).answeredOnRoutes() : calls(read);
            InteractionRunner innermost = new UnaryRuns(own, read.timeout(), await, unasked, answer);
            InteractionRunner runs = decorated(innermost, read, exchange);
            Expected expected = expected(read, answer, own);
            return new Read(
                    read.observation(),
                    seen -> replying(runs.create(read.request()), answering(expected), false, seen),
                    awaitCompletion);
        };
    }

    /** @param endsWithContext whether the call ends when the context begins to stop */
    private record Read(
            CallObservation observation, Function<CallObservation, StartedOperation> call, boolean endsWithContext)
            implements ProducerOperation.ReadCall {
        @Override
        public StartedOperation start() {
            observation.begin();
            try {
                return call.apply(observation);
            } catch (Throwable e) {
                observation.end(e);
                throw e;
            }
        }
    }

    /** The exchanges of a stream continue the trace of the call. */
    private static OriginExchange traced(Exchange exchange, CallObservation observation) {
        return OriginExchange.of(exchange).traced(observation::context);
    }

    private static UnaryRuns.Answer answer(ReadRequest read, boolean awaitCompletion) {
        if (awaitCompletion) return UnaryRuns.Answer.AT_THE_END;
        if (read.decided() != null) return UnaryRuns.Answer.WHOLE;
        return Boolean.TRUE.equals(read.request().background()) ? UnaryRuns.Answer.AT_ONCE : UnaryRuns.Answer.WHOLE;
    }

    /** @param ignored refuses what needs the answer; null if the answer is the body */
    ProducerOperation createStreaming(ChannelRunner.Settings streaming, @Nullable IgnoredBody ignored) {
        return exchange -> {
            ReadRequest read = read(exchange);
            if (ignored != null) ignored.check(read);
            replies.begin(null, exchange.getMessage());
            InteractionCalls own = calls(read);
            InteractionRunner innermost = new ChannelRunner(own, streaming, traced(exchange, read.observation()));
            InteractionRunner runs = decorated(innermost, read, exchange);
            BiConsumer<Interaction, Message> reply = streamed(streaming, expected(read, UnaryRuns.Answer.WHOLE, own));
            return new Read(read.observation(), seen -> replying(runs.create(read.request()), reply, true, seen), true);
        };
    }

    ProducerOperation createIterating(Iterating iterating) {
        return exchange -> {
            ReadRequest read = read(exchange);
            replies.begin(null, exchange.getMessage());
            InteractionCalls own = calls(read);
            StepIterator iterator = iterating.iterator(exchange, expected(read, UnaryRuns.Answer.WHOLE, own), replies);
            InteractionRunner runs = decorated(iterator.runner(own), read, exchange);
            return new Read(
                    read.observation(), seen -> iterated(iterator, runs.create(read.request()), iterating, seen), true);
        };
    }

    private ReadRequest read(Exchange exchange) {
        ReadRequest read = requests.read(exchange.getMessage());
        for (CreateDecorator decorator : decorators) read = decorator.prepared(read, exchange);
        return read.observedBy(observer.observe(exchange, read.request()));
    }

    private InteractionRunner decorated(InteractionRunner innermost, ReadRequest read, Exchange exchange) {
        InteractionRunner runs = innermost;
        for (CreateDecorator decorator : decorators) runs = decorator.around(runs, read, exchange);
        return runs;
    }

    ProducerOperation resume(ChannelRunner.Settings streaming, @Nullable Class<?> outputClass) {
        return exchange -> {
            String id = requests.readId(exchange.getMessage());
            replies.begin(id, exchange.getMessage());
            CallObservation observation = observer.observe(exchange, null);
            InteractionRunner runs = new ChannelRunner(
                    withHeaders(exchange.getMessage()).observedBy(observation),
                    streaming,
                    traced(exchange, observation));
            BiConsumer<Interaction, Message> reply = streamed(streaming, new Expected(null, outputClass, true));
            return new Read(observation, seen -> replying(runs.attach(List.of(id)), reply, true, seen), true);
        };
    }

    ProducerOperation resumeIterating(Iterating iterating, @Nullable Class<?> outputClass) {
        return exchange -> {
            String id = requests.readId(exchange.getMessage());
            replies.begin(id, exchange.getMessage());
            StepIterator iterator = iterating.iterator(exchange, new Expected(null, outputClass, true), replies);
            CallObservation observation = observer.observe(exchange, null);
            InteractionRunner runs =
                    iterator.runner(withHeaders(exchange.getMessage()).observedBy(observation));
            return new Read(observation, seen -> iterated(iterator, runs.attach(List.of(id)), iterating, seen), true);
        };
    }

    ProducerOperation await(@Nullable Class<?> outputClass) {
        return exchange -> {
            Message message = exchange.getMessage();
            String id = requests.readId(message);
            AwaitSettings await = awaiting.within(requests.awaitTimeout(message));
            replies.begin(id, message);
            CallObservation observation = observer.observe(exchange, null);
            InteractionCalls waiting = withHeaders(message).observedBy(observation);
            Duration timeout = requests.timeout(message);
            Expected expected = new Expected(null, outputClass, false);
            return new Read(
                    observation,
                    seen -> replying(waiting.await(id, null, timeout, await), answering(expected), true, seen),
                    true);
        };
    }

    /**
     * Settings of streams that become the body.
     *
     * @param asEvents true for {@code outputType=sse}
     */
    record Iterating(EmissionPlan emissions, HeaderPropagation propagation, StreamFigures figures, boolean asEvents) {

        /** Makes a stream the body: as an iterator, or as the events of a browser. */
        void write(StepIterator iterator, Message message) {
            iterator.writeTo(message);
            if (asEvents) EventStream.write(iterator, message);
        }

        StepIterator iterator(Exchange exchange, Expected expected, ReplyWriter replies) {
            return new StepIterator(
                    exchange,
                    emissions,
                    propagation,
                    replies,
                    (whole, message) -> replies.answer(whole, expected, message),
                    figures);
        }
    }

    /** The observation ends before whatever follows the answer. */
    private static RunHandle observed(RunHandle run, CallObservation observation) {
        observation.stoppable(run::stop);
        return new ForwardingRun(run, run.whole().whenComplete(observation::ended));
    }

    private StartedOperation iterated(
            StepIterator iterator, RunHandle started, Iterating iterating, CallObservation observation) {
        RunHandle run = observed(Cancelling.around(started, calls, cancelling), observation);
        iterator.follow(run);
        return new StartedOperation(
                iterator.begun().thenApply(begun -> message -> iterating.write(iterator, message)),
                iterator.over(),
                run::interactionId,
                run::stop,
                run::stop);
    }

    private BiConsumer<Interaction, Message> answering(Expected expected) {
        return (answer, message) -> replies.answer(answer, expected, message);
    }

    private BiConsumer<Interaction, Message> streamed(ChannelRunner.Settings streaming, Expected expected) {
        return streaming.discards() ? replies::discarded : answering(expected);
    }

    private StartedOperation replying(
            RunHandle started,
            BiConsumer<Interaction, Message> reply,
            boolean endsWithContext,
            CallObservation observation) {
        RunHandle run = observed(Cancelling.around(started, calls, cancelling), observation);
        return new StartedOperation(
                run.whole().thenApply(answer -> message -> reply.accept(answer, message)),
                run.whole(),
                run::interactionId,
                endsWithContext ? run::stop : run::endWithContext,
                run::stop);
    }

    ProducerOperation get(@Nullable Class<?> outputClass) {
        return exchange -> stored(exchange, withHeaders(exchange.getMessage())::get, outputClass);
    }

    ProducerOperation cancel(@Nullable Class<?> outputClass) {
        return exchange -> stored(exchange, withHeaders(exchange.getMessage())::cancel, outputClass);
    }

    ProducerOperation delete(ConversationDeletion conversations) {
        return exchange -> {
            String conversationId = requests.readConversationId(exchange.getMessage());
            Duration timeout = requests.timeout(exchange.getMessage());
            if (conversationId != null) {
                replies.begin(null, exchange.getMessage());
                ConversationDeletion deletion = conversations.with(withHeaders(exchange.getMessage()));
                return () -> deletion.start(conversationId, timeout, exchange);
            }
            String id = requests.readId(exchange.getMessage());
            replies.begin(id, exchange.getMessage());
            InteractionCalls deleting = withHeaders(exchange.getMessage());
            return () -> call(deleting.delete(id, timeout), deleted -> reply -> replies.deleted(id, reply));
        };
    }

    private ProducerOperation.ReadCall stored(
            Exchange exchange,
            BiFunction<String, @Nullable Duration, CompletableFuture<Interaction>> call,
            @Nullable Class<?> outputClass) {
        Message message = exchange.getMessage();
        String id = requests.readId(message);
        replies.begin(id, message);
        Duration timeout = requests.timeout(message);
        return () ->
                call(call.apply(id, timeout), interaction -> reply -> replies.stored(interaction, outputClass, reply));
    }

    private static <T> StartedOperation call(CompletableFuture<T> answer, Function<T, Consumer<Message>> writing) {
        return new StartedOperation(
                answer.thenApply(writing),
                answer,
                () -> null,
                () -> {},
                () -> answer.completeExceptionally(new InteractionStoppedException(null, null)));
    }

    /** Calls with the headers of the message, whose answers may call the functions that it declares. */
    private InteractionCalls calls(ReadRequest read) {
        return calls.with(read.headers(), read.timeout())
                .observedBy(read.observation())
                .declaring(DeclaredFunctions.of(read.request().tools(), replies.acceptsCutShort()));
    }

    private InteractionCalls withHeaders(Message message) {
        return calls.with(requests.headers(message));
    }

    private static Expected expected(ReadRequest read, UnaryRuns.Answer answer, InteractionCalls own) {
        return new Expected(
                read.schema(),
                read.outputClass(),
                answer == UnaryRuns.Answer.AT_ONCE,
                read.request(),
                read.tags(),
                own.redaction());
    }
}
