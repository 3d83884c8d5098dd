// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A process that gets no more threads fails its messages instead of leaving them without an end. */
class LostThreadsTest {

    private static final FunctionCall CALL = new FunctionCall("c1", "add", "{}", false);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @Test
    void aCallThatGetsNoThreadFailsAndDoesNotHoldUpTheNextOne() throws Exception {
        AtomicBoolean none = new AtomicBoolean(true);
        Executor threads = task -> {
            if (none.get()) throw new OutOfMemoryError("unable to create native thread");
            task.run();
        };
        CallDeduplicator once = new CallDeduplicator();
        Function function = new Function(CompletableFuture.completedFuture(new FunctionResult("\"3\"")));

        CompletionStage<CallDeduplicator.Completed> first = once.run("k", CALL, function, new NoJournal(), threads);
        assertThatThrownBy(() -> first.toCompletableFuture().get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(OutOfMemoryError.class);

        none.set(false);
        assertThat(once.run("k", CALL, function, new NoJournal(), threads)
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
                        .result()
                        .json())
                .isEqualTo("\"3\"");
    }

    @Test
    void aFunctionThatTakesTooLongFailsTheMessageEvenIfThereIsNoThreadLeft() {
        Thread caller = Thread.currentThread();
        Executor threads = task -> {
            if (Thread.currentThread() != caller) throw new OutOfMemoryError("unable to create native thread");
            task.run();
        };
        ToolRounds rounds = new ToolRounds(
                new ToolRounds.Engine(new CallDeduplicator(), threads, threads, threads, timer),
                new ToolSettings(true, 10, 100, 0, true, Duration.ofMillis(1), true, false),
                Map.of("add", new Function(new CompletableFuture<>())),
                Set.of(),
                new NoJournal(),
                (round, call, duration, outcome) -> {});
        var waiting = InteractionJson.read(
                """
                {"id": "v1_a", "status": "requires_action",
                 "steps": [{"type": "function_call", "id": "c1", "name": "add", "arguments": {}}]}
                """);
        var asked = new InteractionRequest(
                "m", null, List.of(), null, List.of(), null, null, null, null, null, false, Map.of());

        CompletableFuture<RoundAnswer> answer =
                rounds.answer(asked, waiting, 1, null).toCompletableFuture();

        assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InteractionFunctionException.class)
                .satisfies(e -> assertThat(((InteractionFunctionException) e.getCause()).getReason())
                        .isEqualTo(Reason.TIMEOUT));
    }

    private record Function(CompletionStage<FunctionResult> result) implements ToolFunction {
        @Override
        public FunctionDeclaration declaration() {
            return new FunctionDeclaration("add", null, Schema.of("{\"type\":\"object\"}"), false, false, false);
        }

        @Override
        public CompletionStage<FunctionResult> call(FunctionCall call) {
            return result;
        }
    }

    private static final class NoJournal implements CallJournal {
        @Override
        public @Nullable FunctionResult result(String key) {
            return null;
        }

        @Override
        public Entry begin(String key) {
            return new Entry(false, null);
        }

        @Override
        public FunctionResult store(String key, FunctionResult result) {
            return result;
        }
    }
}
