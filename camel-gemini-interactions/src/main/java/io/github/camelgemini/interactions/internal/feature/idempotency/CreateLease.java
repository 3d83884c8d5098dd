// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the key of a create under way: writes heartbeats where other processes can read them, then the outcome. All writes
 * are done in order, on route threads.
 */
final class CreateLease {

    private static final Logger LOG = LoggerFactory.getLogger(CreateLease.class);

    /** Milliseconds between two heartbeats. */
    static final long BEAT_MILLIS = 2_000;

    // Static on purpose: the creates under way in this process, of all Camel contexts. Token to end.
    private static final String PROCESS = UUID.randomUUID().toString();
    private static final AtomicLong COUNTED = new AtomicLong();
    private static final Map<String, CompletableFuture<Void>> UNDER_WAY = new ConcurrentHashMap<>();

    // Set once.
    private final KeyStore keys;
    private final String key;
    private final ComponentThreads threads;
    private final String token = PROCESS + "-" + COUNTED.incrementAndGet();
    // Only the task of a write; they come one after the other.
    private KeyState stored;
    // Guarded by this.
    private CompletionStage<?> writes = CompletableFuture.completedStage(null);
    // Written by the thread that learns the id, read by all. Once true, stays true.
    private volatile boolean known;

    private CreateLease(KeyStore keys, String key, ComponentThreads threads) {
        this.keys = keys;
        this.key = key;
        this.threads = threads;
        this.stored = new KeyState.Started(token, 0);
    }

    /** Resumes a create that an earlier delivery started: it has an id, and further ids may follow, as in a function loop. */
    static CreateLease resumed(KeyStore keys, String key, String id, ComponentThreads threads) {
        CreateLease create = new CreateLease(keys, key, threads);
        create.stored = new KeyState.Created(id);
        create.known = true;
        return create;
    }

    /**
     * Takes a key; null when its state is not the expected one any more. Blocks.
     */
    static @Nullable CreateLease take(KeyStore keys, String key, KeyState expected, ComponentThreads threads) {
        CreateLease create = new CreateLease(keys, key, threads);
        UNDER_WAY.put(create.token, new CompletableFuture<>());
        boolean taken = false;
        try {
            taken = keys.replace(key, expected, create.stored);
        } finally {
            if (!taken) create.forget();
        }
        if (!taken) return null;
        create.beatLater();
        return create;
    }

    /** Completes when a create of this process has ended; null when it has none of that token under way. */
    static @Nullable CompletionStage<Void> underWay(String token) {
        return UNDER_WAY.get(token);
    }

    /** True when this process has given out the token. */
    static boolean isOfThisProcess(String token) {
        return token.startsWith(PROCESS);
    }

    /** The interaction has this id: from now on the key stands for it. */
    void created(String id) {
        known = true;
        KeyState created = new KeyState.Created(id);
        write(() -> {
            if (stored.equals(created) || store(created)) return;
            LOG.warn(
                    "The key {} belongs to another create meanwhile: interaction {} is not found again under it",
                    KeyStore.stored(key),
                    id);
        });
    }

    /** The create has taken no effect: the key is free. */
    void withoutEffect() {
        known = true;
        write(() -> {
            if (stored instanceof KeyState.Started mine) keys.free(key, mine);
        });
    }

    /** Nobody is at it any more; completes when all was written, as far as that could be. */
    CompletionStage<?> over() {
        known = true;
        return write(() -> {}).whenComplete((written, closed) -> forget());
    }

    private void forget() {
        CompletableFuture<Void> end = UNDER_WAY.remove(token);
        if (end != null) end.complete(null);
    }

    private void beatLater() {
        if (!keys.isShared() || known) return;
        try {
            threads.timer()
                    .schedule(
                            () -> {
                                if (!known) write(this::beat);
                            },
                            BEAT_MILLIS,
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The component stops: the key {} beats no more", KeyStore.stored(key));
        }
    }

    private void beat() {
        if (known) return;
        try {
            if (stored instanceof KeyState.Started mine) store(mine.next());
        } finally {
            beatLater();
        }
    }

    private boolean store(KeyState next) {
        if (!keys.replace(key, stored, next)) return false;
        stored = next;
        return true;
    }

    private synchronized CompletionStage<?> write(Runnable step) {
        writes = writes.handleAsync(
                (before, closed) -> {
                    attempt(step);
                    return before;
                },
                threads.routes());
        return writes;
    }

    /** A failed write is logged and does not fail the interaction, which matters more; the key stays in doubt. */
    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.warn("The state of the create with key {} cannot be stored: {}", KeyStore.stored(key), e.getMessage());
        }
    }
}
