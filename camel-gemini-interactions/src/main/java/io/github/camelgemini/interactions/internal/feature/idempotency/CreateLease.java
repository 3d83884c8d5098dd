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
 * A create under way that holds its key: says again and again that it lives, then what came of it. All it writes is written
 * in order, on route threads.
 */
final class CreateLease {

    private static final Logger LOG = LoggerFactory.getLogger(CreateLease.class);

    /** How often it says that it lives, where other processes can read that. */
    static final long BEAT_MILLIS = 2_000;

    // What this process has under way, whatever context it is in: tokens, each with its end.
    private static final String PROCESS = UUID.randomUUID().toString();
    private static final AtomicLong COUNTED = new AtomicLong();
    private static final Map<String, CompletableFuture<Void>> UNDER_WAY = new ConcurrentHashMap<>();

    // Set once.
    private final KeyStore keys;
    private final String key;
    private final ComponentThreads threads;
    private final String token = PROCESS + "-" + COUNTED.incrementAndGet();
    // Only the task of a write; they come one after the other.
    private String kept;
    private int beats;
    // Guarded by this.
    private CompletionStage<?> writes = CompletableFuture.completedStage(null);
    // Written by whoever learns the id, read by all. Once true, stays true.
    private volatile boolean known;

    private CreateLease(KeyStore keys, String key, ComponentThreads threads) {
        this.keys = keys;
        this.key = key;
        this.threads = threads;
        this.kept = KeyStore.started(token, 0);
    }

    /**
     * One that was begun before and is gone on with: it has an id, and further ones may follow, as in a loop of functions.
     */
    static CreateLease goneOnWith(KeyStore keys, String key, String id, ComponentThreads threads) {
        CreateLease create = new CreateLease(keys, key, threads);
        create.kept = KeyStore.made(id);
        create.known = true;
        return create;
    }

    /**
     * Takes a key; null when somebody else was faster. Blocks.
     *
     * @param expected what is kept under the key; null when it is free
     */
    static @Nullable CreateLease take(KeyStore keys, String key, @Nullable String expected, ComponentThreads threads) {
        CreateLease create = new CreateLease(keys, key, threads);
        UNDER_WAY.put(create.token, new CompletableFuture<>());
        boolean taken = false;
        try {
            taken = keys.replace(key, expected, create.kept);
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
    void made(String id) {
        known = true;
        write(() -> {
            if (kept.equals(KeyStore.made(id)) || keep(KeyStore.made(id))) return;
            LOG.warn(
                    "The key {} belongs to another create meanwhile: interaction {} is not found again under it",
                    KeyStore.stored(key),
                    id);
        });
    }

    /** The create has taken no effect: the key is free. */
    void withoutEffect() {
        known = true;
        write(() -> keys.free(key, kept));
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
            keep(KeyStore.started(token, ++beats));
        } finally {
            beatLater();
        }
    }

    private boolean keep(String value) {
        if (!keys.replace(key, kept, value)) return false;
        kept = value;
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

    /** The interaction matters more than its key: what cannot be written is told, and the key stays in doubt. */
    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.warn("What comes of the create with key {} cannot be kept: {}", KeyStore.stored(key), e.getMessage());
        }
    }
}
