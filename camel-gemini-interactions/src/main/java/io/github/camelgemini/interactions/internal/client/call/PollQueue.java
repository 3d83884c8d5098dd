// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * Reads stored runs for all who wait for one, so many at a time; the others stand in line, without a thread. So ten thousand
 * that wait do not fill the pool that creates need, and the longer the line, the later each looks again. Any thread.
 */
public final class PollQueue {

    private record Look(Supplier<CompletableFuture<Interaction>> request, CompletableFuture<Interaction> answer) {}

    private final int atOnce;
    // Guarded by this.
    private final Deque<Look> line = new ArrayDeque<>();
    private int open;

    /** @param atOnce how many requests may be under way at the same time */
    public PollQueue(int atOnce) {
        this.atOnce = atOnce;
    }

    /**
     * Sends a request when it is its turn.
     *
     * @param request starts it; never blocks
     * @return completes as the request does. Completing it from outside ends the request, or takes it out of the line.
     */
    CompletableFuture<Interaction> look(Supplier<CompletableFuture<Interaction>> request) {
        Look look = new Look(request, new CompletableFuture<>());
        synchronized (this) {
            line.add(look);
        }
        sendNext();
        return look.answer();
    }

    private void sendNext() {
        for (Look next = next(); next != null; next = next()) {
            CompletableFuture<Interaction> sent;
            try {
                sent = next.request().get();
            } catch (RuntimeException e) {
                over();
                next.answer().completeExceptionally(e);
                continue;
            }
            CompletableFuture<Interaction> answer = next.answer();
            answer.whenComplete((interaction, failure) -> sent.cancel(false));
            sent.whenComplete((interaction, failure) -> {
                over();
                sendNext();
                if (failure == null) answer.complete(interaction);
                else answer.completeExceptionally(Futures.unwrapped(failure));
            });
        }
    }

    private synchronized @Nullable Look next() {
        while (open < atOnce && !line.isEmpty()) {
            Look first = line.remove();
            if (first.answer().isDone()) continue; // nobody waits for it any more
            open++;
            return first;
        }
        return null;
    }

    private synchronized void over() {
        open--;
    }
}
