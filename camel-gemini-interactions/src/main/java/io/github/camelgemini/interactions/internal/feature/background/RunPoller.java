// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionLostException;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.TransientFailures;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.internal.support.async.Strand;
import io.github.camelgemini.interactions.internal.support.uri.PathSegment;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.state.RunRepository;
import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import io.github.camelgemini.interactions.state.RunRepository.UnreadableRun;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the due runs of a repository and reports those that have ended. A run is leased to one node from its poll until its
 * end was routed. A run that has not ended is released; the older it is, the later it is due again.
 *
 * <p>Threads: one task at a time, on a thread of {@code repositories}, leases, releases and removes; another one, on a thread
 * of {@code heartbeats}, renews the leases. Neither runs a route or waits for one, and no lock is held while the repository
 * is used. A timer starts both.
 *
 * <p>What holds, if the repository does what {@link RunRepository} says:
 *
 * <ul>
 *   <li>Leases are renewed until the end was routed, also while the consumer is suspended or its route stops. A run whose end
 *       is not being routed is released when the consumer is suspended or stops.
 *   <li>An end is routed only while the node's own clock says that its lease has not expired, and at most once per node at a
 *       time: a run that this node leases again while its end is being routed here is not polled again.
 *   <li>Only the holder of a lease releases or removes a run. A write that fails is repeated until it succeeds; if it was
 *       stored and only the answer was lost, the repetition changes nothing.
 *   <li>If the answer to a lease is lost, the runs are due again when that lease expires.
 *   <li>No end is lost: a run is removed only after its end was routed. An end is emitted twice if the node is killed or
 *       stopped by force while it is routed, or can renew nothing for as long as a lease, because it or the repository is
 *       away.
 * </ul>
 */
public final class RunPoller {

    private static final Logger LOG = LoggerFactory.getLogger(RunPoller.class);

    /** Most runs that a node leases at a time. If it is killed, at most that many ends are routed twice. */
    public static final int HELD_AT_ONCE = 200;

    /** Most runs leased by one query, so that ended runs are removed before the next query. */
    private static final int LEASED_PER_QUERY = 50;

    /** Polls in a row that may not find a run before it is lost: a run just created may not be found yet. */
    private static final int MAX_MISSES = 4;

    /** Number of renewals per lease time: two of them may fail. */
    private static final int RENEWALS = 4;

    /** Rows of which a node remembers that it has reported them. */
    private static final int MAX_REPORTED = 10_000;

    /** The wait before a task is submitted again for which there was no thread. */
    private static final Duration NO_THREAD = Duration.ofSeconds(1);

    /** Receives the ends of runs, on a route thread that may block. What it throws counts as {@code ack.failed()}. */
    public interface Listener {

        /** A run has ended. It is removed after {@code ack.done()}, and reported again later after {@code ack.failed()}. */
        void ended(OpenRun run, Interaction interaction, Acknowledgement ack);

        /**
         * The row of a run cannot be read. It stays, and this is called once per row and poller: on a thread of {@code
         * repositories}, which must not run a route.
         */
        default void unreadable(String id, String reason) {}

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

    // Set once.
    private final RunRepository repository;
    private final InteractionCalls calls;
    private final Settings settings;
    private final Listener listener;
    private final ComponentThreads threads;
    private final Clock clock;
    private final Duration leaseTime;
    private final String owner = UUID.randomUUID().toString();
    private final Strand rounds;
    private final Strand heartbeats;
    // Any thread: the runs leased by this node, by id, and what the next round writes about them.
    private final Map<String, RunLease> held = new ConcurrentHashMap<>();
    // Written by start and stop, read by any thread.
    private volatile boolean started;
    // Only the task of a round: rows that were reported as unreadable.
    private final Set<String> reported = new HashSet<>();
    // Set by the task of a round, unset by the timer.
    private volatile boolean paused;
    // Only the task of a round.
    private int repositoryFailures;
    // Only the task of a heartbeat; the first failed renewal of an outage is logged.
    private boolean notRenewed;
    // Any thread; the first failed poll of an outage is logged.
    private volatile boolean outage;
    // Any thread: runs that the service has lost.
    private final AtomicLong lost = new AtomicLong();
    // Guarded by this.
    private @Nullable ScheduledFuture<?> polling;
    private @Nullable ScheduledFuture<?> renewing;
    private boolean closed;

