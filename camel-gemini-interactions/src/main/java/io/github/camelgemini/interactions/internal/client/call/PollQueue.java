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
 * that wait do not fill the pool that creates need, and the longer the line, the later each polls again. Any thread.
 */
public final class PollQueue {

    private record Poll(Supplier<CompletableFuture<Interaction>> request, CompletableFuture<Interaction> answer) {}

    private final int atOnce;
    // Guarded by this.
    private final Deque<Poll> line = new ArrayDeque<>();
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
    CompletableFuture<Interaction> poll(Supplier<CompletableFuture<Interaction>> request) {
        Poll poll = new Poll(request, new CompletableFuture<>());
        synchronized (this) {
            line.add(poll);
        }
        sendNext();
        return poll.answer();
    }

    private void sendNext() {
        for (Poll next = next(); next != null; next = next()) {
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

    private synchronized @Nullable Poll next() {
        while (open < atOnce && !line.isEmpty()) {
            Poll first = line.remove();
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
