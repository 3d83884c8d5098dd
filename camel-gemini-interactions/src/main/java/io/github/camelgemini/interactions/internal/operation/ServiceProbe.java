// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import org.jspecify.annotations.Nullable;

/**
 * Asks the service for an interaction that does not exist: that costs nothing and creates nothing, and its refusal says
 * whether the service is reached and takes the credentials. An answer counts for half a minute, for all who ask. Any thread.
 */
final class ServiceProbe {

    /** No id of the service, which begin with a version. */
    private static final String NO_INTERACTION = "health-check";

    private static final long FRESH = Duration.ofSeconds(30).toNanos();

    private final Supplier<InteractionCalls> calls;
    private final Duration timeout;
    private final LongSupplier nanos;
    // Guarded by this. The latest request: completes with the refusal, or null if there was none.
    private @Nullable CompletableFuture<@Nullable Throwable> asked;
    private long askedAt;

    /**
     * @param calls throws if an address or credentials are missing
     * @param timeout longest wait for the answer
     * @param nanos the clock, as {@link System#nanoTime()}
     */
    ServiceProbe(Supplier<InteractionCalls> calls, Duration timeout, LongSupplier nanos) {
        this.calls = calls;
        this.timeout = timeout;
        this.nanos = nanos;
    }

    /** The service's refusal, or why there is none; null if it has answered with an interaction. */
    @Nullable
    Throwable refusal() {
        try {
            return ask().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return e;
        } catch (ExecutionException e) {
            return Futures.unwrapped(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    private synchronized CompletableFuture<@Nullable Throwable> ask() {
        CompletableFuture<@Nullable Throwable> known = asked;
        long now = nanos.getAsLong();
        if (known != null && now - askedAt < FRESH) return known;
        CompletableFuture<@Nullable Throwable> answer;
        try {
            answer = calls.get()
                    .get(NO_INTERACTION, timeout)
                    .handle((found, refused) -> refused == null ? null : Futures.unwrapped(refused));
        } catch (Throwable e) { // nothing was sent
            answer = CompletableFuture.completedFuture(e);
        }
        asked = answer;
        askedAt = now;
        return answer;
    }
}
