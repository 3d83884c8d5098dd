// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.context.ContextPlugin;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Registry of the channels of one Camel context: the consumer of each, and the producers that wait for one. Any thread; it
 * has no threads of its own.
 */
public final class ChannelRegistry {

    // Guarded by this.
    private final Map<String, ChannelReceiver> open = new HashMap<>();
    private final Map<String, List<CompletableFuture<ChannelReceiver>>> waiting = new HashMap<>();

    // Guarded by this: consumers whose routes are suspended, and what completes when they are resumed or stopped.
    private final Map<String, Suspension> suspended = new HashMap<>();

    // Any thread: cursors of runs that may have an exchange in progress, by channel and run.
    private final Map<String, StepCursor> inProgress = new ConcurrentHashMap<>();

    /** @param over completes when the consumer receives again; fails when it stops */
    private record Suspension(ChannelReceiver consumer, CompletableFuture<Void> over) {}

    private ChannelRegistry() {}

    public static ChannelRegistry of(CamelContext context) {
        return ContextPlugin.of(context, ChannelRegistry.class, ChannelRegistry::new);
    }

    /**
     * Registers the consumer of a channel, for which producers may wait already.
     *
     * @throws InteractionRequestException if the channel has another consumer; names both routes
     */
    public void open(String channel, ChannelReceiver consumer) {
        List<CompletableFuture<ChannelReceiver>> waiters;
        Suspension before;
        synchronized (this) {
            ChannelReceiver other = open.putIfAbsent(channel, consumer);
            if (other != null && other != consumer)
                throw new InteractionRequestException(
                        "channel",
                        "The channel " + channel + " already has a consumer: route " + other.getRouteId()
                                + " receives it, so route " + consumer.getRouteId()
                                + " needs another channel");
            waiters = waiting.remove(channel);
            before = ended(channel, consumer);
        }
        if (before != null) before.over().complete(null);
        if (waiters != null) waiters.forEach(waiter -> waiter.complete(consumer));
    }

    /** Removes the consumer of a channel, if it is this one, until it opens the channel again: its streams wait. */
    public synchronized void suspend(String channel, ChannelReceiver consumer) {
        if (open.remove(channel, consumer)) suspended.put(channel, new Suspension(consumer, new CompletableFuture<>()));
    }

    /** Removes the consumer of a channel, if it is this one. Streams that wait for it fail. */
    public void close(String channel, ChannelReceiver consumer) {
        Suspension before;
        synchronized (this) {
            open.remove(channel, consumer);
            before = ended(channel, consumer);
        }
        if (before != null) before.over().cancel(false);
    }

    /** Guarded by this. */
    private @Nullable Suspension ended(String channel, ChannelReceiver consumer) {
        Suspension known = suspended.get(channel);
        return known != null && known.consumer() == consumer ? suspended.remove(channel) : null;
    }

    /** Completes when the consumer receives again; fails when it stops, and at once if it has stopped. May time out. */
    synchronized CompletableFuture<Void> resumed(String channel, ChannelReceiver consumer) {
        if (open.get(channel) == consumer) return CompletableFuture.completedFuture(null);
        Suspension known = suspended.get(channel);
        return known != null && known.consumer() == consumer
                ? known.over().copy()
                : CompletableFuture.failedFuture(new CancellationException());
    }

    /** The consumer of a channel while its route is suspended; null for none. */
    synchronized @Nullable ChannelReceiver suspended(String channel) {
        Suspension known = suspended.get(channel);
        return known == null ? null : known.consumer();
    }

    /** Completes with the consumer of a channel, once that has started. Cancel it, or let it time out, to stop waiting. */
    CompletableFuture<ChannelReceiver> find(String channel) {
        CompletableFuture<ChannelReceiver> found = new CompletableFuture<>();
        synchronized (this) {
            ChannelReceiver consumer = open.get(channel);
            if (consumer != null) return CompletableFuture.completedFuture(consumer);
            waiting.computeIfAbsent(channel, name -> new ArrayList<>()).add(found);
        }
        found.whenComplete((consumer, failure) -> forget(channel, found));
        return found;
    }

    /**
     * A channel.
     *
     * @param routeId of its consumer; null if there is none
     * @param waiting number of runs that wait for a consumer
     */
    public record Channel(String name, @Nullable String routeId, boolean suspended, int waiting) {}

    /** The channels that have a consumer, or are waited for, by name. */
    public synchronized List<Channel> channels() {
        Set<String> names = new TreeSet<>(open.keySet());
        names.addAll(suspended.keySet());
        names.addAll(waiting.keySet());
        return names.stream().map(this::channel).toList();
    }

    /** Guarded by this. */
    private Channel channel(String name) {
        ChannelReceiver consumer = open.get(name);
        ChannelReceiver paused = suspended(name);
        ChannelReceiver known = consumer != null ? consumer : paused;
        return new Channel(
                name,
                known == null ? null : known.getRouteId(),
                consumer == null && paused != null,
                waiting.getOrDefault(name, List.of()).size());
    }

    /** Number of runs that wait for a consumer. */
    public synchronized int waiting() {
        return waiting.values().stream().mapToInt(List::size).sum();
    }

    /**
     * Registers a run whose exchanges are in progress in the route of a channel.
     *
     * @param ended completes when no more of them follow
     */
    void emits(String channel, String interactionId, StepCursor cursor, CompletionStage<?> ended) {
        String key = channel + ' ' + interactionId;
        inProgress.put(key, cursor);
        ended.whenComplete((answer, failure) -> cursor.idle().thenRun(() -> inProgress.remove(key, cursor)));
    }

    /** Completes when no exchange of the run is in progress in the route of the channel. */
    CompletionStage<Void> idle(String channel, String interactionId) {
        StepCursor cursor = inProgress.get(channel + ' ' + interactionId);
        return cursor == null ? CompletableFuture.completedFuture(null) : cursor.idle();
    }

    private synchronized void forget(String channel, CompletableFuture<ChannelReceiver> waiter) {
        List<CompletableFuture<ChannelReceiver>> waiters = waiting.get(channel);
        if (waiters == null) return;
        waiters.remove(waiter);
        if (waiters.isEmpty()) waiting.remove(channel);
    }
}
