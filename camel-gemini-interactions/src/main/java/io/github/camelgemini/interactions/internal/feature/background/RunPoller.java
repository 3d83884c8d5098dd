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
 * Polls the due runs of a repository and reports those that have ended. A run is leased to one node from its poll until its
 * end was routed. A run that has not ended is released; the older it is, the later it is due again. All work on the
 * repository is done by one task at a time, on a route thread; a timer starts it.
 */
public final class RunPoller {

    private static final Logger LOG = LoggerFactory.getLogger(RunPoller.class);

    /** Most runs that a node leases at a time. If it is killed, at most that many ends are routed twice. */
    public static final int HELD_AT_ONCE = 200;

    /** Most runs leased by one query, so that ended runs are removed before the next query. */
    private static final int LEASED_PER_QUERY = 50;

    /** Polls in a row that may not find a run before it is lost: a run just created may not be found yet. */
    private static final int MAX_MISSES = 4;

    /** Number of renewals per lease time. */
    private static final int RENEWALS = 3;

    /** Receives the ends of runs, on a route thread that may block. */
    public interface Listener {

        /** A run has ended. It is removed after {@code ack.done()}, and reported again later after {@code ack.failed()}. */
        void ended(OpenRun run, Interaction interaction, Acknowledgement ack);

        /** A run is lost or has timed out. It is removed when this returns. */
        void gone(OpenRun run, Throwable failure);
    }

    /**
     * Settings of the polls.
     *
     * @param restartDelay the wait after the {@code n}-th failure, counted from 1, before an end is reported again
     */
    public record Settings(
            AwaitSettings awaiting, Cancelling.Settings cancelling, IntFunction<Duration> restartDelay) {}

    private record Release(OpenRun run, Duration after) {}

    // Set once.
    private final RunRepository repository;
    private final InteractionCalls calls;
    private final Settings settings;
    private final Listener listener;
    private final ComponentThreads threads;
    private final String owner = UUID.randomUUID().toString();
    private final Strand rounds;
    // Any thread: ids of the runs leased by this node, and what the next round writes about them.
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Map<String, Release> released = new ConcurrentHashMap<>();
    // Only the task of a round.
    private long renewedAt = System.nanoTime();
    private long pausedUntil = System.nanoTime();
    private int repositoryFailures;
    // Any thread; the first failed poll of an outage is logged.
    private volatile boolean outage;
    // Guarded by this.
    private @Nullable ScheduledFuture<?> timer;

    public RunPoller(
            RunRepository repository,
            InteractionCalls calls,
            Settings settings,
            Listener listener,
            ComponentThreads threads) {
        this.repository = repository;
        this.calls = calls;
        this.settings = settings;
        this.listener = listener;
        this.threads = threads;
        this.rounds = new Strand(round -> unlessStopped(() -> threads.routes().execute(round)), this::round);
    }

    public synchronized void start() {
        long millis = settings.awaiting().interval().first().toMillis();
        timer = threads.timer().scheduleWithFixedDelay(rounds::signal, 0, Math.max(1, millis), TimeUnit.MILLISECONDS);
    }

    /** Leases no further runs. The leased ones are released after their poll, or after their end was routed. */
    public synchronized void stop() {
        ScheduledFuture<?> ticking = timer;
        timer = null;
        if (ticking != null) ticking.cancel(false);
    }

    private synchronized boolean isStarted() {
        return timer != null;
    }

    private void unlessStopped(Runnable submission) {
        try {
            submission.run();
        } catch (RejectedExecutionException e) {
            LOG.debug("The component stops: the leases of {} runs will expire", held.size());
        }
    }

