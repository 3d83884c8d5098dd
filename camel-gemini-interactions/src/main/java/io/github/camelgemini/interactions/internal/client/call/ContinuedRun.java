// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.accumulate.AnswerParts;
import io.github.camelgemini.interactions.internal.client.accumulate.DeclaredFunctions;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * An answer with all its parts: while a part requires continuation, the next one is created with its token. Fails with
 * {@link InteractionEndedException} if a token comes back, is missing, or the parts are too many. Any other failure after the
 * first part has such an exception, with the parts so far, among its suppressed ones.
 *
 * <p>Documented: source of @google/genai 3.3.0, automatic continuation, November 2026.
 */
public final class ContinuedRun {

    /**
     * The longest time for a whole answer, from its start.
     *
     * @param option the option that sets it
     * @param longest null for no limit
     */
    public record Timeout(String option, @Nullable Duration longest) {}

    /**
     * Limits of one answer.
     *
     * @param maxContinuations maximum number of parts after the first one
     * @param maxTotalTokens no further part is created once this many tokens are used; 0 for no limit
     * @param timer hands over what is due
     * @param threads end an answer that takes too long
     */
    public record Settings(
            int maxContinuations,
            long maxTotalTokens,
            Timeout timeout,
            ScheduledExecutorService timer,
            Executor threads) {}

    // Set once.
    private final Settings settings;
    private final InteractionRunner runs;
    private final InteractionRequest request;
    private final long started = System.nanoTime();
    private final StagedRun stages = new StagedRun();
    // Written by the stages, which do not overlap; read also when the time is over.
    private volatile AnswerParts parts;
    // Used by the stages only.
    private boolean limited;

    private ContinuedRun(Settings settings, InteractionRunner runs, InteractionRequest request) {
        this.settings = settings;
        this.runs = runs;
        this.request = request;
        this.parts = AnswerParts.none(DeclaredFunctions.of(request.tools(), false));
    }

    /** @param runs creates each part */
    public static RunHandle create(Settings settings, InteractionRunner runs, InteractionRequest request) {
        ContinuedRun run = new ContinuedRun(settings, runs, request);
        AnswerParts none = run.parts;
        run.next(() -> runs.part(none).create(request), List.of());
        return run.stages;
    }

    /**
     * Follows the parts that exist, and creates what is missing.
     *
     * @param request the request that created the first part
     */
    public static RunHandle attach(
            Settings settings, InteractionRunner runs, InteractionRequest request, List<String> ids) {
        ContinuedRun run = new ContinuedRun(settings, runs, request);
        run.follow(ids);
        return run.stages;
    }

    private void follow(List<String> ids) {
        AnswerParts earlier = parts;
        next(() -> runs.part(earlier).attach(ids.subList(0, 1)), ids.subList(1, ids.size()));
    }

    /** @param rest ids of the parts after this one */
    private void next(Supplier<RunHandle> part, List<String> rest) {
        stages.begin(part).whenComplete((answer, failure) -> {
            try {
                if (failure != null) interrupted(Futures.unwrapped(failure));
                else ended(answer, rest);
            } catch (Throwable e) { // an Error too: nothing else would answer the exchange
                stages.end(null, e);
            }
        });
    }

    private void ended(Interaction part, List<String> rest) {
        if (rest.isEmpty() && !part.requiresContinuation()) {
            stages.end(parts.joinedWith(part), null);
            return;
        }
        String token = part.continuationToken();
        if (rest.isEmpty()) check(part);
        parts = parts.with(part);
        limit();
        if (!rest.isEmpty()) follow(rest);
        else if (!stages.isOver() && token != null) { // nothing is sent after a stop
            InteractionRequest next = request.nextPart(part, InteractionJson.text(token));
            AnswerParts earlier = parts;
            next(() -> runs.part(earlier).create(next), List.of());
        }
    }

    /** Checks that the answer may be continued after this part. */
    private void check(Interaction part) {
        String token = part.continuationToken();
        Interaction partial = parts.joinedWith(part);
        if (token == null) throw new InteractionEndedException(partial, null, "the service sent no continuation_token");
        if (isRepeated(token))
            throw new InteractionEndedException(partial, null, "the service sent the same token twice");
        if (parts.count() >= settings.maxContinuations)
            throw new InteractionEndedException(
                    partial,
                    null,
                    "it was continued maxContinuations=" + settings.maxContinuations
                            + " times; raise maxContinuations");
        Usage usage = partial.usage();
        Long tokens = usage == null ? null : usage.totalTokens();
        if (settings.maxTotalTokens > 0 && tokens != null && tokens >= settings.maxTotalTokens)
            throw new InteractionBudgetException(
                    "maxTotalTokens",
                    tokens + " tokens are used, of maxTotalTokens=" + settings.maxTotalTokens
                            + ", and the answer has further parts: raise maxTotalTokens",
                    partial);
    }

    private boolean isRepeated(String token) {
        if (InteractionJson.text(token).equals(request.more().get(InteractionRequest.CONTINUATION_TOKEN))) return true;
        return parts.parts().stream().anyMatch(part -> token.equals(part.continuationToken()));
    }

    /** The first part has a limit of its own; from the second one on, all parts together have it. */
    private void limit() {
        Duration timeout = settings.timeout.longest();
        if (timeout == null || limited) return;
        limited = true;
        long left = Math.max(0, Durations.nanos(timeout) - (System.nanoTime() - started));
        try {
            Future<?> due = settings.timer.schedule(
                    () -> settings.threads.execute(() -> timedOut(timeout)), left, TimeUnit.NANOSECONDS);
            stages.whole().whenComplete((answer, failure) -> due.cancel(false));
        } catch (RejectedExecutionException e) { // the component stops
            stages.stop();
        }
    }

    private void timedOut(Duration timeout) {
        String message = "The answer is not complete after " + settings.timeout.option() + "=" + timeout.toMillis()
                + " ms, in its part " + (parts.count() + 1) + ": raise " + settings.timeout.option();
        interrupted(new InteractionTransportException(message, false, new SocketTimeoutException(message)));
        stages.stop();
    }

    private void interrupted(Throwable failure) {
        List<Interaction> done = parts.parts();
        if (!done.isEmpty()) {
            Interaction last = done.get(done.size() - 1);
            failure.addSuppressed(new InteractionEndedException(
                    new AnswerParts(done.subList(0, done.size() - 1), DeclaredFunctions.NONE).joinedWith(last),
                    null,
                    "the next part failed"));
        }
        stages.end(null, failure);
    }

    /** The parts of an answer before this failure of {@link #create} or {@link #attach}; null if there are none. */
    public static @Nullable InteractionEndedException partsBefore(Throwable failure) {
        for (Throwable suppressed : failure.getSuppressed()) {
            if (suppressed instanceof InteractionEndedException parts && parts.getContinuationToken() != null)
                return parts;
        }
        return null;
    }
}
