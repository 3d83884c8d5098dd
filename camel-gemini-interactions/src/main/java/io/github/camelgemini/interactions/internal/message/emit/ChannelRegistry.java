// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.context.ContextPlugin;
import org.apache.camel.CamelContext;

/**
 * The channels of one Camel context: the consumer of each, and the producers that wait for one. Has no threads: a producer
 * waits on those of its own component. Any thread.
 */
public final class ChannelRegistry {

    // Guarded by this.
    private final Map<String, ChannelReceiver> open = new HashMap<>();
    private final Map<String, List<CompletableFuture<ChannelReceiver>>> waiting = new HashMap<>();

    private ChannelRegistry() {}

    public static ChannelRegistry of(CamelContext context) {
        return ContextPlugin.of(context, ChannelRegistry.class, ChannelRegistry::new);
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

    /** The consumer of a channel, now or when it starts. Holds no thread. Cancel it, or let it time out, to stop waiting. */
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

    /** Number of runs that wait for the consumer of their channel. */
    public synchronized int waiting() {
        return waiting.values().stream().mapToInt(List::size).sum();
    }

    private synchronized void forget(String channel, CompletableFuture<ChannelReceiver> waiter) {
        List<CompletableFuture<ChannelReceiver>> waiters = waiting.get(channel);
        if (waiters == null) return;
        waiters.remove(waiter);
        if (waiters.isEmpty()) waiting.remove(channel);
    }
}
