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
 * Lease of one create on its idempotency key; creates in progress are static state on purpose, shared by all Camel contexts of
 * the process. Writes heartbeats if other processes share the repository, then the outcome. All writes are made in order, on
 * route threads.
 */
final class CreateLease {

    private static final Logger LOG = LoggerFactory.getLogger(CreateLease.class);

    /** Milliseconds between two heartbeats. */
    private static final long BEAT_MILLIS = 2_000;

    private static final String PROCESS = UUID.randomUUID().toString();
    private static final AtomicLong COUNTER = new AtomicLong();
    /** Token to completion. */
    private static final Map<String, CompletableFuture<Void>> IN_PROGRESS = new ConcurrentHashMap<>();

    // Set once.
    private final KeyStore keys;
    private final String key;
    private final ComponentThreads threads;
    private final String token = PROCESS + "-" + COUNTER.incrementAndGet();
    // Only the task of a write; writes do not overlap.
    private KeyState stored;
    // Guarded by this.
    private CompletionStage<?> writes = CompletableFuture.completedStage(null);
    // Any thread. The outcome is known, so heartbeats are no longer needed. Once true, stays true.
    private volatile boolean known;

    private CreateLease(KeyStore keys, String key, ComponentThreads threads) {
        this.keys = keys;
        this.key = key;
        this.threads = threads;
        this.stored = new KeyState.Started(token, 0);
    }

    /** Resumes a create that an earlier delivery started. It has an id; further ids may follow, as in a function loop. */
    static CreateLease resumed(KeyStore keys, String key, String id, ComponentThreads threads) {
        CreateLease create = new CreateLease(keys, key, threads);
        create.stored = new KeyState.Created(id);
        create.known = true;
        return create;
    }

    /** Takes a key; null when its state is no longer the expected one. Blocks. */
    static @Nullable CreateLease take(KeyStore keys, String key, KeyState expected, ComponentThreads threads) {
        CreateLease create = new CreateLease(keys, key, threads);
        IN_PROGRESS.put(create.token, new CompletableFuture<>());
        boolean taken = false;
        try {
            taken = keys.replace(key, expected, create.stored);
        } finally {
            if (!taken) create.forget();
        }
        if (!taken) return null;
        create.scheduleBeat();
        return create;
    }

    /** Completes when the create with the token ends; null when it is not in progress in this process. */
    static @Nullable CompletionStage<Void> inProgress(String token) {
        return IN_PROGRESS.get(token);
    }

    /** True when this process has issued the token. */
    static boolean isOfThisProcess(String token) {
        return token.startsWith(PROCESS);
    }

    /** Stores the interaction's id under the key. */
    void created(String id) {
        known = true;
        KeyState created = new KeyState.Created(id);
        write(() -> {
            if (stored.equals(created) || store(created)) return;
            LOG.warn(
                    "The key {} was taken over by another create: interaction {} is not stored under it",
                    KeyStore.stored(key),
                    id);
        });
    }

    /** Frees the key: the create has taken no effect. */
    void withoutEffect() {
        known = true;
        write(() -> {
            if (stored instanceof KeyState.Started mine) keys.free(key, mine);
        });
    }

    /** Ends the lease; completes when all pending writes were attempted. */
    CompletionStage<?> over() {
        known = true;
        return write(() -> {}).whenComplete((written, closed) -> forget());
    }

    private void forget() {
        CompletableFuture<Void> end = IN_PROGRESS.remove(token);
        if (end != null) end.complete(null);
    }

    private void scheduleBeat() {
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
            LOG.debug("The component stops: no more heartbeats for the key {}", KeyStore.stored(key));
        }
    }

    private void beat() {
        if (known) return;
        try {
            if (stored instanceof KeyState.Started mine) store(mine.next());
        } finally {
            scheduleBeat();
        }
    }

    private boolean store(KeyState next) {
        if (!keys.replace(key, stored, next)) return false;
        stored = next;
        return true;
    }

    /** A failed write is logged and does not fail the interaction; the state of the key stays as it was. */
    private synchronized CompletionStage<?> write(Runnable step) {
        writes = writes.handleAsync(
                (before, closed) -> {
                    try {
                        step.run();
                    } catch (RuntimeException e) {
                        LOG.warn("The state of the key {} cannot be stored: {}", KeyStore.stored(key), e.getMessage());
                    }
                    return before;
                },
                threads.routes());
        return writes;
    }
}
