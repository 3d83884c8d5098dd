// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.exception.InteractionRequestException;

/** The channels of one Camel context: which consumer receives what producers stream, and who waits for one. */
public final class ChannelRegistry {

    // Set once. A route that waited in vain goes on here.
    private final Executor routeThreads;
    private final ScheduledExecutorService timer;
    // Guarded by this.
    private final Map<String, ChannelReceiver> open = new HashMap<>();
    private final Map<String, List<CompletableFuture<ChannelReceiver>>> waiting = new HashMap<>();

    public ChannelRegistry(Executor routeThreads, ScheduledExecutorService timer) {
        this.routeThreads = routeThreads;
        this.timer = timer;
    }

    /**
     * Opens a channel and lets waiting producers go on.
     *
     * @throws InteractionRequestException when another consumer has it, naming both routes
     */
    public void open(String channel, ChannelReceiver consumer) {
        List<CompletableFuture<ChannelReceiver>> waiters;
        synchronized (this) {
            ChannelReceiver other = open.putIfAbsent(channel, consumer);
            if (other != null && other != consumer)
                throw new InteractionRequestException(
                        "channel",
                        "The channel " + channel + " has a consumer already: route " + other.getRouteId()
                                + " receives it, so route " + consumer.getRouteId()
                                + " needs a channel of another name");
            waiters = waiting.remove(channel);
        }
        if (waiters != null) waiters.forEach(waiter -> waiter.complete(consumer));
    }

    /** Closes a channel; harmless when another consumer has it. */
    public synchronized void close(String channel, ChannelReceiver consumer) {
        open.remove(channel, consumer);
    }

    /**
     * The consumer of a channel, now or when it starts; fails after the timeout. Holds no thread. Whoever does not want it
     * any more cancels it.
     */
    CompletableFuture<ChannelReceiver> find(String channel, Duration timeout) {
        CompletableFuture<ChannelReceiver> found = new CompletableFuture<>();
        synchronized (this) {
            ChannelReceiver consumer = open.get(channel);
            if (consumer != null) return CompletableFuture.completedFuture(consumer);
            waiting.computeIfAbsent(channel, name -> new ArrayList<>()).add(found);
        }
        Future<?> late = timer.schedule(
                () -> routeThreads.execute(() -> found.completeExceptionally(nobody(channel, timeout))),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        found.whenComplete((consumer, failure) -> {
            late.cancel(false);
            forget(channel, found);
        });
        return found;
    }

    private static InteractionRequestException nobody(String channel, Duration timeout) {
        return new InteractionRequestException(
                "channel",
                "No consumer of the channel " + channel + " after channelTimeout=" + timeout.toMillis()
                        + " ms, nothing was sent: start a route from gemini-interactions:stream?channel=" + channel);
    }

    private synchronized void forget(String channel, CompletableFuture<ChannelReceiver> waiter) {
        List<CompletableFuture<ChannelReceiver>> waiters = waiting.get(channel);
        if (waiters == null) return;
        waiters.remove(waiter);
        if (waiters.isEmpty()) waiting.remove(channel);
    }
}
