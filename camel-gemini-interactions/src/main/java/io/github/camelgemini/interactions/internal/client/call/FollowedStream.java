// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.accumulate.DeclaredFunctions;
import io.github.camelgemini.interactions.internal.client.accumulate.EventKeys;
import io.github.camelgemini.interactions.internal.client.accumulate.FinishedStep;
import io.github.camelgemini.interactions.internal.client.accumulate.InteractionAccumulator;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.redaction.Redaction;
import io.github.camelgemini.interactions.internal.client.stream.EventSink;
import io.github.camelgemini.interactions.internal.client.stream.RunStream;
import io.github.camelgemini.interactions.internal.client.stream.UnusableEventException;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A streamed run: folds the events into an answer and passes each one to a listener. */
public final class FollowedStream implements RunHandle {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedStream.class);

    // Set once, before delivery starts.
    private final Follower follower;
    private final RunStream run;
    private final CompletionStage<Interaction> whole;

    /**
     * @param operation operation name for messages, for example {@code create}
     * @param id interaction id; null for a create
     * @param opening starts the stream, given the receiver of its events
     * @param functions those that the request declares
     * @param answerThreads where {@link #whole()} completes
     * @param redaction prepares the API's texts for exceptions
     * @param longestWait the longest wait, requested by the service, that is waited for
     * @param observation sees each event before it is delivered
     * @param part ends with the stream
     * @param figures counts the stream
     */
    FollowedStream(
            String operation,
            @Nullable String id,
            Function<EventSink, RunStream> opening,
            StreamListener listener,
            DeclaredFunctions functions,
            Executor answerThreads,
            Redaction redaction,
            Duration longestWait,
            CallObservation observation,
            Observation part,
            StreamFigures figures) {
        follower = new Follower(id, listener, functions, redaction, observation);
        run = opening.apply(follower);
        figures.opened(this);
        whole = run.ended()
                .handleAsync(
                        (nothing, failure) -> {
                            figures.closed(this);
                            part.end(failure);
                            if (failure != null)
                                throw InteractionCalls.named(operation, failure, redaction, longestWait);
                            if (follower.isAtEnd) {
                                Interaction answer = follower.interaction();
                                if (follower.folded.hasDiscarded()) redaction.answeredUnknown();
                                else redaction.answered(answer);
                                return answer;
                            }
                            throw new InteractionStoppedException(run.interactionId(), run.lastEventId());
                        },
                        answerThreads);
        whole.whenComplete((nothing, failure) -> figures.closed(this)); // also where no thread can be had
    }

    /**
     * Completes when the listener has handled the final event; fails if the stream ends before it, also on
     * this side. Has no steps unless {@link StreamListener#wantsWhole()}.
     */
    @Override
    public CompletionStage<Interaction> whole() {
        return whole;
    }

    @Override
    public @Nullable String interactionId() {
        return run.interactionId();
    }

    @Override
    public @Nullable String lastEventId() {
        return run.lastEventId();
    }

    @Override
    public void whenKnown(Consumer<String> listener) {
        follower.known.thenAccept(listener).whenComplete((nothing, failure) -> {
            if (failure != null) LOG.error("The id of interaction {} could not be passed on", interactionId(), failure);
        });
    }

    @Override
    public void stop() {
        run.stop();
    }

    /** Closes the stream and fails it with this message. */
    void fail(String message) {
        run.fail(message);
    }

    /** Number of connections after the first one, plus polls of the stored interaction. */
    public int resumes() {
        return run.resumes();
    }

    /** Number of consecutive resumes that brought nothing new; zero while events arrive. */
    public int resumesWithoutProgress() {
        return run.resumesWithoutProgress();
    }

    /** Folds each event and passes it on with its meaning. One thread at a time. */
    private static final class Follower implements EventSink {

        private final StreamListener listener;
        private final DeclaredFunctions functions;
        private final Redaction redaction;
        private final CallObservation observation;
        private final InteractionAccumulator folded;
        private final EventKeys keys;
        private final Offsets offsets = new Offsets();
        private final SurrogatePairs pairs = new SurrogatePairs();
        private final CompletableFuture<String> known = new CompletableFuture<>();
        private int finishedSteps;
        private boolean isKnown;
        // Written before the stream ends, read after.
        private boolean isAtEnd;
        private @Nullable InteractionError reported;
        private @Nullable String interactionId;
        private InteractionStatus status = InteractionStatus.IN_PROGRESS;

        Follower(
                @Nullable String id,
                StreamListener listener,
                DeclaredFunctions functions,
                Redaction redaction,
                CallObservation observation) {
            this.observation = observation;
            this.redaction = redaction;
            this.interactionId = id;
            this.functions = functions;
            this.listener = listener;
            this.folded = new InteractionAccumulator(collects(listener));
            this.keys = new EventKeys(folded);
        }

        private static InteractionAccumulator.Collects collects(StreamListener listener) {
            if (listener.wantsWhole()) return InteractionAccumulator.Collects.ALL;
            return listener.wantsSteps()
                    ? InteractionAccumulator.Collects.STEPS
                    : InteractionAccumulator.Collects.TYPES;
        }

        /** The whole answer; called at the end. */
        private Interaction interaction() {
            return functions.read(folded.interaction(), true);
        }

        @Override
        public CompletionStage<?> accept(InteractionEvent received) {
            if (received instanceof InteractionEvent.StepGrew grew) return pass(pairs.joined(grew), received);
            Iterator<InteractionEvent> joined = pairs.joined(received).iterator();
            CompletionStage<?> handled = pass(joined.next(), received);
            while (joined.hasNext()) {
                InteractionEvent next = joined.next();
                handled = handled.thenCompose(nothing -> pass(next, received));
            }
            return handled;
        }

        /** @param received the event as the service sent it; the text of {@code event} is empty if all of it waits */
        private CompletionStage<?> pass(InteractionEvent event, InteractionEvent received) {
            boolean waits = event != received
                    && event instanceof InteractionEvent.StepGrew grew
                    && grew.delta().chars() == 0;
            reported = RunStream.reported(event, reported);
            List<FinishedStep> finished = added(event);
            StreamProgress.Growth growth = waits ? null : offsets.growth(event, folded);
            StreamProgress.Place place = place(event, growth);
            finishedSteps += finished.size();
            Interaction last = null;
            if (event instanceof InteractionEvent.Created created && interactionId == null)
                interactionId = created.interaction().id();
            if (!isKnown && interactionId != null) {
                isKnown = true;
                known.complete(interactionId);
                observation.known(interactionId);
            }
            observation.received(event, finishedSteps);
            if (event instanceof InteractionEvent.StatusChanged changed) status = changed.status();
            if (event instanceof InteractionEvent.Completed) {
                isAtEnd = true;
                last = interaction();
                if (interactionId == null) interactionId = last.id();
                status = last.status();
            }
            return listener.accept(new StreamProgress(
                    event,
                    interactionId,
                    keys.run(interactionId),
                    event instanceof InteractionEvent.StepGrew && growth != null
                            ? null
                            : keys.of(event, offset(event, waits)),
                    status,
                    place,
                    growth,
                    finished,
                    last));
        }

        /** Offset in the key of a delta that waits; null for another event, and for a delta of an input. */
        private @Nullable String offset(InteractionEvent event, boolean waits) {
            if (!waits || !(event instanceof InteractionEvent.StepGrew half)) return null;
            return folded.position(half.index()) < 0 ? null : offsets.chars(half.index()) + "/half";
        }

        @Override
        public void idle() {
            listener.idle();
        }

        /** Not shown if it may quote steps that are discarded. */
        @Override
        public @Nullable String shown(@Nullable String apiMessage) {
            return folded.hasDiscarded() ? null : redaction.shown(apiMessage, folded.interaction());
        }

        /** An error event is folded with the final event only: the run may continue after it. */
        private List<FinishedStep> folded(InteractionEvent event) {
            if (event instanceof InteractionEvent.Failed) return List.of();
            InteractionError error = reported;
            if (error == null || !(event instanceof InteractionEvent.Completed last)) return folded.add(event);
            List<FinishedStep> remaining = folded.end(last, error);
            if (folded.interaction().errors().isEmpty())
                LOG.warn("The stream of interaction {} reported an error, and then its end without one", interactionId);
            return remaining;
        }

        private List<FinishedStep> added(InteractionEvent event) {
            try {
                return folded(event);
            } catch (InteractionProtocolException e) {
                throw new UnusableEventException(e);
            }
        }

        /** A delta behind the stop of its step has the place of an event about no step: the step may be delivered. */
        private StreamProgress.Place place(InteractionEvent event, StreamProgress.@Nullable Growth growth) {
            if (event instanceof InteractionEvent.Completed) return StreamProgress.Place.END;
            if (growth != null && folded.type(growth.index()) != null)
                return new StreamProgress.Place(growth.position(), growth.after());
            if (growth != null) return new StreamProgress.Place(finishedSteps, null);
            boolean starts = event instanceof InteractionEvent.StepStarted;
            int index = event instanceof InteractionEvent.StepStarted started
                    ? started.index()
                    : event instanceof InteractionEvent.StepStopped stopped ? stopped.index() : -1;
            int position = index < 0 ? -1 : folded.position(index);
            if (position < 0) return new StreamProgress.Place(finishedSteps, null);
            return new StreamProgress.Place(position, starts ? StreamProgress.Offset.START : null);
        }
    }
}
