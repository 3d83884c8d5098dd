// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Offset;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Place;
import io.github.camelgemini.interactions.internal.support.async.GaplessSet;
import io.github.camelgemini.interactions.internal.support.store.RepositoryKey;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * Position of a route within one run: the number of finished steps, up to the first unfinished one, and how much of that one
 * is finished. With a repository it survives a crash; without one it lives in memory. Any thread.
 *
 * <p>Only the run's id and that position are stored: the run is replayed from its beginning, and finished parts are skipped.
 */
public final class StepCursor {

    private static final char SEPARATOR = ' ';
    private static final String ENDED = "ended";
    private static final Pattern STORED = Pattern.compile("(?:ended|(\\d{1,9})(?:@(\\d{1,18})\\+(\\d{1,9}))?) (.+)");

    /**
     * @param repository stores cursors; null for memory
     * @param interval shortest time between two writes within a step; the end of a step is always written
     * @param nanos clock
     */
    public record Store(@Nullable StateRepository<String, String> repository, Duration interval, LongSupplier nanos) {

        public static final Store MEMORY = new Store(null, Duration.ZERO, System::nanoTime);

        private @Nullable StateStore states() {
            return repository == null ? null : new StateStore(repository);
        }
    }

    private final Store store;
    // Guarded by this. The key is the run's id unless another was set.
    private @Nullable String key;
    private GaplessSet steps = new GaplessSet();
    private @Nullable Offset within;
    private boolean ended;
    private @Nullable String interactionId;
    private long written;

    private StepCursor(Store store, @Nullable String key) {
        this.store = store;
        this.key = key;
    }

    /** The cursor stored under a key; a new one if there is none. Blocks as the repository does. */
    public static StepCursor read(Store store, String key) {
        StepCursor cursor = new StepCursor(store, key);
        StateStore states = store.states();
        String stored = states == null ? null : states.get(key);
        if (stored != null) cursor.parse(stored, key);
        return cursor;
    }

    /** A cursor for a run that will be created, stored under the run's id. */
    public static StepCursor ofNewRun(Store store) {
        return new StepCursor(store, null);
    }

    /** Id of the run; null until it is known. */
    public synchronized @Nullable String interactionId() {
        return interactionId;
    }

    /** True if the run has ended and the route has finished all of it. */
    public synchronized boolean isEnded() {
        return ended;
    }

    /** Number of finished steps up to the first unfinished one. */
    public synchronized int steps() {
        return steps.below();
    }

    /** True if the route has finished that step. */
    synchronized boolean isDone(int position) {
        return steps.contains(position);
    }

    /** True if the route has finished the run up to that place. */
    synchronized boolean isDone(Place place) {
        if (ended || isDone(place.position())) return true;
        Offset done = within;
        Offset there = place.within();
        return place.position() == steps.below() && done != null && there != null && there.compareTo(done) <= 0;
    }

    /** Sets the id of the run. */
    synchronized void started(String id) {
        if (id.equals(interactionId)) return;
        interactionId = id;
        if (key == null) key = id;
        write();
    }

    /** Tracker of what one stream of the run emits. */
    public InFlightSteps inFlight() {
        return new InFlightSteps();
    }

    /** Emitted and unfinished parts of one stream, in order. A finished part moves the cursor once all earlier ones are. */
    public final class InFlightSteps {

        private static final class Emitted {
            private final Runnable mark;
            private boolean done;

            Emitted(Runnable mark) {
                this.mark = mark;
            }
        }

        // Guarded by the cursor.
        private final Deque<Emitted> open = new ArrayDeque<>();

        StepCursor cursor() {
            return StepCursor.this;
        }

        /** Adds a step. Run the returned action when it is finished; that may write to the repository. */
        Runnable step(int position) {
            return emitted(() -> stepFinished(position));
        }

        /** Adds the part up to that place within a step. */
        Runnable upTo(Place place) {
            return emitted(() -> finishedUpTo(place));
        }

        /** Adds the end of the run. */
        Runnable end() {
            return emitted(() -> {
                ended = true;
                write();
            });
        }

        private Runnable emitted(Runnable mark) {
            Emitted emitted = new Emitted(mark);
            synchronized (StepCursor.this) {
                open.add(emitted);
            }
            return () -> done(emitted);
        }

        private void done(Emitted emitted) {
            synchronized (StepCursor.this) {
                emitted.done = true;
                while (!open.isEmpty() && open.element().done)
                    open.remove().mark.run();
            }
        }
    }

    private void stepFinished(int position) {
        int before = steps.below();
        steps.add(position);
        if (steps.below() == before) return;
        within = null;
        write();
    }

    private void finishedUpTo(Place place) {
        Offset there = place.within();
        if (place.position() != steps.below() || there == null || within != null && there.compareTo(within) <= 0)
            return;
        within = there;
        if (store.nanos().getAsLong() - written >= store.interval().toNanos()) write();
    }

    private void write() {
        StateStore states = store.states();
        String at = key;
        if (states == null || at == null || interactionId == null) return;
        String place = ended
                ? ENDED
                : within == null
                        ? Integer.toString(steps.below())
                        : steps.below() + "@" + within.chars() + "+" + within.others();
        String mine = place + SEPARATOR + interactionId;
        states.update(at, theirs -> isAhead(theirs, at) ? null : mine);
        written = store.nanos().getAsLong();
    }

    /** Another node may have advanced further in the same run; a cursor never moves back. */
    private boolean isAhead(@Nullable String theirs, String at) {
        return theirs != null && theirs.endsWith(SEPARATOR + interactionId) && !isBehind(theirs, at);
    }

    private boolean isBehind(String theirs, String at) {
        StepCursor other = new StepCursor(Store.MEMORY, null);
        other.parse(theirs, at);
        if (other.ended || ended) return !other.ended;
        if (other.steps.below() != steps.below()) return other.steps.below() < steps.below();
        Offset mine = within;
        return mine != null && (other.within == null || other.within.compareTo(mine) < 0);
    }

    private void parse(String stored, String at) {
        Matcher parts = STORED.matcher(stored);
        if (!parts.matches())
            throw new InteractionRequestException(
                    "cursorRepository",
                    "The cursor under " + RepositoryKey.encoded(at)
                            + " cannot be read: remove it, or use a repository that nothing else writes to");
        interactionId = parts.group(4);
        ended = parts.group(1) == null;
        if (ended) return;
        steps = new GaplessSet(Integer.parseInt(parts.group(1)));
        if (parts.group(2) != null)
            within = new Offset(Long.parseLong(parts.group(2)), Integer.parseInt(parts.group(3)));
    }
}
