// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the idempotency key of one delivery: creates, or follows the interaction already created. If another delivery is
 * in progress, in this process or another one, it waits for the end of that delivery first, and then follows what is stored.
 * The repository is used on its own threads; in between, no thread is held.
 */
final class KeyedCreate {

    /** Number of reads, one per second, without a new heartbeat, after which another process counts as dead. */
    private static final int MAX_UNCHANGED_READS = 8;

    private static final long READ_INTERVAL_MILLIS = 1_000;

    // Set once.
    private final IdempotencyDecorator settings;
    private final KeyStore keys;
    private final String key;
    private final InteractionRunner runs;
    private final InteractionRequest request;
    private final AtomicReference<@Nullable KeyLease> taken;
    private final StagedRun stages = new StagedRun();
    // Only resolve(); its calls do not overlap.
    private KeyState.@Nullable Held watched;
    private int unchangedReads;

    /** @param taken receives the lease, for {@link KeyLeaseCheck} */
    KeyedCreate(
            IdempotencyDecorator settings,
            KeyStore keys,
            String key,
            InteractionRunner runs,
            InteractionRequest request,
            AtomicReference<@Nullable KeyLease> taken) {
        this.settings = settings;
        this.keys = keys;
        this.key = key;
        this.runs = runs;
        this.request = request;
        this.taken = taken;
    }

    RunHandle begin() {
        startResolve();
        return stages;
    }

    /** Never throws: nothing else would answer the exchange. */
    private void startResolve() {
        try {
            settings.threads().repositories().execute(() -> {
                if (stages.isOver()) return;
                try {
                    resolve();
                } catch (Throwable e) {
                    stages.end(null, e);
                }
            });
        } catch (Throwable e) { // the component stops, or no thread can be created
            stages.stop();
        }
    }

    private void resolve() {
        KeyState present = keys.read(key);
        if (present instanceof KeyState.Answered answered)
            stages.begin(() -> runs.attachAnswered(answered.parts().ids())).whenComplete(stages::end);
        else if (present instanceof KeyState.Created created) follow(created, created.parts());
        else if (present instanceof KeyState.Held held) await(held);
        else create(present);
    }

    /** The part that may exist has the same token as the one that would be created. */
    private void follow(KeyState expected, KeyState.Parts parts) {
        if (parts.inDoubt() && !settings.resend()) {
            stages.end(null, new InteractionInDoubtException(key, parts.ids()));
            return;
        }
        KeyLease lease = take(expected, new KeyState.Parts(parts.ids(), false));
        if (lease != null) run(lease, () -> runs.attach(parts.ids()));
        else resolve(); // another delivery has just taken the key
    }

    private void create(KeyState expected) {
        KeyLease lease = take(expected, KeyState.Parts.NONE);
        if (lease != null) run(lease, () -> runs.create(request));
        else resolve();
    }

    private @Nullable KeyLease take(KeyState expected, KeyState.Parts parts) {
        return KeyLease.take(keys, key, expected, parts, settings.threads(), settings.holder());
    }

    private void run(KeyLease lease, Supplier<RunHandle> start) {
        taken.set(lease);
        stages.begin(() -> {
                    RunHandle run = start.get();
                    run.whenKnown(lease::created);
                    return run;
                })
                .whenComplete((answer, failure) -> {
                    String id = stages.interactionId();
                    if (id != null) lease.created(id);
                    CompletionStage<Void> over = failure == null
                            ? lease.answered(answer)
                            : lease.failed(isWithoutEffect(Futures.unwrapped(failure)));
                    over.thenRun(() -> stages.end(answer, failure));
                });
    }

    /** True when the service has certainly made no interaction. */
    private static boolean isWithoutEffect(Throwable failure) {
        if (failure instanceof InteractionRequestException) return true;
        if (failure instanceof InteractionTransportException broken) return broken.isRetrySafe();
        return failure instanceof InteractionRejectedException refused && refused.hadNoEffect();
    }

    /** Waits for the end of the delivery that holds the key; a process without heartbeats counts as dead. */
    private void await(KeyState.Held held) {
        CompletionStage<Void> end = settings.holder().inProgress(held.token());
        if (end != null) {
            end.thenRun(this::startResolve);
        } else if (settings.holder().hasIssued(held.token()) || !keys.isShared()) {
            // That delivery may have ended, and stored its outcome, since the state was read.
            if (keys.read(key).equals(held)) takeOver(held);
            else resolve();
        } else {
            unchangedReads = held.equals(watched) ? unchangedReads + 1 : 0;
            watched = held;
            if (unchangedReads < MAX_UNCHANGED_READS) resolveLater();
            else takeOver(held);
        }
    }

    /** Continues a delivery that was interrupted. */
    private void takeOver(KeyState.Held held) {
        if (!held.parts().isEmpty()) follow(held, held.parts());
        else if (settings.resend()) create(held);
        else stages.end(null, new InteractionInDoubtException(key, KeyStore.stored(key)));
    }

    private void resolveLater() {
        try {
            settings.threads().timer().schedule(this::startResolve, READ_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            stages.stop();
        }
    }
}
