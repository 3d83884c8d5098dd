// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.internal.client.accumulate.FinishedStep;
import io.github.camelgemini.interactions.internal.client.accumulate.InteractionAccumulator;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** A run that was followed to its end, and what whoever followed it got. */
final class FollowedRun implements EventSink {

    private static final ResumeSettings SETTINGS = new ResumeSettings(
            1 << 20,
            3,
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), new Random(1)),
            Duration.ofMinutes(1));

    private final ServedRun run;
    private final VirtualTime time;
    private final boolean slowly;

    private final InteractionAccumulator folded = new InteractionAccumulator(InteractionAccumulator.Collects.ALL);
    private final List<FinishedStep> finished = new ArrayList<>();
    private final Map<Integer, StringBuilder> texts = new TreeMap<>();
    private final Map<Integer, StringBuilder> arguments = new TreeMap<>();
    private int events;
    private int inputs;
    private boolean isBusy;
    private boolean hasStoredEnd;
    private @Nullable Throwable failure;

    private FollowedRun(ServedRun run, VirtualTime time, boolean slowly) {
        this.run = run;
        this.time = time;
        this.slowly = slowly;
    }

    /** Creates the run and follows it. */
    static FollowedRun create(ServedRun run, UnreliableService service, VirtualTime time, boolean background) {
        return create(run, service, time, background, false);
    }

    /** @param slowly each event is done with later than it is handed over */
    static FollowedRun create(
            ServedRun run, UnreliableService service, VirtualTime time, boolean background, boolean slowly) {
        ApiRequest create = new ApiRequest("create", "POST", "/interactions", new byte[0], false, null);
        FollowedRun followed = new FollowedRun(run, time, slowly);
        return followed.toItsEnd(() -> RunStream.create(
                new RunStream.Context(service, service, time, time, SETTINGS, Observation.NONE),
                create,
                background,
                followed));
    }

    /** Follows a run that is stored. */
    static FollowedRun attach(ServedRun run, UnreliableService service, VirtualTime time, boolean slowly) {
        FollowedRun followed = new FollowedRun(run, time, slowly);
        return followed.toItsEnd(() -> RunStream.attach(
                new RunStream.Context(service, service, time, time, SETTINGS, Observation.NONE), run.id(), followed));
    }

    private FollowedRun toItsEnd(Supplier<RunStream> start) {
        CompletableFuture<Void> ended = start.get().ended().toCompletableFuture();
        time.runUntil(ended);
        int before = events;
        time.runOut();
        assertThat(events).as("nothing comes behind the end").isEqualTo(before);
        ended.whenComplete((nothing, how) -> failure = how);
        return this;
    }

    @Override
    public CompletionStage<?> accept(InteractionEvent event) {
        assertThat(isBusy).as("one event after the other").isFalse();
        events++;
        if (event instanceof InteractionEvent.StepStarted started) {
            if (started.step() instanceof Step.UserInput) inputs++;
            note(started.index(), started.step().text(), texts);
        }
        if (event instanceof InteractionEvent.StepGrew grew) grew(grew.index(), grew.delta());
        if (event instanceof InteractionEvent.Completed completed)
            hasStoredEnd = !completed.interaction().steps().isEmpty();
        if (!(event instanceof InteractionEvent.Failed)) finished.addAll(folded.add(event));
        if (!slowly) return CompletableFuture.completedFuture(null);
        isBusy = true;
        CompletableFuture<Void> done = new CompletableFuture<>();
        time.after(Duration.ofMillis(3), () -> {
            isBusy = false;
            done.complete(null);
        });
        return done;
    }

    private void grew(int index, Delta delta) {
        if (delta instanceof Delta.Text text) note(index, text.text(), texts);
        if (delta instanceof Delta.ThoughtSummary summary && summary.content() instanceof Content.Text text)
            note(index, text.text(), texts);
        if (delta instanceof Delta.Arguments more) note(index, more.fragment(), arguments);
    }

    private void note(int index, String text, Map<Integer, StringBuilder> pieces) {
        if (index >= inputs)
            pieces.computeIfAbsent(index - inputs, fresh -> new StringBuilder()).append(text);
    }

    boolean isWhole() {
        return failure == null;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    int steps() {
        return finished.size();
    }

    /** Everything is there, once and in order; or there is a typed failure, and what was delivered is the beginning. */
    void check(String what, Object... of) {
        if (failure instanceof InteractionRejectedException refused) {
            assertThat(refused.isInStream()).as(what, of).isTrue();
            assertThat(folded.interaction().id()).as(what, of).isNull();
        } else if (failure != null) assertThat(failure).as(what, of).isInstanceOf(InteractionStreamException.class);
        int count = isWhole() ? run.steps().size() : finished.size();
        assertThat(finished).as(what, of).hasSize(count);
        for (int position = 0; position < count; position++) {
            FinishedStep step = finished.get(position);
            same(step.position(), position, what, of);
            same(run.view().apply(step.step()), run.steps().get(position), what, of);
        }
        for (int position = 0; position < run.steps().size(); position++) {
            boolean isFinished = position < count;
            String text = joined(texts, position);
            String fragments = joined(arguments, position);
            beginning(text, run.texts().get(position), isFinished, what, of);
            // The store keeps the arguments as JSON: not the fragments that are missing.
            beginning(fragments, run.arguments().get(position), isFinished && !hasStoredEnd, what, of);
        }
        if (!isWhole()) return;
        List<Step> whole = folded.interaction().steps();
        assertThat(whole).as(what, of).hasSize(count);
        for (int position = 0; position < count; position++)
            same(run.view().apply(whole.get(position)), run.steps().get(position), what, of);
    }

    private static String joined(Map<Integer, StringBuilder> pieces, int position) {
        StringBuilder got = pieces.get(position);
        return got == null ? "" : got.toString();
    }

    private static void beginning(String text, String of, boolean isAll, String what, Object... args) {
        if (isAll) same(text, of, what, args);
        else assertThat(of.startsWith(text)).as(what, args).isTrue();
    }

    /** An assertion costs more than what it asserts here. */
    private static void same(Object actual, Object expected, String what, Object... of) {
        if (!actual.equals(expected)) assertThat(actual).as(what, of).isEqualTo(expected);
    }
}
