// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Resolves one idempotency key: creates, follows the interaction already created, or waits for the creator to learn its id.
 * The repository is read and written on route threads; in between, no thread is held.
 */
final class KeyedCreate {

    /** Number of reads, one per second, without a new heartbeat, after which another process counts as dead. */
    private static final int MAX_UNCHANGED_READS = 8;

    // Set once.
    private final IdempotencyDecorator settings;
    private final KeyStore keys;
    private final String key;
    private final InteractionRunner runs;
    private final InteractionRequest request;
    private final StagedRun stages = new StagedRun();
    // Only resolve(); its calls do not overlap.
    private KeyState.@Nullable Started watched;
    private int unchangedReads;

    KeyedCreate(
            IdempotencyDecorator settings,
            KeyStore keys,
            String key,
            InteractionRunner runs,
            InteractionRequest request) {
        this.settings = settings;
        this.keys = keys;
        this.key = key;
        this.runs = runs;
        this.request = request;
    }

    RunHandle begin() {
        resolveOn(settings.threads().routes());
        return stages;
    }

    private void resolve() {
        KeyState present = keys.read(key);
        if (present instanceof KeyState.Created created) follow(created.interactionId());
        else if (present instanceof KeyState.Started started) awaitCreator(started);
        else create(present);
    }

    private void follow(String id) {
        RunHandle followed = runs.attach(id);
        CreateLease lease = CreateLease.resumed(keys, key, id, settings.threads());
        followed.whenKnown(lease::created);
        stages.begin(followed).whenComplete((answer, failure) -> lease.over()
                .whenComplete((written, trouble) -> stages.end(answer, failure)));
    }

    private void create(KeyState expected) {
        CreateLease lease = CreateLease.take(keys, key, expected, settings.threads());
        if (lease == null) {
            resolve(); // another create has just taken the key
            return;
        }
        RunHandle create;
        try {
            if (stages.isOver()) throw new IllegalStateException("stopped before anything was sent");
            create = runs.create(request);
        } catch (RuntimeException e) {
            lease.withoutEffect();
            lease.over().whenComplete((written, failure) -> stages.end(null, e));
            return;
        }
        create.whenKnown(lease::created);
        stages.begin(create).whenComplete((answer, failure) -> {
            ended(lease, create, answer, failure == null ? null : Futures.unwrapped(failure));
            lease.over().whenComplete((written, trouble) -> stages.end(answer, failure));
        });
    }

    private static void ended(
            CreateLease lease, RunHandle create, @Nullable Interaction answer, @Nullable Throwable failure) {
        String id = answer != null && answer.id() != null ? answer.id() : create.interactionId();
        if (id != null) lease.created(id);
        else if (failure != null && isWithoutEffect(failure)) lease.withoutEffect();
    }

    /** True when the service has certainly made no interaction. */
    private static boolean isWithoutEffect(Throwable failure) {
        if (failure instanceof InteractionRequestException) return true;
        if (failure instanceof InteractionTransportException broken) return broken.isRetrySafe();
        return failure instanceof InteractionRejectedException refused && refused.hadNoEffect();
    }

    /** Waits for the create that has the key; a process without heartbeats counts as dead. */
    private void awaitCreator(KeyState.Started started) {
        CompletionStage<Void> end = CreateLease.inProgress(started.token());
        if (end != null) {
            end.whenComplete((nothing, failure) -> resolveOn(settings.threads().routes()));
        } else if (CreateLease.isOfThisProcess(started.token()) || !keys.isShared()) {
            inDoubt(started);
        } else {
            unchangedReads = started.equals(watched) ? unchangedReads + 1 : 0;
            watched = started;
            if (unchangedReads < MAX_UNCHANGED_READS) resolveLater();
            else inDoubt(started);
        }
    }

    private void inDoubt(KeyState.Started started) {
        if (settings.resend()) create(started);
        else stages.end(null, new InteractionInDoubtException(key, KeyStore.stored(key)));
    }

    private void resolveLater() {
        resolveOn(step -> settings.threads()
                .timer()
                .schedule(() -> settings.threads().routes().execute(step), 1, TimeUnit.SECONDS));
    }

    private void resolveOn(Executor executor) {
        try {
            executor.execute(() -> {
                if (stages.isOver()) return;
                try {
                    resolve();
                } catch (RuntimeException e) {
                    stages.end(null, e);
                }
            });
        } catch (RejectedExecutionException e) {
            stages.stop();
        }
    }
}
