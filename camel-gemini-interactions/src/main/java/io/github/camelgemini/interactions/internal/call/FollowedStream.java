// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.call;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.github.camelgemini.interactions.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.accumulate.FinishedStep;
import io.github.camelgemini.interactions.internal.accumulate.InteractionAccumulator;
import io.github.camelgemini.interactions.internal.stream.EventSink;
import io.github.camelgemini.interactions.internal.stream.EventStream;
import io.github.camelgemini.interactions.internal.transport.ApiClient;
import io.github.camelgemini.interactions.internal.transport.ApiRequest;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/** A stream under way, folded while its listener follows it. */
public final class FollowedStream {

    // Set once, before delivery starts.
    private final EventStream events;
    private final CompletionStage<Interaction> whole;

    FollowedStream(
            ApiClient client,
            ApiRequest request,
            StreamListener listener,
            Executor workers,
            Executor routeThreads,
            int maxEventBytes) {
        Follower follower = new Follower(listener);
        events = EventStream.open(client, request, follower, workers, maxEventBytes);
        whole = events.ended()
                .handleAsync(
                        (nothing, failure) -> {
                            if (failure == null) return follower.folded.interaction();
                            throw Failures.named(request.operation(), failure);
                        },
                        routeThreads);
    }

    /** The whole answer, once its listener is done with the final event; fails as the stream or its listener did. */
    public CompletionStage<Interaction> whole() {
        return whole;
    }

    /** Why the stream ends when it is ended from our side now. */
    public InteractionStoppedException stopped() {
        return new InteractionStoppedException(events.interactionId(), events.lastEventId());
    }

    /** Ends the stream from our side: the connection is closed, and {@link #whole()} fails. Any thread. */
    public void stop() {
        events.stop(stopped());
    }

    /** Folds each event and tells the listener what it means. Only the worker that holds the stream. */
    private static final class Follower implements EventSink {

        private final StreamListener listener;
        private final InteractionAccumulator folded = new InteractionAccumulator(true);
        private @Nullable String interactionId;
        private InteractionStatus status = InteractionStatus.IN_PROGRESS;
        private volatile int deliveredSteps;

        Follower(StreamListener listener) {
            this.listener = listener;
        }

        @Override
        public CompletionStage<?> accept(InteractionEvent event) {
            List<FinishedStep> finished = folded.add(event);
            Interaction last = null;
            if (event instanceof InteractionEvent.Created created)
                interactionId = created.interaction().id();
            if (event instanceof InteractionEvent.StatusChanged changed) status = changed.status();
            if (event instanceof InteractionEvent.Completed) {
                last = folded.interaction();
                status = last.status();
            }
            CompletionStage<?> told = listener.accept(new StreamProgress(event, interactionId, status, finished, last));
            return finished.isEmpty() ? told : told.thenRun(() -> deliveredSteps += finished.size());
        }

        @Override
        public int deliveredSteps() {
            return deliveredSteps;
        }
    }
}
