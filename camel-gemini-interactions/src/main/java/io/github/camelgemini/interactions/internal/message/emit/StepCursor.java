// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Offset;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Place;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.async.GaplessSet;
import io.github.camelgemini.interactions.internal.support.header.PeerText;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * Position of a route within one answer: the part of the answer, the number of finished steps up to the first unfinished one,
 * and how much of that one is finished. An answer has one part, a run, unless it was continued. With a repository the position
 * survives a crash; without one it lives in memory. Any thread.
 *
 * <p>Only ids of runs and that position are stored: a run is replayed from its beginning, and finished parts are skipped.
 *
 * <p>No monitor is held while the repository is used: what is asked of a cursor is answered at once, however slow that is.
 */
public final class StepCursor {

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

    /** What is finished of one run. Guarded by the cursor. */
    private static final class Run {
        private @Nullable String id;
        private GaplessSet steps = new GaplessSet();
        private @Nullable Offset within;

        Run(@Nullable String id) {
            this.id = id;
        }
    }

    private final Store store;
    // Held while the repository is written, so that writes have an order. Not needed to read the cursor.
    private final ReentrantLock writing = new ReentrantLock();
    // Guarded by this. The key is the first run's id unless another was set.
    private @Nullable String key;
    // Guarded by this: the parts of the answer, and the first one that is not finished.
    private final List<Run> runs = new ArrayList<>(List.of(new Run(null)));
    private int current;
    private boolean ended;
    private long written;
    // Guarded by this: whether the repository has yet to learn of the position.
    private boolean unwritten;
    // Exchanges of the run that have not completed.
    private final AtomicInteger open = new AtomicInteger();
    // Completes with the last of them. Null unless a later stream waits for that.
    private final AtomicReference<@Nullable CompletableFuture<Void>> idle = new AtomicReference<>();

    private StepCursor(Store store, @Nullable String key) {
        this.store = store;
        this.key = key;
    }

    /** The cursor stored under a key; a new one if there is none. Blocks as the repository does. */
    public static StepCursor read(Store store, String key) {
        StepCursor cursor = new StepCursor(store, key);
        StateStore states = store.states();
        String stored = states == null ? null : states.get(key);
        if (stored != null) cursor.move(CursorPosition.parse(stored, key));
        return cursor;
    }

    /** A cursor for a run that will be created, stored under the run's id. */
    public static StepCursor ofNewRun(Store store) {
        return new StepCursor(store, null);
    }

    /** Id of the latest run; null until one is known. */
    public synchronized @Nullable String interactionId() {
        List<String> ids = interactionIds();
        return ids.isEmpty() ? null : ids.get(ids.size() - 1);
    }

    /** Ids of the known runs of the answer, in order. */
    public synchronized List<String> interactionIds() {
        List<String> ids = new ArrayList<>(runs.size());
        for (Run run : runs) if (run.id != null) ids.add(run.id);
        return ids;
    }

    /** True if the answer has ended and the route has finished all of it. */
    public synchronized boolean isEnded() {
        return ended;
    }

    /** Number of finished steps, in each run up to the first unfinished one; the largest number if the answer has ended. */
    public synchronized int steps() {
        if (ended) return Integer.MAX_VALUE;
        int steps = 0;
        for (Run run : runs) steps += run.steps.below();
        return steps;
    }

    /** Number of runs that the route has finished, each with a later run after it. */
    public synchronized int finishedRuns() {
        return current;
    }

    /** Completes when no exchange of the answer is in progress. */
    public CompletionStage<Void> idle() {
        if (open.get() == 0) return CompletableFuture.completedFuture(null);
        CompletableFuture<Void> waiting = idle.updateAndGet(known -> known == null ? new CompletableFuture<>() : known);
        if (open.get() == 0) signalIdle(); // the last one has completed in between, and may not have seen this
        return waiting;
    }

