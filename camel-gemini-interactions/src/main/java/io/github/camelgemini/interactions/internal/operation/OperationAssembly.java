// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.util.List;

import io.github.camelgemini.interactions.internal.client.call.ContinuedRun;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.feature.background.RunRecordingDecorator;
import io.github.camelgemini.interactions.internal.feature.decorate.ContinuationDecorator;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.feature.function.FunctionDecorator;
import io.github.camelgemini.interactions.internal.feature.function.FunctionRegistry;
import io.github.camelgemini.interactions.internal.feature.function.RepositoryCallJournal;
import io.github.camelgemini.interactions.internal.feature.function.ToolTrace;
import io.github.camelgemini.interactions.internal.feature.idempotency.IdempotencyDecorator;
import io.github.camelgemini.interactions.internal.feature.idempotency.KeyLeaseCheck;
import io.github.camelgemini.interactions.internal.feature.idempotency.KeyStore;
import io.github.camelgemini.interactions.internal.feature.idempotency.LeaseHolder;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationDecorator;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationRegistry;
import io.github.camelgemini.interactions.internal.message.emit.ChannelRegistry;
import io.github.camelgemini.interactions.internal.message.emit.ChannelRunner;
import io.github.camelgemini.interactions.internal.message.reply.ReplyWriter;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import io.github.camelgemini.interactions.option.OutputType;
import org.jspecify.annotations.Nullable;

/** Assembles the operation of a producer from the settings of its endpoint and the objects that its component shares. */
public record OperationAssembly(OperationSettings settings, InteractionCalls calls, Shared shared) {

    /** Objects shared by the endpoints of a component; only {@code figures} and {@code observer} belong to the endpoint. */
    public record Shared(
            ComponentThreads threads,
            ChannelRegistry channels,
            ConversationRegistry conversations,
            FunctionRegistry functions,
            ToolTrace.Listener functionListener,
            StreamFigures figures,
            CallObserver observer) {}

    /** @param streaming true if the producer's requests are answered with a stream */
    public ProducerOperation of(GeminiInteractionsOperation operation, RequestReader requests, boolean streaming) {
        ReplyWriter replies = new ReplyWriter(settings.reply());
        ProducerOperations operations = new ProducerOperations(
                requests,
                calls,
                replies,
                decorators(operation, requests, streaming),
                settings.awaiting(),
                settings.requestTimeout(),
                settings.cancelling(),
                shared.observer());
        Class<?> outputClass = settings.request().format().outputClass();
        String channel = settings.channel();
        return switch (operation) {
            case create, approve -> {
                if (!streaming) yield operations.create(awaitsCompletion(operation));
                if (channel == null) yield operations.createIterating(iterating());
                IgnoredBody ignored = ignored(operation);
                yield operations.createStreaming(streaming(channel, ignored != null), ignored);
            }
            case resume ->
                channel == null
                        ? operations.resumeIterating(iterating(), outputClass)
                        : operations.resume(streaming(channel, settings.ignoresBody()), outputClass);
            case await -> operations.await(outputClass);
            case get -> operations.get(outputClass);
            case cancel -> operations.cancel(outputClass);
            case delete -> operations.delete(new ConversationDeletion(turns(), calls, replies));
            case stream -> throw new IllegalStateException("no producer of stream");
        };
    }

    /** Innermost first. A turn lasts until the answer is complete, so functions and repairs are inside. */
    private List<CreateDecorator> decorators(
            GeminiInteractionsOperation operation, RequestReader requests, boolean streaming) {
        boolean creates = operation == GeminiInteractionsOperation.create;
        var keys = settings.keys();
        return List.of(
                new KeyLeaseCheck(),
                continuation(operation, requests, streaming),
                functions(),
                settings.repairs(),
                new RunRecordingDecorator(
                        streaming || !creates ? null : settings.runs(),
                        creates && settings.requiresRuns(),
                        settings.propagation(),
                        shared.threads().repositories()),
                new ConversationDecorator(turns(), calls, settings.conversation()),
                new IdempotencyDecorator(
                        keys == null ? null : new KeyStore(keys),
                        settings.requiresKey(),
                        settings.resendsUnknown(),
                        shared.threads(),
                        LeaseHolder.THIS_PROCESS));
    }

    /** The answer to decisions is always the whole one. */
    private boolean awaitsCompletion(GeminiInteractionsOperation operation) {
        return operation == GeminiInteractionsOperation.create && settings.awaitCompletion();
    }

    /** The longest time for an answer counts for all its parts together. */
    private CreateDecorator continuation(
            GeminiInteractionsOperation operation, RequestReader requests, boolean streaming) {
        ContinuationDecorator.Settings continuing = settings.continuing();
        if (continuing == null) return (runs, read, exchange) -> runs;
        return new ContinuationDecorator(
                continuing,
                (read, exchange) -> {
                    if (streaming) return new ContinuedRun.Timeout("streamTimeout", continuing.streamTimeout());
                    if (awaitsCompletion(operation)) {
                        Duration header = requests.awaitTimeout(exchange.getMessage());
                        return new ContinuedRun.Timeout(
                                "awaitTimeout",
                                settings.awaiting().within(header).timeout());
                    }
                    Duration header = read.timeout();
                    return new ContinuedRun.Timeout(
                            "requestTimeout", header != null ? header : continuing.requestTimeout());
                },
                shared.threads());
    }

    public FunctionDecorator functions() {
        var results = settings.toolResults();
        return new FunctionDecorator(
                new FunctionDecorator.Settings(
                        settings.tools(),
                        settings.propagation(),
                        results == null ? shared.functions().memoryJournal() : new RepositoryCallJournal(results),
                        settings.request().maxInlineSize(),
                        settings.reply().beans(),
                        settings.request().approvalKey() != null,
                        !settings.reply().failOnIncomplete(),
                        shared.functionListener()),
                shared.functions(),
                calls,
                shared.threads());
    }

    private ConversationRegistry.Turns turns() {
        return shared.conversations()
                .turns(
                        settings.conversations(),
                        settings.conversationTimeout(),
                        shared.threads().answers());
    }

    /** Null if the answer is the body: an approval's answer may have further calls to decide about. */
    private @Nullable IgnoredBody ignored(GeminiInteractionsOperation operation) {
        if (!settings.ignoresBody() || operation == GeminiInteractionsOperation.approve) return null;
        IgnoredBody ignored =
                new IgnoredBody(!Boolean.FALSE.equals(settings.reply().validateOutput()));
        ignored.check(settings.request());
        return ignored;
    }

    private ChannelRunner.Settings streaming(String channel, boolean discards) {
        return new ChannelRunner.Settings(
                shared.channels(),
                channel,
                settings.channelTimeout(),
                discards,
                settings.cursors(),
                shared.threads().repositories(),
                shared.threads().answers(),
                shared.threads().delivery());
    }

    private ProducerOperations.Iterating iterating() {
        return new ProducerOperations.Iterating(
                settings.emissions(),
                settings.propagation(),
                shared.figures(),
                settings.reply().outputType() == OutputType.sse);
    }
}
