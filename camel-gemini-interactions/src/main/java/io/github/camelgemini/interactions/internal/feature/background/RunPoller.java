// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import io.github.camelgemini.interactions.exception.InteractionLostException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.TransientFailures;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.internal.support.async.Strand;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.state.RunRepository;
import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the runs of a repository that are due, so many at a time, and tells which have ended. A run is held by one node
 * from its poll until its end was routed; one that goes on is given back, due again the later the older it is. Everything
 * that asks the repository is done by one task at a time, on a route thread; one timer starts it.
 */
public final class RunPoller {

    private static final Logger LOG = LoggerFactory.getLogger(RunPoller.class);

    /** How many runs a node holds at a time. When it is killed, so many ends at most are routed twice. */
    public static final int HELD_AT_ONCE = 200;

    /** How many are taken at a time: what has ended meanwhile is forgotten before the next are. */
    private static final int TAKEN_AT_ONCE = 50;

    /** How many polls in a row may not find a run before it is lost: one just created may not be found yet. */
    private static final int MISSES = 4;

    /** How often a lease is renewed while it lasts. */
    private static final int RENEWALS = 3;

    /** Hears of ends; on a route thread, which it may keep. */
    public interface Ending {

        /** A run has ended; it is forgotten, or told again later, as {@code routed} is told. */
        void ended(OpenRun run, Interaction interaction, Routed routed);

        /** A run cannot be waited for any more; it is forgotten. */
        void gone(OpenRun run, Throwable failure);
    }

    /** Takes what became of an end, once; any thread. */
    public interface Routed {
        void done();

        void failed();
    }

    /**
     * How runs are waited for.
     *
     * @param restartDelay the wait before an end is told again after the {@code n}-th failure, counted from 1
     */
    public record Settings(
            AwaitSettings awaiting, Cancelling.Settings cancelling, IntFunction<Duration> restartDelay) {}

    private record Release(OpenRun run, Duration after) {}

    // Set once.
    private final RunRepository repository;
    private final InteractionCalls calls;
    private final Settings settings;
    private final Ending ending;
    private final ComponentThreads threads;
    private final String owner = UUID.randomUUID().toString();
    private final Strand rounds;
    // Any thread: what this node holds, and what is to be written about it.
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Map<String, Release> released = new ConcurrentHashMap<>();
    // Only the task that asks the repository.
    private long renewedAt = System.nanoTime();
    private long restUntil = System.nanoTime();
    private int troubles;
    // Any thread; so that a service that is away is told once.
    private volatile boolean away;
    // Guarded by this.
    private @Nullable ScheduledFuture<?> timer;

    public RunPoller(
            RunRepository repository,
            InteractionCalls calls,
            Settings settings,
            Ending ending,
            ComponentThreads threads) {
        this.repository = repository;
        this.calls = calls;
        this.settings = settings;
        this.ending = ending;
        this.threads = threads;
        this.rounds = new Strand(this::onRouteThread, this::round);
    }

    public synchronized void start() {
        long millis = settings.awaiting().interval().first().toMillis();
        timer = threads.timer().scheduleWithFixedDelay(this::signal, 0, Math.max(1, millis), TimeUnit.MILLISECONDS);
    }

    /** Takes no further runs. What is held is given back when it has been polled, or routed. */
    public synchronized void leave() {
        ScheduledFuture<?> ticking = timer;
        timer = null;
        if (ticking != null) ticking.cancel(false);
    }

    private synchronized boolean takes() {
        return timer != null;
    }

    /** There is something to do; never does it itself. */
    private void signal() {
        rounds.signal();
    }

    private void onRouteThread(Runnable rounds) {
        try {
            threads.routes().execute(rounds);
        } catch (RejectedExecutionException e) {
            LOG.debug("The component stops: the leases of {} runs will expire", held.size());
        }
    }

    /** A database that is away is asked again later; until then all is remembered here. */
    private void round() {
        if (System.nanoTime() - restUntil < 0) return;
        try {
            forgetDone();
            giveBack();
            renew();
            if (takes()) take();
            troubles = 0;
        } catch (RuntimeException e) {
            Duration rest = settings.restartDelay().apply(++troubles);
            restUntil = System.nanoTime() + rest.toNanos();
            LOG.warn("The runRepository cannot be used, again in {} ms: {}", rest.toMillis(), e.getMessage());
            onceMore(rest);
        }
    }

