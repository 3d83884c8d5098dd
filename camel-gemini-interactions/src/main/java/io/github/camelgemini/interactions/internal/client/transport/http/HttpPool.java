// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.jspecify.annotations.Nullable;

/**
 * The connections with the same settings, and their limits. An HTTP client is started by the first request, and replaced
 * when one of its I/O threads has ended.
 */
final class HttpPool {

    // Set once.
    private final TransportSettings.Connection settings;
    private final CachingDnsResolver dns;
    private final Executor executor;
    private final Permits unaryPermits;
    private final Permits streamPermits;
    private final Permits endingPermits;

    /** When the last request ended, in {@link System#nanoTime()}. Written by any thread. */
    private volatile long usedAt;

    // Guarded by this.
    private @Nullable Connections current;
    private final List<Connections> replaced = new ArrayList<>();
    private boolean closed;

    /** @param executor fails the requests of an I/O thread that has ended */
    HttpPool(TransportSettings.Connection settings, CachingDnsResolver dns, Executor executor) {
        this.settings = settings;
        this.dns = dns;
        this.executor = executor;
        this.unaryPermits = new Permits("maxConnections", settings.maxConnections());
        this.streamPermits = new Permits("maxStreams", settings.maxStreams());
        this.endingPermits = new Permits("maxStreams", settings.maxStreams());
    }

    Permits unaryPermits() {
        return unaryPermits;
    }

    Permits streamPermits() {
        return streamPermits;
    }

    /** For streams of which only the end is expected: as many as may be open. */
    Permits endingPermits() {
        return endingPermits;
    }

    /** The number of requests that have a permit, and so have, or are about to get, a connection. */
    int inUse() {
        return unaryPermits.taken() + streamPermits.taken() + endingPermits.taken();
    }

    /** Called when a request has ended, before its permit is released. */
    void used(long now) {
        usedAt = now;
    }

    long usedAt() {
        return usedAt;
    }

    /** The connections for the next request of a caller that holds a permit. */
    synchronized Connections connections() {
        if (closed) throw HttpApiClient.closed();
        Connections known = current;
        if (known != null && !known.isBroken()) return known;
        Connections opened = new Connections(settings, dns, executor);
        if (known != null) replaced.add(known);
        current = opened;
        return opened;
    }

    /** Closes connections that were idle for too long, and replaced HTTP clients that have no more requests. May block. */
    void closeIdle() {
        List<Connections> finished = new ArrayList<>();
        Connections open;
        synchronized (this) {
            open = current;
            for (Connections old : replaced) if (!old.isInUse()) finished.add(old);
            replaced.removeAll(finished);
        }
        if (open != null) open.closeIdle();
        finished.forEach(Connections::close);
    }

    /** Closes all connections. Blocks until the I/O threads have ended, for about a second at most. */
    void close() {
        List<Connections> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(replaced);
            replaced.clear();
            if (current != null) all.add(current);
            current = null;
        }
        all.forEach(Connections::close);
    }
}
