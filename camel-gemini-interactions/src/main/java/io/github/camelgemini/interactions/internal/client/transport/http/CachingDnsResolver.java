// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Resolves host names ahead of a request, on a thread that may block; the library would do it on the thread that sends.
 * Addresses are cached for 30 seconds, the JDK's default.
 */
final class CachingDnsResolver implements DnsResolver {

    private static final long TTL_NANOS = Duration.ofSeconds(30).toNanos();
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.%]*]?");

    private final Executor executor;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    CachingDnsResolver(Executor executor) {
        this.executor = executor;
    }

    /** Completes when {@link #resolve} will not block for this name. Never fails: {@code resolve} reports the failure. */
    CompletionStage<@Nullable Void> prepare(String host) {
        Entry entry = entries.get(host);
        if (ADDRESS.matcher(host).matches() || (entry != null && entry.isFresh()))
            return CompletableFuture.completedStage(null);
        try {
            return CompletableFuture.runAsync(() -> lookUp(host), executor);
        } catch (Throwable e) { // no thread: resolve looks the name up, or reports the failure
            return CompletableFuture.completedStage(null);
        }
    }

    private void lookUp(String host) {
        try {
            entries.put(host, new Entry(InetAddress.getAllByName(host), System.nanoTime()));
        } catch (UnknownHostException e) {
            entries.remove(host);
        }
    }

    /** Removes names that were not used for a while. */
    void removeExpired() {
        entries.values().removeIf(entry -> !entry.isFresh());
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        Entry entry = entries.get(host);
        // The JDK caches failures too, so this second look-up does not block.
        return entry != null ? entry.addresses : InetAddress.getAllByName(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return host;
    }

    private record Entry(InetAddress[] addresses, long since) {
        boolean isFresh() {
            return System.nanoTime() - since < TTL_NANOS;
        }
    }
}