    /** If the repository fails, it is used again after a pause; until then, the pending writes stay in memory. */
    private void round() {
        if (System.nanoTime() - pausedUntil < 0) return;
        try {
            removeDone();
            release();
            renew();
            if (isStarted()) lease();
            repositoryFailures = 0;
        } catch (RuntimeException e) {
            Duration pause = settings.restartDelay().apply(++repositoryFailures);
            pausedUntil = System.nanoTime() + pause.toNanos();
            LOG.warn("The runRepository cannot be used, next attempt in {} ms: {}", pause.toMillis(), e.getMessage());
            unlessStopped(() -> threads.timer().schedule(rounds::signal, pause.toMillis() + 1, TimeUnit.MILLISECONDS));
        }
    }

    private void removeDone() {
        Set<String> ids = new HashSet<>(done);
        if (ids.isEmpty()) return;
        repository.remove(ids);
        done.removeAll(ids);
        held.removeAll(ids);
    }

    private void release() {
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
        Set<String> lost = new HashSet<>(held);
        if (lost.isEmpty()) return;
        lost.removeAll(repository.renew(owner, Set.copyOf(lost)));
        for (String id : lost)
            LOG.warn("Interaction {} was taken over by another node: its end may be emitted twice", id);
    }

    private void lease() {
        int room = Math.min(HELD_AT_ONCE - held.size(), LEASED_PER_QUERY);
        if (room <= 0) return;
        List<OpenRun> leased = repository.lease(owner, room);
        for (OpenRun run : leased) held.add(run.id());
        leased.forEach(this::poll);
        if (!leased.isEmpty()) rounds.signal(); // there may be more
    }

    private void poll(OpenRun run) {
        calls.poll(run.id(), null).whenComplete((interaction, failure) -> {
            try {
                if (failure == null) polled(run, interaction);
                else pollFailed(run, Futures.unwrapped(failure));
            } catch (RuntimeException e) {
                LOG.warn("Interaction {} could not be polled: {}", run.id(), e.toString());
                release(run, settings.awaiting().interval().longest());
            }
        });
    }

    private void polled(OpenRun run, Interaction interaction) {
        outage = false;
        AwaitSettings awaiting = settings.awaiting();
        if (!isStarted()) release(run, Duration.ZERO);
        else if (interaction.status().isTerminal()) {
            listener.ended(run, interaction.withoutInputs(), new Acknowledgement(run));
        } else if (Instant.now().isAfter(awaiting.deadline(interaction.created(), run.created()))) {
            if (settings.cancelling().onTimeout()) Cancelling.cancel(run.id(), calls);
            gone(
                    run,
                    new InteractionTimeoutException(
                            run.id(), interaction.status().word(), awaiting.timeout()));
        } else {
            release(run.counting(0, run.failures()), interval(run));
        }
    }

    /** Only a run that the service does not know may be lost; any other failure says nothing about the run. */
    private void pollFailed(OpenRun run, Throwable failure) {
        if (!TransientFailures.isGone(failure)) {
            if (!outage) LOG.warn("Runs cannot be polled, polls are repeated: {}", failure.getMessage());
            outage = true;
            release(run, settings.awaiting().interval().longest());
        } else if (run.misses() < MAX_MISSES) {
            release(run.counting(run.misses() + 1, run.failures()), interval(run));
        } else {
            gone(run, new InteractionLostException(run.id(), failure));
        }
    }

    private void gone(OpenRun run, Throwable failure) {
        listener.gone(run, failure);
        done(run);
    }

    private void done(OpenRun run) {
        done.add(run.id());
        rounds.signal();
    }

    private void release(OpenRun run, Duration after) {
        released.put(run.id(), new Release(run, after));
        rounds.signal();
    }

    /** Next poll after as much time as the run is old, so the interval doubles. */
    private Duration interval(OpenRun run) {
        return settings.awaiting().interval().after(Duration.between(run.created(), Instant.now()));
    }

    /** Reports whether the end of one run was routed. Called once, on any thread. */
    public final class Acknowledgement {

        private final OpenRun run;

        private Acknowledgement(OpenRun run) {
            this.run = run;
        }

        public void done() {
            RunPoller.this.done(run);
        }

        public void failed() {
            int failures = run.failures() + 1;
            release(run.counting(0, failures), settings.restartDelay().apply(failures));
        }
    }
}
