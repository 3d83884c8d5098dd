// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Conversations for as long as the process lives; never blocks. Those that have had no turn for a month are forgotten, and
 * with a warning the one that has been idle for longest when all of them take too much memory: its next message begins a new
 * conversation.
 */
final class InMemoryStore implements ConversationStore {

    private static final Logger LOG = LoggerFactory.getLogger(InMemoryStore.class);

    /** Characters of all keys and ids. */
    static final long MAX_CHARS = 32L * 1024 * 1024;

    static final Duration MAX_AGE = Duration.ofDays(30);

    /** What an entry takes beside its texts, in characters. */
    private static final int OVERHEAD = 100;

    private record Known(ConversationState state, int chars, long since) {}

    private final LongSupplier nanos;
    // Guarded by this, the one without a turn for longest first.
    private final Map<String, Known> states = new LinkedHashMap<>(16, 0.75f, true);
    private long chars;
    private boolean warned;

    InMemoryStore() {
        this(System::nanoTime);
    }

    /** @param nanos the clock, as {@link System#nanoTime()} */
    InMemoryStore(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public TurnLease take(String key) {
        return new TurnLease() {
            @Override
            public ConversationState state() {
                return get(key);
            }

            @Override
            public boolean end(ConversationState next, boolean more) {
                set(key, next);
                return more;
            }
        };
    }

    private synchronized ConversationState get(String key) {
        Known known = states.get(key);
        return known == null ? new ConversationState.New() : known.state();
    }

    private synchronized void set(String key, ConversationState next) {
        Known before = states.remove(key);
        if (before != null) chars -= before.chars();
        if (!(next instanceof ConversationState.New)) {
            int size = key.length() + next.text().length() + OVERHEAD;
            states.put(key, new Known(next, size, nanos.getAsLong()));
            chars += size;
        }
        forget(key);
    }

    private void forget(@Nullable String but) {
        Iterator<Map.Entry<String, Known>> idle = states.entrySet().iterator();
        while (idle.hasNext()) {
            Map.Entry<String, Known> entry = idle.next();
            boolean isOld = nanos.getAsLong() - entry.getValue().since() > MAX_AGE.toNanos();
            if (chars <= MAX_CHARS && !isOld || entry.getKey().equals(but)) return;
            if (!isOld && !warned) {
                warned = true;
                LOG.warn(
                        "The conversations in memory take more than {} characters: those that have been idle for longest"
                                + " begin anew. Set conversationRepository",
                        MAX_CHARS);
            }
            chars -= entry.getValue().chars();
            idle.remove();
        }
    }
}
