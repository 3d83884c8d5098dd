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
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Resolves one idempotency key: creates, follows the interaction already created, or waits for the creator to learn its id.
 * The repository is read and written on route threads; in between, no thread is held.
 */
final class KeyedCreate {

    /** Number of unchanged reads, one per second, after which another process counts as dead. */
    private static final int CHECKS = 8;

    // Set once.
    private final InteractionRunner runs;
    private final InteractionRequest request;
    private final KeyStore keys;
    private final String key;
    private final boolean resend;
    private final ComponentThreads threads;
    private final StagedRun underWay = new StagedRun();
    // Only the task that holds the claim.
    private KeyState.@Nullable Started watched;
    private int checks;

    /** @param resend true to create again when an earlier create may have succeeded */
    KeyedCreate(
            InteractionRunner runs,
            InteractionRequest request,
            KeyStore keys,
            String key,
            boolean resend,
            ComponentThreads threads) {
        this.runs = runs;
        this.request = request;
        this.keys = keys;
        this.key = key;
        this.resend = resend;
        this.threads = threads;
    }

    RunHandle begin() {
        onRouteThread(this::look, threads.routes());
        return underWay;
    }

    private void look() {
        KeyState present = keys.read(key);
        if (present instanceof KeyState.Created created) follow(created.interactionId());
        else if (present instanceof KeyState.Started started) wait(started);
        else create(present);
    }

    private void follow(String id) {
        RunHandle followed = runs.attach(id);
        CreateLease begun = CreateLease.resumed(keys, key, id, threads);
        followed.whenKnown(begun::created);
        underWay.begin(followed).whenComplete((answer, failure) -> begun.over()
                .whenComplete((written, trouble) -> underWay.end(answer, failure)));
    }

    private void create(KeyState expected) {
        CreateLease started = CreateLease.take(keys, key, expected, threads);
        if (started == null) {
            look(); // another was faster: it creates
            return;
        }
        RunHandle create;
        try {
            if (underWay.isOver()) throw new IllegalStateException("stopped before anything was sent");
            create = runs.create(request);
        } catch (RuntimeException e) {
            started.withoutEffect();
            started.over().whenComplete((written, failure) -> underWay.end(null, e));
            return;
        }
        create.whenKnown(started::created);
        underWay.begin(create).whenComplete((answer, failure) -> {
            ended(started, create, answer, failure == null ? null : Futures.unwrapped(failure));
            started.over().whenComplete((written, trouble) -> underWay.end(answer, failure));
        });
    }

    private static void ended(
            CreateLease started, RunHandle create, @Nullable Interaction answer, @Nullable Throwable failure) {
        String id = answer != null && answer.id() != null ? answer.id() : create.interactionId();
        if (id != null) started.created(id);
        else if (failure != null && isWithoutEffect(failure)) started.withoutEffect();
    }

    /** True when the service cannot have made an interaction. */
    private static boolean isWithoutEffect(Throwable failure) {
        if (failure instanceof InteractionRequestException) return true;
        if (failure instanceof InteractionTransportException broken) return broken.isRetrySafe();
        return failure instanceof InteractionRejectedException refused && refused.hadNoEffect();
    }

    /** Waits for another create of the key; a process without heartbeats counts as dead. */
    private void wait(KeyState.Started started) {
        CompletionStage<Void> end = CreateLease.underWay(started.token());
        if (end != null) {
            end.whenComplete((nothing, failure) -> onRouteThread(this::look, threads.routes()));
        } else if (CreateLease.isOfThisProcess(started.token()) || !keys.isShared()) {
            inDoubt(started);
        } else if (!started.equals(watched)) {
            watched = started;
            checks = 0;
            lookLater();
        } else if (++checks < CHECKS) {
            lookLater();
        } else {
            inDoubt(started);
        }
    }

    private void inDoubt(KeyState.Started started) {
        if (resend) create(started);
        else underWay.end(null, new InteractionInDoubtException(key, KeyStore.stored(key)));
    }

    private void lookLater() {
        onRouteThread(this::look, later -> threads.timer()
                .schedule(() -> threads.routes().execute(later), 1, TimeUnit.SECONDS));
    }

    /** A failure of the step ends the exchange. */
    private void onRouteThread(Runnable step, Executor executor) {
        try {
            executor.execute(() -> {
                if (underWay.isOver()) return;
                try {
                    step.run();
                } catch (RuntimeException e) {
                    underWay.end(null, e);
                }
            });
        } catch (RejectedExecutionException e) {
            underWay.stop();
        }
    }
}