    /** @param clock as the nodes' clocks: a lease that has expired by it is not used */
    public RunPoller(
            RunRepository repository,
            InteractionCalls calls,
            Settings settings,
            Listener listener,
            ComponentThreads threads,
            Clock clock) {
        this.repository = repository;
        this.calls = calls;
        this.settings = settings;
        this.listener = listener;
        this.threads = threads;
        this.clock = clock;
        this.leaseTime = repository.leaseTime();
        this.rounds = new Strand(round -> submit(threads.repositories(), round), () -> quietly(this::round));
        this.heartbeats = new Strand(renewal -> submit(threads.heartbeats(), renewal), () -> quietly(this::renew));
    }

    /** Leases runs from now on, also again after {@link #stop}. Does nothing after {@link #close}. */
    public synchronized void start() {
        if (closed || started) return;
        if (renewing == null) renewing = every(leaseTime.dividedBy(RENEWALS), heartbeats);
        started = true;
        polling = every(settings.awaiting().interval().first(), rounds);
        rounds.signal();
    }

    private ScheduledFuture<?> every(Duration interval, Strand task) {
        long millis = Math.max(1, Durations.millis(interval));
        return threads.timer().scheduleWithFixedDelay(task::signal, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Leases no further runs. Those whose end is not being routed are released at once; the leases of the others are renewed
     * until their exchange has ended. Does not wait for the repository.
     */
    public void stop() {
        synchronized (this) {
            started = false;
            if (polling != null) polling.cancel(false);
            polling = null;
        }
        for (RunLease lease : held.values()) lease.settleUnrouted(released(lease.run(), Duration.ZERO));
        rounds.signal();
    }

    /**
     * Stops, and renews no leases any more: what is still being routed is left to other nodes, which may lease it when the
     * lease has expired. Its outcome is still written.
     */
    public void close() {
        synchronized (this) {
            closed = true;
            if (renewing != null) renewing.cancel(false);
            renewing = null;
        }
        stop();
    }

    /** Number of ends that the route has, or that it has completed and the repository has not removed yet. Any thread. */
    public int pending() {
        return (int) held.values().stream().filter(RunLease::isPending).count();
    }

    /** Number of runs that this node holds. Any thread. */
    int leases() {
        return held.size();
    }

    /** Number of runs that the service has lost since this was created. Any thread. */
    long lost() {
        return lost.get();
    }

    /** A strand whose task is not run would never run again: without a thread, another attempt follows. */
    private void submit(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The component stops: the leases of {} runs will expire", held.size());
        } catch (Throwable e) {
            later(() -> submit(executor, task), NO_THREAD);
        }
    }

    private boolean later(Runnable task, Duration delay) {
        try {
            threads.timer().schedule(task, delay.toMillis() + 1, TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** If the repository fails, it is used again after a pause; until then, the pending writes stay in memory. */
    private void round() {
        if (paused) return;
        Throwable failure = null;
        try {
            failure = write();
        } catch (Throwable e) {
            failure = e;
        }
        try {
            if (started) lease();
        } catch (Throwable e) {
            failure = e;
        }
        if (failure == null) repositoryFailures = 0;
        else pause(failure);
        stopRenewingIfIdle();
    }

    private void pause(Throwable failure) {
        paused = true;
        boolean resumes = false;
        try {
            Duration pause = settings.restartDelay().apply(++repositoryFailures);
            resumes = later(this::unpause, pause);
            LOG.warn("The runRepository cannot be used, next attempt in {} ms: {}", pause.toMillis(), text(failure));
        } catch (Throwable e) {
            LOG.debug("The runRepository is used again with the next poll", e);
        } finally {
            if (!resumes) paused = false;
        }
    }

    private void unpause() {
        paused = false;
        rounds.signal();
    }

    /** Writes all outcomes; a run that cannot be written does not prevent the others. Returns the first failure. */
    private @Nullable Throwable write() {
        List<RunLease> routed = new ArrayList<>();
        Throwable failure = null;
        for (RunLease lease : held.values()) {
            RunLease.Outcome outcome = lease.outcome();
            if (outcome instanceof RunLease.Outcome.Forget) held.remove(lease.id(), lease);
            if (outcome instanceof RunLease.Outcome.Remove) routed.add(lease);
            if (outcome instanceof RunLease.Outcome.Release release) {
                try {
                    repository.release(owner, release.run(), release.after());
                    held.remove(lease.id(), lease);
                } catch (Throwable e) {
                    if (failure == null) failure = e;
                }
            }
        }
        if (!routed.isEmpty()) {
            repository.remove(owner, routed.stream().map(RunLease::id).collect(Collectors.toSet()));
            for (RunLease lease : routed) held.remove(lease.id(), lease);
        }
        return failure;
    }

    /** Repeated before the leases have expired, whether it fails or not. */
    private void renew() {
        try {
            Map<String, RunLease> leases = new HashMap<>(held);
            leases.values().removeIf(lease -> !lease.isRenewed());
            if (leases.isEmpty()) return;
            Instant until = Durations.plus(clock.instant(), leaseTime);
            Set<String> renewed = repository.renew(owner, Set.copyOf(leases.keySet()));
            notRenewed = false;
            for (RunLease lease : leases.values()) {
                if (renewed.contains(lease.id())) lease.validUntil(until);
                else if (lease.lost())
                    LOG.warn("Interaction {} was taken over by another node: its end may be emitted twice", lease.id());
            }
        } catch (Throwable e) {
            boolean first = !notRenewed;
            notRenewed = true;
            if (first) LOG.warn("The leases of runs cannot be renewed; the attempts are repeated: {}", text(e));
        }
    }

    private synchronized void stopRenewingIfIdle() {
        if (started || renewing == null || !held.isEmpty()) return;
        renewing.cancel(false);
        renewing = null;
    }

    private void lease() {
        int room = Math.min(HELD_AT_ONCE - held.size(), LEASED_PER_QUERY);
        if (room <= 0) return;
        Instant until = Durations.plus(clock.instant(), leaseTime);
        List<OpenRun> leased = repository.lease(owner, room);
        for (OpenRun run : leased) {
            RunLease known = held.get(run.id());
            if (known != null && !known.isForgotten()) {
                known.validUntil(until); // it had expired while its end is being routed here
                continue;
            }
            String trouble = trouble(run);
            if (trouble != null) {
                quietly(() -> tell(run.id(), trouble));
                repository.setAside(owner, run, leaseTime); // if it fails, the lease expires
                continue;
            }
            reported.remove(run.id());
            RunLease lease = new RunLease(run, until);
            held.put(run.id(), lease);
            poll(lease);
        }
        List<UnreadableRun> unreadable = repository.unreadable();
        for (UnreadableRun one : unreadable) quietly(() -> tell(one.id(), one.reason()));
        if (!leased.isEmpty() || !unreadable.isEmpty()) rounds.signal(); // there may be more
    }

    /** What of a run cannot be used; null if all can. */
    private @Nullable String trouble(OpenRun run) {
        if (!PathSegment.isSafe(run.id())) return "its id is not that of an interaction";
        try {
            PersistedHeaders.read(run.headers());
            return null;
        } catch (Throwable e) { // an Error too, of headers that are nested without end
            return "its headers are not those that this component writes ("
                    + e.getClass().getSimpleName() + ")";
        }
    }

    private void tell(String id, String reason) {
        if (!reported.add(id)) return;
        if (reported.size() > MAX_REPORTED) {
            reported.clear(); // they are reported again
            reported.add(id);
        }
        LOG.warn("The row of run {} in the runRepository cannot be read and is set aside: {}", id, reason);
        listener.unreadable(id, reason);
    }

    private void poll(RunLease lease) {
        guarded(lease, () -> {
            if (started)
                calls.poll(lease.id(), null)
                        .whenComplete((interaction, failure) -> guarded(lease, () -> {
                            if (failure == null) polled(lease, interaction);
                            else pollFailed(lease, Futures.unwrapped(failure));
                        }));
            else lease.settleUnrouted(released(lease.run(), Duration.ZERO));
        });
    }

    /** Never throws: a run whose processing fails is set aside, and does not disturb the others. */
    private void guarded(RunLease lease, Runnable processing) {
        try {
            processing.run();
        } catch (Throwable e) {
            quietly(() -> {
                failed(lease);
                LOG.warn("Interaction {} could not be processed; it is polled again later: {}", lease.id(), text(e));
            });
        }
    }

    private void polled(RunLease lease, Interaction interaction) {
        outage = false;
        OpenRun run = lease.run();
        AwaitSettings awaiting = settings.awaiting();
        if (interaction.status().isTerminal()) {
            Interaction end = interaction.withoutInputs();
            if (begin(lease)) listener.ended(run, end, new Acknowledgement(lease));
        } else if (clock.instant().isAfter(awaiting.deadline(interaction.created(), run.created()))) {
            if (!begin(lease)) return;
            if (settings.cancelling().onTimeout()) Cancelling.cancel(run.id(), calls);
            gone(
                    lease,
                    new InteractionTimeoutException(
                            run.id(), interaction.status().word(), awaiting.timeout()));
        } else {
            release(lease, run.counting(0, run.failures()), interval(run));
        }
    }

    /**
     * A run that the service does not know may be lost, and an error with a status of success is about the run. An answer that
     * is no interaction ends the wait only after the longest wait. Any other failure says nothing about the run.
     */
    private void pollFailed(RunLease lease, Throwable failure) {
        OpenRun run = lease.run();
        boolean late = failure instanceof InteractionProtocolException
                && clock.instant().isAfter(settings.awaiting().deadline(null, run.created()));
        if (late || TransientFailures.isFinal(failure)) {
            if (begin(lease)) gone(lease, failure);
        } else if (!TransientFailures.isGone(failure)) {
            Duration longest = settings.awaiting().interval().longest();
            release(lease, run, TransientFailures.atLeast(longest, failure, calls.maxRetryAfter()));
            if (!outage) LOG.warn("Runs cannot be polled, polls are repeated: {}", text(failure));
            outage = true;
        } else if (run.misses() < MAX_MISSES) {
            release(lease, run.counting(run.misses() + 1, run.failures()), interval(run));
        } else if (begin(lease)) {
            lost.incrementAndGet();
            gone(lease, new InteractionLostException(run.id(), failure));
        }
    }

    private boolean begin(RunLease lease) {
        boolean begun = lease.beginRouting(clock.instant());
        if (!begun) rounds.signal();
        return begun;
    }

    private void gone(RunLease lease, Throwable failure) {
        listener.gone(lease.run(), failure);
        settle(lease, RunLease.REMOVE);
    }

    /** Even if there is no memory for more, the run is not leased for ever. */
    private void failed(RunLease lease) {
        try {
            int failures = lease.run().failures() + 1;
            release(
                    lease,
                    lease.run().counting(0, failures),
                    settings.restartDelay().apply(failures));
        } finally {
            lease.forget();
        }
    }

    private void release(RunLease lease, OpenRun counted, Duration after) {
        settle(lease, released(counted, after));
    }

    private static RunLease.Outcome released(OpenRun counted, Duration after) {
        return new RunLease.Outcome.Release(counted, after);
    }

    private void settle(RunLease lease, RunLease.Outcome outcome) {
        if (lease.settle(outcome)) rounds.signal();
    }

    /** Next poll after as much time as the run is old, so the interval doubles. */
    private Duration interval(OpenRun run) {
        return settings.awaiting().interval().after(Duration.between(run.created(), clock.instant()));
    }

    /** For the tasks of strands and what is left to do after an Error: another one must not end them. */
    private static void quietly(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.debug("Ignored", e);
        }
    }

    private static String text(Throwable failure) {
        return failure instanceof GeminiInteractionsException
                ? String.valueOf(failure.getMessage())
                : failure.toString();
    }

    /** Reports whether the end of one run was routed. The first call counts, on any thread. */
    public final class Acknowledgement {

        private final RunLease lease;

        private Acknowledgement(RunLease lease) {
            this.lease = lease;
        }

        public void done() {
            settle(lease, RunLease.REMOVE);
        }

        public void failed() {
            RunPoller.this.failed(lease);
        }

        /** The listener has passed the end on; done or failed will be called later. */
        public void handedOver() {
            lease.handedOver();
        }
    }
}
