// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.feature.toolcall.Outcome;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolRounds;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolSettings;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a listener of function calls hears of a loop, whatever ends it. */
class FunctionLoopStopTest {

    private static final ToolSettings SETTINGS =
            new ToolSettings(true, 10, 100, 0, true, Duration.ofMinutes(1), false, false);
    private static final InteractionRequest REQUEST = new InteractionRequest(
            "model", null, List.of(), null, List.of(), null, null, null, null, null, false, Map.of());

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ComponentThreads threads = ComponentThreads.start(context, this, 1);
    private final List<ToolTrace.Stage> stages = new ArrayList<>();
    private final ToolTrace trace = new ToolTrace(new DefaultExchange(context), (exchange, stage, facts) -> {
        stages.add(stage);
    });
    private final StagedRun first = new StagedRun();

    @AfterEach
    void stop() {
        threads.stop(context);
    }

    private FunctionLoop loop(InteractionRunner runs) {
        ToolRounds rounds = new ToolRounds(
                new ToolRounds.Engine(
                        FunctionRegistry.of(context).calls(),
                        threads.routes(),
                        threads.repositories(),
                        threads.answers(),
                        threads.timer()),
                SETTINGS,
                Map.of(),
                Set.of(),
                FunctionRegistry.of(context).memoryJournal(),
                trace);
        ReadRequest read = new ReadRequest(
                REQUEST, null, null, null, Map.of(), null, List.of("t"), null, null, CallObservation.NONE);
        return new FunctionLoop(new FunctionDecorator.Runner(runs, id -> first, rounds, SETTINGS, read, trace));
    }

    private InteractionRunner returning(RunHandle run) {
        return new InteractionRunner() {
            @Override
            public RunHandle create(InteractionRequest request) {
                return run;
            }

            @Override
            public RunHandle attach(List<String> ids) {
                return run;
            }
        };
    }

    @Test
    void aLoopThatIsStoppedEndsBeforeItsExchangeContinues() {
        RunHandle loop = loop(returning(first)).create(REQUEST);
        List<ToolTrace.Stage> before = new ArrayList<>();
        loop.whole().whenComplete((answer, failure) -> before.addAll(stages));

        loop.stop();

        assertThat(before).containsExactly(ToolTrace.Stage.START, ToolTrace.Stage.END);
        assertThatThrownBy(loop.whole().toCompletableFuture()::join)
                .hasCauseInstanceOf(InteractionStoppedException.class);
        trace.ended(1, new Step.Call("function_call", "c", "f", "{}", null, Map.of()), Duration.ZERO, Outcome.OK);
        assertThat(stages).hasSize(2); // a function that runs on is not reported to an exchange that has ended
    }

    @Test
    void aLoopWhoseFirstRequestCannotBeMadeEnds() {
        RunHandle loop = loop(new InteractionRunner() {
                    @Override
                    public RunHandle create(InteractionRequest request) {
                        throw new NoClassDefFoundError("here");
                    }

                    @Override
                    public RunHandle attach(List<String> ids) {
                        throw new NoClassDefFoundError("here");
                    }
                })
                .create(REQUEST);

        assertThatThrownBy(loop.whole().toCompletableFuture()::join).hasCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(stages).containsExactly(ToolTrace.Stage.START, ToolTrace.Stage.END);
    }

    @Test
    void aLoopThatIsAnsweredEndsOnce() {
        RunHandle loop = loop(returning(first)).create(REQUEST);
        first.end(Interaction.of("v1_a", InteractionStatus.COMPLETED), null);
        loop.stop();

        assertThat(loop.whole().toCompletableFuture()).isCompleted();
        assertThat(stages).containsExactly(ToolTrace.Stage.START, ToolTrace.Stage.END);
    }
}