    private void signalIdle() {
        CompletableFuture<Void> waiting = idle.getAndSet(null);
        if (waiting != null) waiting.complete(null);
    }

    /** An exchange in progress, or a series of them, until it has run. On any thread, more than once without effect. */
    private final class InProgress extends AtomicBoolean implements Runnable {

        private static final long serialVersionUID = 1L;

        InProgress() {
            open.incrementAndGet();
        }

        @Override
        public void run() {
            if (!getAndSet(true) && open.decrementAndGet() == 0 && idle.get() != null) signalIdle();
        }
    }

    /** Tracker of what one stream of the first run emits. */
    public InFlightSteps inFlight() {
        return inFlight(0);
    }

    /**
     * Tracker of what one stream of a run emits.
     *
     * @param run index of a known run, or 0
     */
    public synchronized InFlightSteps inFlight(int run) {
        return new InFlightSteps(runs.get(run), new ArrayDeque<>());
    }

    /** Emitted and unfinished parts of one stream, in order. A finished part moves the cursor once all earlier ones are. */
    public final class InFlightSteps {

        private final Run run;
        // Guarded by the cursor. Shared by the streams of an answer, which follow each other.
        private final Deque<Emitted> open;
        // Used by the stream: the id that the run has, and the same as a log may have it.
        private @Nullable String started;
        private @Nullable String loggedId;

        private InFlightSteps(Run run, Deque<Emitted> open) {
            this.run = run;
            this.open = open;
        }

        public StepCursor cursor() {
            return StepCursor.this;
        }

        /** Counts an exchange, or a series of them, as in progress until the returned action has run. */
        public Runnable begin() {
            return new InProgress();
        }

        /** Sets the id of the run, and writes it if it is new. A cursor of another run begins again. */
        @SuppressWarnings("ReferenceEquality") // mostly the same string, as a stream has one
        public void started(String id) {
            if (id == started) return;
            if (setId(run, id)) flush();
            started = id;
            loggedId = PeerText.line(id);
        }

        /** The id that was set, on one line; null before. Of the stream, as to look at it for each exchange takes 0.1 µs. */
        @Nullable
        String loggedId() {
            return loggedId;
        }

        /** True if the route has finished that step. */
        boolean isDone(int position) {
            synchronized (StepCursor.this) {
                return isFinished() || run.steps.contains(position);
            }
        }

        /** True if the route has finished the run up to that place. */
        boolean isDone(Place place) {
            synchronized (StepCursor.this) {
                if (isFinished() || run.steps.contains(place.position())) return true;
                Offset done = run.within;
                Offset there = place.within();
                return place.position() == run.steps.below()
                        && done != null
                        && there != null
                        && there.compareTo(done) <= 0;
            }
        }

        /** True if the route has finished all of this run. Guarded by the cursor. */
        private boolean isFinished() {
            return ended || current > 0 && runs.indexOf(run) < current;
        }

        /** True if the answer has ended and the route has finished all of it. */
        boolean isEnded() {
            return StepCursor.this.isEnded();
        }

        /** Adds a step. Run the returned action when it is finished; that may write to the repository. */
        Runnable step(int position) {
            return emitted(() -> stepFinished(run, position));
        }

        /** Adds the part up to that place within a step. */
        Runnable upTo(Place place) {
            return added(new UpTo(this, place));
        }

        /** As {@link #upTo}, unless the route has finished the run up to that place: then null. */
        @Nullable
        Runnable upToUnlessDone(Place place) {
            synchronized (StepCursor.this) {
                return isDone(place) ? null : upTo(place);
            }
        }

        /** Adds the end of the answer. Run the returned action when it is finished; that may write to the repository. */
        public Runnable end() {
            return emitted(() -> {
                ended = true;
                unwritten = true;
            });
        }

