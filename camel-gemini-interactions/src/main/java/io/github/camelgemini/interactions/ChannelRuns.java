// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.internal.call.FollowedStream;
import io.github.camelgemini.interactions.internal.call.InParts;
import io.github.camelgemini.interactions.internal.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.call.Runs;
import io.github.camelgemini.interactions.internal.call.StreamListener;
import io.github.camelgemini.interactions.internal.call.UnderWay;
import io.github.camelgemini.interactions.model.InteractionRequest;

/**
 * Runs whose steps go to the consumer of a channel, each behind its own cursor.
 *
 * @param origin the exchange that starts them
 */
record ChannelRuns(InteractionCalls calls, Settings settings, Heritage.Origin origin) implements Runs {

    /**
     * Where streams go.
     *
     * @param channelTimeout how long a stream waits for the consumer of its channel
     * @param routeThreads where a cursor is read, which may block
     */
    record Settings(
            Channels channels,
            String channel,
            Duration channelTimeout,
            StepCursor.Store cursors,
            Executor routeThreads) {}

    @Override
    public UnderWay create(InteractionRequest request) {
        return begin(() -> StepCursor.ofNewRun(settings.cursors()), listener -> calls.stream(request, listener));
    }

    @Override
    public UnderWay attach(String id) {
        return begin(() -> StepCursor.read(settings.cursors(), id), listener -> calls.resume(id, listener));
    }

    private UnderWay begin(Supplier<StepCursor> cursors, Function<StreamListener, FollowedStream> opening) {
        InParts underWay = new InParts();
        settings.channels()
                .find(settings.channel(), settings.channelTimeout())
                .thenAcceptAsync(
                        receiver -> {
                            if (underWay.isOver()) return; // stopped while it waited for its channel: nothing is sent
                            StepCursor.Pass pass = cursors.get().pass();
                            underWay.end(opening.apply(progress -> receiver.receive(progress, origin, pass)));
                        },
                        settings.routeThreads())
                .whenComplete((begun, failure) -> {
                    if (failure != null) underWay.end(null, failure); // nobody else would answer the exchange
                });
        return underWay;
    }
}
