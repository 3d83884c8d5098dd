// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.progress;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.internal.support.header.PeerText;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Usage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a route that has not ended, and how far it is. It is in the {@link OpenInteractions} from its beginning to its
 * end. An event costs one reading of the clock and one volatile write. Any thread.
 */
public final class OpenInteraction implements CallObservation {

    private static final Logger LOG = LoggerFactory.getLogger(OpenInteraction.class);

    private static final int BAD_REQUEST = 400;

    /**
     * What is known of a call before it begins.
     *
     * @param exchangeId the exchange that asks for it; null for a consumer's run
     * @param routeId null outside of routes
     * @param endpoint URI without options, which may be content
     * @param model null if an agent answers, or if a stored interaction is followed
     * @param agent null if a model answers, or if a stored interaction is followed
     * @param progressInterval time between two lines of the log; zero for no lines
     */
    public record Origin(
            @Nullable String exchangeId,
            @Nullable String routeId,
            String endpoint,
            @Nullable String model,
            @Nullable String agent,
            Duration progressInterval) {}

    /**
     * How far a call is.
     *
     * @param id of the interaction in progress, on one line; null until the service has sent it
     * @param status the API's word; null until the service has sent one
     * @param ageMillis time since the beginning
     * @param silentMillis time since the service sent something, or since the beginning
     * @param steps number of finished steps, of all rounds
     * @param events number of events of streams
     * @param tokens as far as the service has sent a number, of all rounds
     */
    public record Progress(
            Origin origin,
            @Nullable String id,
            @Nullable String status,
            long ageMillis,
            long silentMillis,
            int steps,
            long events,
            long tokens) {

        /** All but the endpoint, on one line. */
        public String toLine() {
            return "id=" + id + " status=" + status + " route=" + origin.routeId() + " exchange=" + origin.exchangeId()
                    + " age=" + ageMillis + "ms silent=" + silentMillis + "ms steps=" + steps + " events=" + events
                    + " tokens=" + tokens;
        }
    }

    private final OpenInteractions registry;
    private final Origin origin;
    private final Function<String, CompletionStage<?>> canceller;
    // Set when the call begins, before any other thread knows this.
    private long begun;

    // Any thread.
    private volatile @Nullable String id;
    private volatile @Nullable InteractionStatus status;
    private volatile @Nullable Runnable stop;
    // Guarded by this. Of the rounds before the present one, and of the present one.
    private long earlierTokens;
    private long tokens;
    private int earlierSteps;
    // Written by one thread at a time, and published by lastHeard.
    private long events;
    private int steps;
    private volatile long lastHeard;

    /** @param canceller cancels the interaction with an id at the service */
    OpenInteraction(OpenInteractions registry, Origin origin, Function<String, CompletionStage<?>> canceller) {
        this.registry = registry;
        this.origin = origin;
        this.canceller = canceller;
    }

    @Override
    public void begin() {
        begun = System.nanoTime();
        lastHeard = begun;
        registry.add(this);
    }

    @Override
    public void stoppable(Runnable stopping) {
        stop = stopping;
    }

    /** The id is that of another interaction now, which the service has not sent yet. */
    @Override
    public synchronized void requested(InteractionRequest request) {
        id = null;
        status = null;
        earlierTokens += tokens;
        tokens = 0;
        earlierSteps += steps;
        steps = 0;
    }

    @Override
    public void known(String interactionId) {
        id = interactionId;
        lastHeard = System.nanoTime();
    }

    @Override
    public void received(InteractionEvent event, int finishedSteps) {
        events++;
        steps = finishedSteps;
        lastHeard = System.nanoTime();
        if (event instanceof InteractionEvent.StatusChanged changed) status = changed.status();
        if (event instanceof InteractionEvent.Created created) seen(created.interaction());
        if (event instanceof InteractionEvent.Completed completed) seen(completed.interaction());
    }

    @Override
    public void answered(Interaction answer) {
        polled(answer);
    }

    @Override
    public void polled(Interaction interaction) {
        steps = interaction.withoutInputs().steps().size();
        lastHeard = System.nanoTime();
        seen(interaction);
    }

    private synchronized void seen(Interaction interaction) {
        status = interaction.status();
        Usage usage = interaction.usage();
        if (usage != null && usage.totalTokens() != null) tokens = Math.max(0, usage.totalTokens());
    }

    @Override
    public void ended(@Nullable Interaction answer, @Nullable Throwable failure) {
        registry.remove(this);
    }

    @Override
    public @Nullable String interactionId() {
        return id;
    }

    Origin origin() {
        return origin;
    }

    /** When the call began, as {@link System#nanoTime()}. */
    long begun() {
        return begun;
    }

    /** True if this is what an operator names: the id of the interaction, or that of the exchange. */
    boolean isCalled(String name) {
        return name.equals(id) || name.equals(origin.exchangeId());
    }

    public synchronized Progress progress() {
        long now = System.nanoTime();
        long heard = lastHeard;
        String known = id;
        InteractionStatus last = status;
        return new Progress(
                origin,
                known == null ? null : PeerText.line(known),
                last == null ? null : PeerText.line(last.word()),
                TimeUnit.NANOSECONDS.toMillis(now - begun),
                TimeUnit.NANOSECONDS.toMillis(Math.max(0, now - heard)),
                earlierSteps + steps,
                events,
                earlierTokens + tokens);
    }

    /**
     * Cancels the interaction at the service, so that the call ends with its status. If the service does not cancel it, as
     * one that does not run in the background, the call ends on this side.
     *
     * @return what was done, in one sentence; never completes exceptionally
     */
    CompletionStage<String> cancel() {
        String known = id;
        if (known == null) return CompletableFuture.completedStage(stopHere("its id is not known yet"));
        try {
            return canceller.apply(known).handle((cancelled, refusal) -> cancelled(PeerText.line(known), refusal));
        } catch (Throwable e) { // the component stops
            return CompletableFuture.completedStage(cancelled(PeerText.line(known), e));
        }
    }

    private String cancelled(String known, @Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Futures.unwrapped(failure);
        if (cause == null) {
            LOG.info("Interaction {} was cancelled by an operator", known);
            return "Interaction " + known + " was cancelled at the service";
        }
        if (cause instanceof InteractionRejectedException refused
                && (refused.isNotFound() || refused.getHttpResponseCode() == BAD_REQUEST))
            return stopHere("the service does not cancel interaction " + known);
        LOG.warn("Interaction {} could not be cancelled by an operator: {}", known, cause.getMessage());
        return "Interaction " + known + " could not be cancelled: " + cause.getMessage();
    }

    private String stopHere(String why) {
        Runnable stopping = stop;
        if (stopping == null) return "Nothing was cancelled: " + why + "; stop the route " + origin.routeId();
        LOG.info("A call of route {} was stopped by an operator: {}", origin.routeId(), why);
        stopping.run();
        return "The call was stopped on this side, and the service may complete and charge the interaction: " + why;
    }
}
