// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/** Statistics of the streams of one endpoint or of the component. Any thread. */
public final class StreamFigures {

    private final @Nullable StreamFigures parent;
    private final Set<FollowedStream> open = ConcurrentHashMap.newKeySet();
    private final LongAdder resumesOfEnded = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private volatile @Nullable String lastEventId;

    /** @param parent also counts the streams counted here; null for none */
    public StreamFigures(@Nullable StreamFigures parent) {
        this.parent = parent;
    }

    /** Counts a stream as open until it is closed. */
    void opened(FollowedStream stream) {
        if (parent != null) parent.opened(stream);
        open.add(stream);
    }

    /** Called before others learn of the end of a stream: they find it closed. */
    void closed(FollowedStream stream) {
        if (parent != null) parent.closed(stream);
        if (open.remove(stream)) resumesOfEnded.add(stream.resumes());
    }

    /** Counts an exchange, or a part of a body, that the route has processed without failure. */
    public void delivered(@Nullable String eventId) {
        if (parent != null) parent.delivered(eventId);
        delivered.increment();
        if (eventId != null) lastEventId = eventId;
    }

    /** Number of open streams, including those between two connections. */
    public int open() {
        return open.size();
    }

    /** Number of resumes of all streams. */
    public long resumed() {
        return resumesOfEnded.sum()
                + open.stream().mapToLong(FollowedStream::resumes).sum();
    }

    /** Number of delivered exchanges and parts of a body. */
    public long delivered() {
        return delivered.sum();
    }

    /** Token of the last delivered event; null if there was none. */
    public @Nullable String lastEventId() {
        return lastEventId;
    }
}
