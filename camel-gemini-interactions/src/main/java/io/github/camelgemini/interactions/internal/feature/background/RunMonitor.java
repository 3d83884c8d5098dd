// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.internal.support.header.PeerText;
import io.github.camelgemini.interactions.state.RunRepository;
import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background runs of one await consumer, as an operator sees them: the rows of its repository, and what this node does
 * with them. The repository is asked by one thread at a time, so that one that hangs holds a single thread. Any thread.
 */
public final class RunMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(RunMonitor.class);

    /** Rows of which the ids are shown. */
    private static final int MAX_ROWS = 1000;

    /** Longest wait for the repository. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String routeId;
    private final RunRepository repository;
    private final Supplier<@Nullable RunPoller> poller;
    private final Executor repositories;
    private final Function<String, CompletionStage<?>> canceller;
    // Guarded by this. The latest question to the repository.
    private @Nullable CompletableFuture<RunRepository.@Nullable Overview> asked;

    /**
     * What is known of the runs at one moment.
     *
     * @param overview null if the repository has none, or has failed
     * @param failure why there is no overview; null if there is, or if the repository has none
     * @param leases number of runs that this node holds
     * @param lost number of runs that the service has lost, since the consumer has started
     */
    public record State(
            String routeId,
            RunRepository.@Nullable Overview overview,
            @Nullable Throwable failure,
            int leases,
            long lost) {

        /** The run that has been open longest; null if there is none, or if it is not known. */
        public @Nullable OpenRun oldest() {
            return overview == null || overview.oldest().isEmpty()
                    ? null
                    : overview.oldest().get(0);
        }
    }

    /**
     * @param poller of the present start; null before the first one
     * @param repositories may block
     * @param canceller cancels the interaction with an id at the service
     */
    public RunMonitor(
            String routeId,
            RunRepository repository,
            Supplier<@Nullable RunPoller> poller,
            Executor repositories,
            Function<String, CompletionStage<?>> canceller) {
        this.routeId = routeId;
        this.repository = repository;
        this.poller = poller;
        this.repositories = repositories;
        this.canceller = canceller;
    }

    /** Waits for the repository, but not long. */
    public State state() {
        try {
            return state(ask().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), null);
        } catch (TimeoutException e) {
            return state(
                    null,
                    new IllegalStateException(
                            "The runRepository has not answered within " + PATIENCE.toSeconds() + " s"));
        } catch (ExecutionException e) {
            return state(null, Futures.unwrapped(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return state(null, e);
        }
    }

    private State state(RunRepository.@Nullable Overview overview, @Nullable Throwable failure) {
        RunPoller known = poller.get();
        return new State(
                routeId, overview, failure, known == null ? 0 : known.leases(), known == null ? 0 : known.lost());
    }

    /** Joins a question that the repository has not answered yet. */
    private synchronized CompletableFuture<RunRepository.@Nullable Overview> ask() {
        CompletableFuture<RunRepository.@Nullable Overview> known = asked;
        if (known != null && !known.isDone()) return known;
        CompletableFuture<RunRepository.@Nullable Overview> answer;
        try {
            answer = CompletableFuture.supplyAsync(this::overview, repositories);
        } catch (Throwable e) { // the component stops, or no thread can be created
            answer = CompletableFuture.failedFuture(e);
        }
        asked = answer;
        return answer;
    }

    /** Blocks as the repository does, on a thread of its own and without the monitor. */
    private RunRepository.@Nullable Overview overview() {
        return repository.overview(MAX_ROWS);
    }

    /** Logs how many runs are open and which is the oldest, if that is older than the interval. Does not block. */
    public void log(Duration interval) {
        ask().whenComplete((overview, failure) -> {
            if (failure != null) {
                Throwable cause = Futures.unwrapped(failure);
                LOG.debug("The open runs of route {} are not known", routeId, cause);
                return;
            }
            if (overview == null || overview.oldest().isEmpty()) return;
            OpenRun oldest = overview.oldest().get(0);
            Duration age = Duration.between(oldest.created(), Instant.now());
            if (age.compareTo(interval) < 0) return;
            LOG.info(
                    "Route {} awaits {} runs, {} of them set aside; the oldest is interaction {}, {} s old",
                    routeId,
                    overview.runs(),
                    overview.setAside(),
                    PeerText.line(oldest.id()),
                    age.toSeconds());
        });
    }

    /**
     * Cancels a run at the service, so that its end is emitted as cancelled.
     *
     * @return what was done, in one sentence; null if the repository has no such run, or cannot be asked
     */
    public @Nullable CompletionStage<String> cancel(String id) {
        RunRepository.Overview overview = state().overview();
        if (overview == null
                || overview.oldest().stream().noneMatch(run -> run.id().equals(id))) return null;
        return canceller.apply(id).handle((cancelled, failure) -> cancelled(PeerText.line(id), failure));
    }

    private static String cancelled(String id, @Nullable Throwable failure) {
        if (failure == null) {
            LOG.info("Interaction {} was cancelled by an operator", id);
            return "Interaction " + id + " was cancelled at the service";
        }
        Throwable cause = Futures.unwrapped(failure);
        String reason =
                cause instanceof GeminiInteractionsException ? String.valueOf(cause.getMessage()) : cause.toString();
        LOG.warn("Interaction {} could not be cancelled by an operator: {}", id, reason);
        return "Interaction " + id + " could not be cancelled: " + reason;
    }
}
