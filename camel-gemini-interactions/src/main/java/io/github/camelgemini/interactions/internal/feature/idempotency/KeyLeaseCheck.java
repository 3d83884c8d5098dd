// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import io.github.camelgemini.interactions.internal.client.accumulate.AnswerParts;
import io.github.camelgemini.interactions.internal.client.accumulate.DeclaredFunctions;
import io.github.camelgemini.interactions.internal.client.call.ForwardingRun;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Checks before each create that this delivery still holds its idempotency key, which another process may take when
 * heartbeats fail or this process is suspended. It is the innermost decorator: each part of a long answer, each round of a
 * function loop, and each repair of an answer, is a create.
 */
public final class KeyLeaseCheck implements CreateDecorator {

    private static final String PROPERTY = KeyLeaseCheck.class.getName();

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        if (read.idempotencyKey() == null) return runs;
        AtomicReference<@Nullable KeyLease> lease = new AtomicReference<>();
        exchange.setProperty(PROPERTY, lease);
        return new Checked(runs, lease, AnswerParts.none(DeclaredFunctions.NONE));
    }

    /** Where the check of this message finds the lease, once there is one. Removes it from the exchange. */
    @SuppressWarnings("unchecked")
    static AtomicReference<@Nullable KeyLease> leaseFor(Exchange exchange) {
        return (AtomicReference<@Nullable KeyLease>) Objects.requireNonNull(exchange.removeProperty(PROPERTY));
    }

    /** @param earlier the parts before the one that is created */
    private record Checked(InteractionRunner runs, AtomicReference<@Nullable KeyLease> taken, AnswerParts earlier)
            implements InteractionRunner {

        @Override
        public RunHandle create(InteractionRequest request) {
            KeyLease lease = taken.get();
            if (lease == null) return runs.create(request);
            boolean isPart = earlier.count() > 0;
            CompletionStage<Boolean> held = isPart ? lease.beginPart(earlier.haveIds()) : lease.beginAnswer();
            if (held.toCompletableFuture().isDone()
                    && held.toCompletableFuture().join()
                    && lease.send()) return created(request, lease);
            StagedRun stages = new StagedRun();
            held.whenComplete((still, failure) -> {
                try {
                    if (failure != null) stages.end(null, failure);
                    else if (!still) stages.end(null, lease.takenOver());
                    else if (stages.isOver()) return;
                    else if (!lease.send()) stages.stop();
                    else stages.begin(() -> created(request, lease)).whenComplete(stages::end);
                } catch (Throwable e) {
                    stages.end(null, e);
                }
            });
            return stages;
        }

        /** The lease knows of an answer without an id before another one begins. */
        private RunHandle created(InteractionRequest request, KeyLease lease) {
            RunHandle run = runs.create(request);
            return new ForwardingRun(run, run.whole().whenComplete((answer, failure) -> {
                if (failure == null && answer.id() == null) lease.createdUnnamed();
            }));
        }

        @Override
        public RunHandle attach(List<String> ids) {
            return runs.attach(ids);
        }

        @Override
        public InteractionRunner round(int rounds) {
            return new Checked(runs.round(rounds), taken, earlier);
        }

        @Override
        public InteractionRunner part(AnswerParts before) {
            return new Checked(runs.part(before), taken, before);
        }

        @Override
        public CompletionStage<?> end(Interaction answer) {
            return runs.end(answer);
        }
    }
}