    private void onceMore(Duration rest) {
        try {
            threads.timer().schedule(this::signal, rest.toMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The component stops: the leases of {} runs will expire", held.size());
        }
    }

    private void forgetDone() {
        Set<String> ids = new HashSet<>(done);
        if (ids.isEmpty()) return;
        repository.remove(ids);
        done.removeAll(ids);
        held.removeAll(ids);
    }

    private void giveBack() {
        for (Release release : new ArrayList<>(released.values())) {
            repository.release(owner, release.run(), release.after());
            released.remove(release.run().id());
            held.remove(release.run().id());
        }
    }

    private void renew() {
        long since = System.nanoTime() - renewedAt;
        if (since < repository.leaseTime().toNanos() / RENEWALS) return;
        renewedAt = System.nanoTime();
        Set<String> mine = new HashSet<>(held);
        if (mine.isEmpty()) return;
        Set<String> taken = new HashSet<>(mine);
        taken.removeAll(repository.renew(owner, mine));
        for (String id : taken) LOG.warn("Interaction {} was taken over by another node: its end may come twice", id);
    }

    private void take() {
        int room = Math.min(HELD_AT_ONCE - held.size(), TAKEN_AT_ONCE);
        if (room <= 0) return;
        List<OpenRun> leased = repository.lease(owner, room);
        for (OpenRun run : leased) held.add(run.id());
        leased.forEach(this::poll);
        if (!leased.isEmpty()) signal(); // there may be more
    }

    private void poll(OpenRun run) {
        calls.poll(run.id(), null).whenComplete((seen, failure) -> {
            try {
                if (failure == null) seen(run, seen);
                else missed(run, Futures.unwrapped(failure));
            } catch (RuntimeException e) {
                LOG.warn("Interaction {} could not be polled: {}", run.id(), e.toString());
                release(run, settings.awaiting().interval().longest());
            }
        });
    }

    private void seen(OpenRun run, Interaction seen) {
        away = false;
        if (!takes()) release(run, Duration.ZERO);
        else if (seen.status().isTerminal()) {
            ending.ended(run, seen.withoutInputs(), new Once(run));
        } else if (Instant.now().isAfter(settings.awaiting().deadline(seen.created(), run.created()))) {
            if (settings.cancelling().onTimeout()) Cancelling.cancel(run.id(), calls);
            gone(
                    run,
                    new InteractionTimeoutException(
                            run.id(), seen.status().word(), settings.awaiting().timeout()));
        } else {
            release(run.counting(0, run.failures()), interval(run));
        }
    }

    /** A service that is away, or refuses us all, says nothing about a run: only one it does not know is lost. */
    private void missed(OpenRun run, Throwable failure) {
        if (!TransientFailures.isGone(failure)) {
            if (!away) LOG.warn("Runs cannot be polled, again later: {}", failure.getMessage());
            away = true;
            release(run, settings.awaiting().interval().longest());
        } else if (run.misses() < MISSES) {
            release(run.counting(run.misses() + 1, run.failures()), interval(run));
        } else {
            gone(run, new InteractionLostException(run.id(), failure));
        }
    }

    private void gone(OpenRun run, Throwable failure) {
        ending.gone(run, failure);
        done.add(run.id());
        signal();
    }

    private void release(OpenRun run, Duration after) {
        released.put(run.id(), new Release(run, after));
        signal();
    }

    /** Next poll after as much time as the run is old, so the interval doubles. */
    private Duration interval(OpenRun run) {
        return settings.awaiting().interval().after(Duration.between(run.created(), Instant.now()));
    }

    /** What became of one end. */
    private final class Once implements Routed {

        private final OpenRun run;

        Once(OpenRun run) {
            this.run = run;
        }

        @Override
        public void done() {
            done.add(run.id());
            signal();
        }

        @Override
        public void failed() {
            int failures = run.failures() + 1;
            release(run.counting(0, failures), settings.restartDelay().apply(failures));
        }
    }
}
