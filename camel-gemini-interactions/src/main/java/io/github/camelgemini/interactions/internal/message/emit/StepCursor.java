// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
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
 *
 * <p>No monitor is held while the repository is used: what is asked of a cursor is answered at once, however slow that is.
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

    /** A position in one run, as it is stored. */
    private record Position(String interactionId, int steps, @Nullable Offset within, boolean ended) {

        static Position parse(String stored, String key) {
            Matcher parts = STORED.matcher(stored);
            if (!parts.matches())
                throw new InteractionRequestException(
                        "cursorRepository",
                        "The cursor under " + RepositoryKey.encoded(key)
                                + " cannot be read: remove it, or use a repository that nothing else writes to");
            String id = parts.group(4);
            if (parts.group(1) == null) return new Position(id, 0, null, true);
            Offset within = parts.group(2) == null
                    ? null
                    : new Offset(Long.parseLong(parts.group(2)), Integer.parseInt(parts.group(3)));
            return new Position(id, Integer.parseInt(parts.group(1)), within, false);
        }

        String text() {
            String place = Integer.toString(steps);
            if (ended) place = ENDED;
            else if (within != null) place = steps + "@" + within.chars() + "+" + within.others();
            return place + SEPARATOR + interactionId;
        }

        boolean isBehind(Position other) {
            if (ended || other.ended) return !ended;
            if (steps != other.steps) return steps < other.steps;
            return other.within != null && (within == null || within.compareTo(other.within) < 0);
        }
    }

    private final Store store;
    // Held while the repository is written, so that writes have an order. Not needed to read the cursor.
    private final ReentrantLock writing = new ReentrantLock();
    // Guarded by this. The key is the run's id unless another was set.
    private @Nullable String key;
    private GaplessSet steps = new GaplessSet();
    private @Nullable Offset within;
    private boolean ended;
    private @Nullable String interactionId;
    private long written;
    // Guarded by this: whether the repository has yet to learn of the position.
    private boolean unwritten;
    // Guarded by this: exchanges of the run that have not completed, and what completes with the last of them.
    private int open;
    private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);

    private StepCursor(Store store, @Nullable String key) {
        this.store = store;
        this.key = key;
    }

    /** The cursor stored under a key; a new one if there is none. Blocks as the repository does. */
    public static StepCursor read(Store store, String key) {
        StepCursor cursor = new StepCursor(store, key);
        StateStore states = store.states();
        String stored = states == null ? null : states.get(key);
        if (stored != null) cursor.move(Position.parse(stored, key));
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

    /** Number of finished steps up to the first unfinished one; the largest number if the run has ended. */
    public synchronized int steps() {
        return ended ? Integer.MAX_VALUE : steps.below();
    }

    /** True if the route has finished that step. */
    synchronized boolean isDone(int position) {
        return ended || steps.contains(position);
    }

    /** True if the route has finished the run up to that place. */
    synchronized boolean isDone(Place place) {
        if (ended || isDone(place.position())) return true;
        Offset done = within;
        Offset there = place.within();
        return place.position() == steps.below() && done != null && there != null && there.compareTo(done) <= 0;
    }

    /** Sets the id of the run, and writes it if it is new. A cursor of another run begins again. */
    public void started(String id) {
        synchronized (this) {
            if (id.equals(interactionId)) return;
            if (interactionId != null) move(new Position(id, 0, null, false));
            interactionId = id;
            if (key == null) key = id;
            unwritten = true;
        }
        flush();
    }

    /** Completes when no exchange of the run is in progress. */
    public synchronized CompletionStage<Void> idle() {
        return idle;
    }

    private synchronized void begun() {
        if (open++ == 0) idle = new CompletableFuture<>();
    }

    private void completed() {
        CompletableFuture<Void> last;
        synchronized (this) {
            if (--open > 0) return;
            last = idle;
        }
        last.complete(null);
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

        public StepCursor cursor() {
            return StepCursor.this;
        }

        /** Counts an exchange, or a series of them, as in progress until the returned action has run. */
        public Runnable begin() {
            AtomicBoolean over = new AtomicBoolean();
            begun();
            return () -> {
                if (!over.getAndSet(true)) completed();
            };
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
                unwritten = true;
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
            flush();
        }
    }

    private void stepFinished(int position) {
        int before = steps.below();
        steps.add(position);
        if (steps.below() == before) return;
        within = null;
        unwritten = true;
    }

    private void finishedUpTo(Place place) {
        Offset there = place.within();
        if (place.position() != steps.below() || there == null || within != null && there.compareTo(within) <= 0)
            return;
        within = there;
        if (store.nanos().getAsLong() - written >= store.interval().toNanos()) unwritten = true;
    }

    /** Writes the position, unless the repository has it. Blocks as the repository does. */
    public void flush() {
        if (store.repository() == null) return;
        writing.lock();
        try {
            writeInOrder();
        } finally {
            writing.unlock();
        }
    }

    private void writeInOrder() {
        StateStore states = store.states();
        String at;
        Position mine;
        synchronized (this) {
            at = key;
            String id = interactionId;
            if (!unwritten || states == null || at == null || id == null) return;
            mine = new Position(id, steps.below(), within, ended);
            unwritten = false;
        }
        boolean done = false;
        try {
            states.update(at, theirs -> isAhead(theirs, at, mine) ? null : mine.text());
            done = true;
        } finally {
            wasWritten(done);
        }
    }

    private synchronized void wasWritten(boolean done) {
        if (done) written = store.nanos().getAsLong();
        else unwritten = true;
    }

    /** Another node may have advanced further in the same run; a cursor never moves back. */
    private static boolean isAhead(@Nullable String theirs, String at, Position mine) {
        return theirs != null
                && theirs.endsWith(SEPARATOR + mine.interactionId())
                && !Position.parse(theirs, at).isBehind(mine);
    }

    private synchronized void move(Position to) {
        interactionId = to.interactionId();
        steps = new GaplessSet(to.steps());
        within = to.within();
        ended = to.ended();
    }
}
