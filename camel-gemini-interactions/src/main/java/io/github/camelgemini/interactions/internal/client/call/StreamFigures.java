// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/** What is known of the streams of one endpoint, or of all: open ones, and what has come of them. Any thread. */
public final class StreamFigures {

    private final @Nullable StreamFigures all;
    private final Set<FollowedStream> open = ConcurrentHashMap.newKeySet();
    private final LongAdder resumedBefore = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private volatile @Nullable String lastEventId;

    /** @param all counts the same; null for none */
    public StreamFigures(@Nullable StreamFigures all) {
        this.all = all;
    }

    /** A stream was opened; it is left out again when it has ended. */
    void opened(FollowedStream stream) {
        if (all != null) all.opened(stream);
        open.add(stream);
        stream.whole().whenComplete((whole, failure) -> {
            if (open.remove(stream)) resumedBefore.add(stream.resumes());
        });
    }

    /** A part of a stream was delivered, and the route is back from it without a failure. */
    public void delivered(@Nullable String eventId) {
        if (all != null) all.delivered(eventId);
        delivered.increment();
        if (eventId != null) lastEventId = eventId;
    }

    /** How many streams are open, between two connections too. */
    public int open() {
        return open.size();
    }

    /** How often streams were resumed. */
    public long resumed() {
        return resumedBefore.sum()
                + open.stream().mapToLong(FollowedStream::resumes).sum();
    }

    /** How many exchanges, or parts of a body, were delivered. */
    public long delivered() {
        return delivered.sum();
    }

    /** Token of the last event that was delivered; null where there was none. */
    public @Nullable String lastEventId() {
        return lastEventId;
    }
}
