// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.internal.support.async.Strand;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of concurrent polls over one client. Further polls wait in a queue, without a thread, so that ten
 * thousand waiting exchanges leave connections for creates; a longer queue makes each exchange poll less often. Any thread.
 */
public final class PollQueue {

    private record Poll(Supplier<CompletableFuture<Interaction>> request, CompletableFuture<Interaction> answer) {}

    private final int maxConcurrent;
    // Not on the thread that ends a poll: it may be one that stops ten thousand others, or their depth of calls.
    private final Strand sending;
    // Guarded by this.
    private final Deque<Poll> queue = new ArrayDeque<>();
    private int open;

    /**
     * @param maxConcurrent maximum number of requests in flight
     * @param threads send the requests
     */
    public PollQueue(int maxConcurrent, Executor threads) {
        this.maxConcurrent = maxConcurrent;
        this.sending = new Strand(threads, this::sendQueued);
    }

    /**
     * Sends a request as soon as fewer than {@code maxConcurrent} are in flight.
     *
     * @param request starts the request; never blocks
     * @return completes as the request does; cancelling it aborts the request or removes it from the queue
     */
    CompletableFuture<Interaction> poll(Supplier<CompletableFuture<Interaction>> request) {
        Poll poll = new Poll(request, new CompletableFuture<>());
        synchronized (this) {
            queue.add(poll);
        }
        try {
            sending.signal();
        } catch (Throwable e) { // no thread, and none later
            poll.answer().completeExceptionally(e);
        }
        return poll.answer();
    }

    private void sendQueued() {
        for (Poll next = next(); next != null; next = next()) send(next);
    }

    private void send(Poll poll) {
        CompletableFuture<Interaction> answer = poll.answer();
        CompletableFuture<Interaction> sent;
        try {
            sent = poll.request().get();
        } catch (Throwable e) { // an Error too: nothing else would answer the poll
            finished();
            answer.completeExceptionally(e);
            return;
        }
        answer.whenComplete((interaction, failure) -> sent.cancel(false));
        sent.whenComplete((interaction, failure) -> {
            finished();
            if (failure == null) answer.complete(interaction);
            else answer.completeExceptionally(Futures.unwrapped(failure));
            sending.signal();
        });
    }

    private synchronized @Nullable Poll next() {
        while (open < maxConcurrent && !queue.isEmpty()) {
            Poll first = queue.remove();
            if (first.answer().isDone()) continue; // cancelled
            open++;
            return first;
        }
        return null;
    }

    private synchronized void finished() {
        open--;
    }
}
