// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.time.Duration;
import java.time.Instant;

import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import org.jspecify.annotations.Nullable;

/**
 * This node's lease on one run: what the node does with the run, and until when no other node can have it. Any thread; calls
 * nothing of others while it is locked.
 */
final class RunLease {

    private enum Stage {
        /** The service is asked for the run. */
        POLLED,
        /** The route has the end. */
        ROUTED,
        /** The route has passed the end on to another route, which has not completed it yet. */
        HANDED_OVER,
        /** The outcome is known; the repository may not have it yet. */
        SETTLED
    }

    /** What the repository is to be told about the run. */
    sealed interface Outcome {

        /** Its end was routed. */
        record Remove() implements Outcome {}

        /** It is due again after some time, with these counts. */
        record Release(OpenRun run, Duration after) implements Outcome {}

        /** Nothing: the lease expires, unless it has already. */
        record Forget() implements Outcome {}
    }

    static final Outcome REMOVE = new Outcome.Remove();
    private static final Outcome FORGET = new Outcome.Forget();

    // Set once.
    private final OpenRun run;
    // Guarded by this.
    private Stage stage = Stage.POLLED;
    private Instant validUntil;
    private boolean lost;
    private @Nullable Outcome outcome;

    RunLease(OpenRun run, Instant validUntil) {
        this.run = run;
        this.validUntil = validUntil;
    }

    OpenRun run() {
        return run;
    }

    String id() {
        return run.id();
    }

    /**
     * Begins to route the end of the run. False if the run was released meanwhile, and if another node may have it by now:
     * such a run is released, which changes nothing about another node's lease, and ends one that was renewed too late.
     */
    synchronized boolean beginRouting(Instant now) {
        if (stage != Stage.POLLED) return false;
        if (lost || !now.isBefore(validUntil)) {
            settle(new Outcome.Release(run, Duration.ZERO));
            return false;
        }
        stage = Stage.ROUTED;
        return true;
    }

    /** The exchange has left the consumer's route, and its end is not known yet. */
    synchronized void handedOver() {
        if (stage == Stage.ROUTED) stage = Stage.HANDED_OVER;
    }

    /** Sets the outcome; false if there is one already. */
    synchronized boolean settle(Outcome known) {
        if (stage == Stage.SETTLED) return false;
        stage = Stage.SETTLED;
        outcome = known;
        return true;
    }

    /** As {@link #settle}, but only if the end of the run is not being routed. */
    synchronized boolean settleUnrouted(Outcome known) {
        return stage == Stage.POLLED && settle(known);
    }

    /** Without an outcome yet, leaves the run to the node that leases it after this lease. Allocates nothing. */
    synchronized void forget() {
        if (stage == Stage.SETTLED) return;
        stage = Stage.SETTLED;
        outcome = FORGET;
    }

    /** Null until the outcome is known. */
    synchronized @Nullable Outcome outcome() {
        return outcome;
    }

    synchronized void validUntil(Instant renewed) {
        validUntil = renewed;
        lost = false;
    }

    /** Another node has the run: forgets it, unless its end is being routed. True if it is, and if that is news. */
    synchronized boolean lost() {
        if (stage == Stage.POLLED) forget();
        if (lost || stage == Stage.SETTLED) return false;
        lost = true;
        return true;
    }

    synchronized boolean isForgotten() {
        return outcome == FORGET;
    }

    /** True while the lease is this node's, as far as it knows, and has to last. */
    synchronized boolean isRenewed() {
        return !lost && outcome != FORGET;
    }

    /** True from the moment when the route gets the end until it was removed or has left the route. */
    synchronized boolean isPending() {
        return stage == Stage.ROUTED || outcome == REMOVE;
    }
}
