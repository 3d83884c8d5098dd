// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/** A process, as the holder of leases on idempotency keys. Any thread. */
public final class LeaseHolder {

    /** This process. One object for all Camel contexts, because they may share a repository. */
    public static final LeaseHolder THIS_PROCESS =
            new LeaseHolder(UUID.randomUUID().toString(), System::nanoTime);

    private final String id;
    private final LongSupplier nanos;
    private final AtomicLong counter = new AtomicLong();
    /** Token to the end of its lease. */
    private final Map<String, CompletableFuture<Void>> inProgress = new ConcurrentHashMap<>();

    /** @param nanos monotonic clock */
    LeaseHolder(String id, LongSupplier nanos) {
        this.id = id;
        this.nanos = nanos;
    }

    /** Time of a monotonic clock. */
    long nanos() {
        return nanos.getAsLong();
    }

    /** Registers a new lease and returns its token. */
    String begin() {
        String token = id + "-" + counter.incrementAndGet();
        inProgress.put(token, new CompletableFuture<>());
        return token;
    }

    void end(String token) {
        CompletableFuture<Void> end = inProgress.remove(token);
        if (end != null) end.complete(null);
    }

    /** Completes when the lease with the token ends; null when it is not in progress in this process. */
    @Nullable
    CompletionStage<Void> inProgress(String token) {
        return inProgress.get(token);
    }

    /** True when this process has issued the token. */
    boolean hasIssued(String token) {
        return token.startsWith(id + "-");
    }
}