        /** Ends this run, after which the answer continues in another one. Returns the tracker of the stream of that one. */
        public InFlightSteps next() {
            Run following;
            synchronized (StepCursor.this) {
                int at = runs.indexOf(run) + 1;
                if (at == runs.size()) runs.add(new Run(null));
                following = runs.get(at);
            }
            emitted(() -> continued(following)).run();
            return new InFlightSteps(following, open);
        }

        private Runnable emitted(Runnable mark) {
            return added(new Emitted(this) {
                @Override
                void mark() {
                    mark.run();
                }
            });
        }

        private Runnable added(Emitted emitted) {
            synchronized (StepCursor.this) {
                open.add(emitted);
            }
            return emitted;
        }

        private void done(Emitted emitted) {
            synchronized (StepCursor.this) {
                emitted.done = true;
                while (!open.isEmpty() && open.element().done) open.remove().mark();
            }
            flush();
        }
    }

    /** A part of a stream that was emitted. Run it when it is finished. Guarded by the cursor. */
    private abstract static class Emitted implements Runnable {

        final InFlightSteps stream;
        private boolean done;

        Emitted(InFlightSteps stream) {
            this.stream = stream;
        }

        /** Moves the cursor, when all parts before this one are finished. */
        abstract void mark();

        @Override
        public void run() {
            stream.done(this);
        }
    }

    /** The part of a step before a place within it: one object for each delta. */
    private static final class UpTo extends Emitted {

        private final Place place;

        UpTo(InFlightSteps stream, Place place) {
            super(stream);
            this.place = place;
        }

        @Override
        void mark() {
            stream.cursor().finishedUpTo(stream.run, place);
        }
    }

    private synchronized boolean setId(Run run, String id) {
        if (id.equals(run.id)) return false;
        if (run.id != null) {
            run.steps = new GaplessSet();
            run.within = null;
            ended = false;
            int at = runs.indexOf(run);
            current = Math.min(current, at);
            while (runs.size() > at + 1) runs.remove(at + 1);
        }
        run.id = id;
        if (key == null) key = id;
        unwritten = true;
        return true;
    }

    private void stepFinished(Run run, int position) {
        int before = run.steps.below();
        run.steps.add(position);
        if (run.steps.below() == before) return;
        run.within = null;
        unwritten = true;
    }

    private void finishedUpTo(Run run, Place place) {
        Offset there = place.within();
        if (place.position() != run.steps.below()
                || there == null
                || run.within != null && there.compareTo(run.within) <= 0) return;
        run.within = there;
        if (store.repository() == null) return;
        if (store.nanos().getAsLong() - written >= Durations.nanos(store.interval())) unwritten = true;
    }

    private void continued(Run following) {
        int at = runs.indexOf(following);
        if (at <= current) return;
        current = at;
        unwritten = true;
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
        CursorPosition mine;
        synchronized (this) {
            at = key;
            mine = position();
            if (!unwritten || states == null || at == null || mine == null) return;
            unwritten = false;
        }
        boolean done = false;
        try {
            states.update(at, theirs -> {
                CursorPosition next = mine.after(theirs == null ? null : CursorPosition.parse(theirs, at));
                return next == null ? null : next.text();
            });
            done = true;
        } finally {
            wasWritten(done);
        }
    }

    /** The position as it is stored; null while no id is known. A run whose id is unknown is stored as the end of the last. */
    private @Nullable CursorPosition position() {
        List<String> ids = interactionIds();
        if (ids.isEmpty()) return null;
        int at = Math.min(current, ids.size() - 1);
        Run run = runs.get(at);
        return new CursorPosition(ids, at, run.steps.below(), run.within, ended);
    }

    private synchronized void wasWritten(boolean done) {
        if (done) written = store.nanos().getAsLong();
        else unwritten = true;
    }

    private synchronized void move(CursorPosition to) {
        runs.clear();
        for (String id : to.ids()) runs.add(new Run(id));
        current = to.run();
        Run run = runs.get(current);
        run.steps = new GaplessSet(to.steps());
        run.within = to.within();
        ended = to.ended();
    }
}
