// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.progress;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.camelgemini.interactions.internal.support.async.Durations;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one component that have not ended. Those with the same {@code progressInterval} share one task of the timer,
 * which logs the ones that are older than that. Any thread.
 */
public final class OpenInteractions {

    private static final Comparator<OpenInteraction> OLDEST_FIRST =
            (one, other) -> Long.signum(one.begun() - other.begun());

    private final ScheduledExecutorService timer;
    private final Executor threads;
    // An interval is present while calls with it are open.
    private final Map<Duration, Round> rounds = new ConcurrentHashMap<>();

    /** @param threads write the log, which may block */
    public OpenInteractions(ScheduledExecutorService timer, Executor threads) {
        this.timer = timer;
        this.threads = threads;
    }

    /** The open calls with one interval, and the task that logs them; null for none. */
    private record Round(Set<OpenInteraction> open, @Nullable Future<?> task) {}

    /**
     * A call that has not begun.
     *
     * @param canceller cancels the interaction with an id at the service
     */
    public OpenInteraction observe(OpenInteraction.Origin origin, Function<String, CompletionStage<?>> canceller) {
        return new OpenInteraction(this, origin, canceller);
    }

    void add(OpenInteraction call) {
        rounds.compute(call.origin().progressInterval(), (interval, known) -> {
            Round round = known != null ? known : begun(interval);
            round.open().add(call);
            return round;
        });
    }

    void remove(OpenInteraction call) {
        rounds.computeIfPresent(call.origin().progressInterval(), (interval, round) -> {
            round.open().remove(call);
            if (!round.open().isEmpty()) return round;
            if (round.task() != null) round.task().cancel(false);
            return null;
        });
    }

    private Round begun(Duration interval) {
        Set<OpenInteraction> open = ConcurrentHashMap.newKeySet();
        if (interval.isZero()) return new Round(open, null);
        long nanos = Durations.nanos(interval);
        Runnable log = () -> ProgressLog.write(sorted(open.stream()), interval);
        try {
            return new Round(open, timer.scheduleAtFixedRate(() -> submit(log), nanos, nanos, TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) { // the component stops, and ends the calls
            return new Round(open, null);
        }
    }

    /** What a thread pool throws must not end the repetition. */
    private void submit(Runnable log) {
        try {
            threads.execute(log);
        } catch (Throwable e) {
            ProgressLog.skipped(e);
        }
    }

    public int size() {
        return rounds.values().stream().mapToInt(round -> round.open().size()).sum();
    }

    /** Age of the call that has been open longest, in milliseconds; zero if there is none. */
    public long oldestMillis() {
        return all().min(OLDEST_FIRST)
                .map(oldest -> oldest.progress().ageMillis())
                .orElse(0L);
    }

    /** All open calls, oldest first. */
    public List<OpenInteraction.Progress> progress() {
        return sorted(all()).stream().map(OpenInteraction::progress).toList();
    }

    private Stream<OpenInteraction> all() {
        return rounds.values().stream().map(Round::open).flatMap(Collection::stream);
    }

    private static List<OpenInteraction> sorted(Stream<OpenInteraction> calls) {
        return calls.sorted(OLDEST_FIRST).toList();
    }

    /**
     * Cancels an open call.
     *
     * @param name id of its interaction, or of its exchange
     * @return what was done, in one sentence; null if no such call is open
     */
    public @Nullable CompletionStage<String> cancel(String name) {
        return all().filter(call -> call.isCalled(name))
                .findFirst()
                .map(OpenInteraction::cancel)
                .orElse(null);
    }
}
