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
 * Position of a route within one run: the generated steps it has finished, from the first on without a gap, and how much of
 * the next one. With a repository it survives a crash; without, it holds within this process. Any thread.
 *
 * <p>The run's id and that position are stored, so that the run can be replayed from its beginning, in any way that the service
 * offers, and finished parts are skipped.
 */
public final class StepCursor {

    private static final char BETWEEN = ' ';
    private static final String ENDED = "ended";
    private static final Pattern STORED = Pattern.compile("(?:ended|(\\d{1,9})(?:@(\\d{1,18})\\+(\\d{1,9}))?) (.+)");

    /**
     * Where cursors are stored.
     *
     * @param repository null to have them in memory only
     * @param interval how often a place within a step is written; the end of a step always is
     * @param nanos a clock
     */
    public record Store(@Nullable StateRepository<String, String> repository, Duration interval, LongSupplier nanos) {

        public static final Store MEMORY = new Store(null, Duration.ZERO, System::nanoTime);

        private @Nullable StateStore states() {
            return repository == null ? null : new StateStore(repository);
        }
    }

    private final Store store;
    // Guarded by this. The key is the run's id unless another was named.
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

    /**
     * The cursor stored under a key; at the beginning when there is none. Blocks as the repository does.
     */
    public static StepCursor read(Store store, String key) {
        StepCursor cursor = new StepCursor(store, key);
        StateStore states = store.states();
        String stored = states == null ? null : states.get(key);
        if (stored != null) cursor.parse(stored, key);
        return cursor;
    }

    /** The cursor of a run that is about to be created; stored under the run's id. */
    public static StepCursor ofNewRun(Store store) {
        return new StepCursor(store, null);
    }

    /** The run that the cursor is about; null until it is known. */
    public synchronized @Nullable String interactionId() {
        return interactionId;
    }

    /** True when the run has ended and the route is done with all of it. */
    public synchronized boolean isEnded() {
        return ended;
    }

    /** How many steps the route is done with, from the first on without a gap. */
    public synchronized int steps() {
        return steps.below();
    }

    /** True when the route is done with that step. */
    synchronized boolean isDone(int position) {
        return steps.contains(position);
    }

    /** True when the route is done with what was emitted at that place. */
    synchronized boolean isDone(Place place) {
        if (ended || isDone(place.position())) return true;
        Offset done = within;
        Offset there = place.within();
        return place.position() == steps.below() && done != null && there != null && there.compareTo(done) <= 0;
    }

    /** The run has this id from now on. */
    synchronized void started(String id) {
        if (id.equals(interactionId)) return;
        interactionId = id;
        if (key == null) key = id;
        write();
    }

    /** A stream of the run begins: what it emits is done in the order in which it was emitted. */
    public InFlightSteps inFlight() {
        return new InFlightSteps();
    }

    /** One stream of the run. What is done while something before it is not does not move the cursor yet. */
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

        /** A step is emitted next. Whoever is done with it says so by the runnable; it may write to the repository. */
        Runnable step(int position) {
            return emitted(() -> stepDone(position));
        }

        /** What leads to that place, within a step, is emitted next. */
        Runnable upTo(Place place) {
            return emitted(() -> reached(place));
        }

        /** The end of the run is emitted next. */
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

    private void stepDone(int position) {
        int before = steps.below();
        steps.add(position);
        if (steps.below() == before) return;
        within = null;
        write();
    }

    private void reached(Place place) {
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
        String mine = place + BETWEEN + interactionId;
        states.update(at, theirs -> isAhead(theirs, at) ? null : mine);
        written = store.nanos().getAsLong();
    }

    /** Another node may be further through the same run: a cursor never goes back. */
    private boolean isAhead(@Nullable String theirs, String at) {
        return theirs != null && theirs.endsWith(BETWEEN + interactionId) && !isBehind(theirs, at);
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
