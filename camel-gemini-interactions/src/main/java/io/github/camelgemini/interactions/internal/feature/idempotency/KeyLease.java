// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.async.Strand;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lease of one delivery on its idempotency key, from before its create until its answer is complete. Stores the key's latest
 * interaction, and heartbeats if other processes share the repository. Any thread.
 *
 * <p>The token in the stored state decides who holds the lease. So heartbeats and other writes may overlap, and a write whose
 * confirmation was lost is made again without harm.
 */
final class KeyLease {

    private static final Logger LOG = LoggerFactory.getLogger(KeyLease.class);

    private static final long HEARTBEAT_MILLIS = 2_000;
    /** After this time without a heartbeat, the lease is checked before a create. Others take it after eight seconds. */
    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    /** The answer waits until its interaction is stored, but not for a repository that is down. */
    private static final int WRITE_ATTEMPTS = 6;

    private static final Backoff WRITE_RETRIES = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));

    // Set once.
    private final KeyStore keys;
    private final String key;
    private final ComponentThreads threads;
    private final LeaseHolder holder;
    private final String token;
    private final Strand writes;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    // Guarded by this. The end is null while the delivery is in progress.
    private KeyState.Parts parts;
    private @Nullable End end;
    // Guarded by this: completes when it is stored that the next part of the answer is created. Null before that.
    private @Nullable CompletableFuture<Void> partStored;
    private int failedWrites;
    // Guarded by this. A create may have been sent. Once true, stays true.
    private boolean sent;
    // Guarded by this. What the next interaction is.
    private Next next = Next.ANSWER;
    // Guarded by this. The latest interaction has no id, so that a redelivery cannot read it.
    private boolean unnamed;
    // Any thread. Time of the last heartbeat that was stored.
    private volatile long confirmedAt;
    // Any thread. Another process has taken the lease. Once true, stays true.
    private volatile boolean lost;

    /** How a delivery ended: {@code ANSWERED} for all deliveries, {@code NO_EFFECT} if the service has made no interaction. */
    private enum End {
        ANSWERED,
        NO_EFFECT,
        OTHER
    }

    /** What the next interaction of the key is; {@code UNKNOWN_PART} if a part before it has no id of its own. */
    private enum Next {
        ANSWER,
        PART,
        UNKNOWN_PART
    }

    private KeyLease(
            KeyStore keys,
            String key,
            KeyState expected,
            KeyState.Parts parts,
            ComponentThreads threads,
            LeaseHolder holder) {
        this.keys = keys;
        this.key = key;
        this.sent = expected instanceof KeyState.Held; // perhaps by the delivery that was interrupted
        this.parts = parts;
        this.threads = threads;
        this.holder = holder;
        this.writes = new Strand(threads.repositories(), this::write);
        this.confirmedAt = holder.nanos();
        this.token = holder.begin();
    }

    /**
     * Takes the lease of a key. Blocks.
     *
     * @param expected the state in which it may be taken
     * @param parts the latest interactions of the key
     * @return null when the state is no longer the expected one
     */
    static @Nullable KeyLease take(
            KeyStore keys,
            String key,
            KeyState expected,
            KeyState.Parts parts,
            ComponentThreads threads,
            LeaseHolder holder) {
        KeyLease lease = new KeyLease(keys, key, expected, parts, threads, holder);
        if (!lease.taken(expected)) {
            holder.end(lease.token);
            return null;
        }
        lease.scheduleHeartbeat();
        return lease;
    }

    private boolean taken(KeyState expected) {
        KeyState mine = new KeyState.Held(token, 0, parts);
        try {
            return keys.update(key, present -> present.equals(expected) ? mine : null)
                    .equals(expected);
        } catch (Throwable e) {
            try {
                if (keys.read(key).equals(mine)) return true; // only the confirmation was lost
            } catch (Throwable again) {
                e.addSuppressed(again);
            }
            // It may still be written: then it is given back, because nothing will be sent.
            end(End.OTHER);
            throw e;
        }
    }

    /** Reports that a create is sent now. False if the lease has ended: then it must not be sent. */
    synchronized boolean send() {
        if (end != null) return false;
        sent = true;
        return true;
    }

    /**
     * Reports that another answer of the key begins.
     *
     * @return completes with false if this delivery no longer holds the key; then nothing must be sent
     */
    CompletionStage<Boolean> beginAnswer() {
        synchronized (this) {
            next = Next.ANSWER;
            if (!unnamed) return isHeld();
        }
        return storeDoubt(Next.ANSWER);
    }

    /**
     * Stores that the next part of the answer is created, which costs money again: if this process is killed before the id of
     * that part is stored, another delivery knows that it may exist.
     *
     * @param known false if a part before it has no id of its own: then the answer cannot be read again, and remains in doubt
     * @return completes when that is stored, with false if this delivery no longer holds the key; then nothing must be sent
     */
    CompletionStage<Boolean> beginPart(boolean known) {
        return storeDoubt(known ? Next.PART : Next.UNKNOWN_PART);
    }

    /** Stores that an interaction exists, or will, whose id is not known. */
    private CompletionStage<Boolean> storeDoubt(Next begun) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        synchronized (this) {
            if (end != null) return CompletableFuture.completedStage(false);
            next = begun;
            if (parts.isEmpty()) return isHeld(); // the key is in doubt as a whole
            parts = new KeyState.Parts(parts.ids(), true);
            partStored = stored;
            failedWrites = 0;
        }
        signalWrite();
        return stored.handle((nothing, failure) -> {
            if (failure == null) return !lost;
            partNotSent();
            throw new CompletionException(failure);
        });
    }

    private void partNotSent() {
        synchronized (this) {
            parts = new KeyState.Parts(parts.ids(), next == Next.UNKNOWN_PART || unnamed);
        }
        signalWrite();
    }

    /** Stores an interaction of the key: the next part of the answer if one was begun, else the only part of another one. */
    void created(String id) {
        synchronized (this) {
            if (parts.ids().contains(id) || end != null || next == Next.UNKNOWN_PART) return;
            List<String> ids = new ArrayList<>(next == Next.PART ? parts.ids() : List.of());
            ids.add(id);
            parts = new KeyState.Parts(ids, false);
            unnamed = false;
        }
        signalWrite();
    }

    /** Reports that an interaction has been created that has no id, so that a redelivery cannot read it. */
    synchronized void createdUnnamed() {
        unnamed = true;
        parts = new KeyState.Parts(parts.ids(), !parts.isEmpty());
    }

    /** Ends the lease. Completes when the outcome is stored, or cannot be; never with a failure. */
    CompletionStage<Void> answered(Interaction answer) {
        String id = answer.id();
        if (id != null) created(id);
        else createdUnnamed();
        return end(answer.pendingCalls().isEmpty() ? End.ANSWERED : End.OTHER); // decisions of a person may follow
    }

    /**
     * Ends the lease. Completes when the outcome is stored, or cannot be; never with a failure.
     *
     * @param noEffect true when the service has certainly made no interaction; so it is anyway if nothing was sent
     */
    CompletionStage<Void> failed(boolean noEffect) {
        return end(noEffect ? End.NO_EFFECT : End.OTHER);
    }

    private CompletionStage<Void> end(End how) {
        synchronized (this) {
            if (end != null) return over;
            end = sent || how == End.ANSWERED ? how : End.NO_EFFECT;
            // What was created before it exists.
            if (end == End.NO_EFFECT && (next == Next.UNKNOWN_PART || unnamed)) end = End.OTHER;
            if (end == End.NO_EFFECT) parts = new KeyState.Parts(parts.ids(), false);
            failedWrites = 0;
        }
        signalWrite();
        return over;
    }

    /**
     * Whether this delivery still holds the key. False when another process has taken it, as it may do when heartbeats failed
     * for long, or this process was suspended.
     */
    CompletionStage<Boolean> isHeld() {
        if (lost) return CompletableFuture.completedStage(false);
        if (!keys.isShared() || holder.nanos() - confirmedAt < FRESH_NANOS)
            return CompletableFuture.completedStage(true);
        return CompletableFuture.supplyAsync(
                () -> {
                    heartbeat();
                    return !lost;
                },
                threads.heartbeats());
    }

    InteractionStoppedException takenOver() {
        return new InteractionStoppedException(
                "Another process has taken over the idempotency key " + KeyStore.stored(key)
                        + ", because this one could not store a heartbeat for too long: nothing more was sent. Let the message be"
                        + " redelivered: it is answered with what the other process gets");
    }

    private void scheduleHeartbeat() {
        if (!keys.isShared() || lost) return;
        try {
            threads.timer().schedule(this::startBeat, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The component stops: no more heartbeats for the key {}", KeyStore.stored(key));
        }
    }

    private void startBeat() {
        try {
            threads.heartbeats().execute(this::beat);
        } catch (Throwable e) { // no thread can be created: try again later
            scheduleHeartbeat();
        }
    }

    private void beat() {
        if (isOver()) return;
        try {
            heartbeat();
        } catch (Throwable e) {
            LOG.warn("A heartbeat of the key {} cannot be stored: {}", KeyStore.stored(key), e.toString());
        } finally {
            scheduleHeartbeat();
        }
    }

    private void heartbeat() {
        long before = holder.nanos();
        if (change(1)) confirmedAt = before;
    }

    private synchronized @Nullable CompletableFuture<Void> part() {
        return partStored;
    }

    private synchronized boolean isOver() {
        return end != null;
    }

    private void signalWrite() {
        try {
            writes.signal();
        } catch (RejectedExecutionException e) {
            giveUp(e);
        }
    }

    private void write() {
        boolean last = isOver();
        try {
            CompletableFuture<Void> part = part();
            change(0);
            if (part != null) part.complete(null);
        } catch (Throwable e) {
            writeFailed(e);
            return;
        }
        if (last) close();
    }

    /**
     * Writes the present state.
     *
     * @param beats number of heartbeats to add
     * @return true if the lease was held until now
     */
    private boolean change(int beats) {
        KeyState before = keys.update(key, present -> next(present, beats));
        boolean held = isMine(before);
        if (!held) checkLost(before);
        if (isFreed()) keys.removeFree(key);
        return held;
    }

    private synchronized boolean isFreed() {
        return end == End.NO_EFFECT && parts.isEmpty();
    }

    private boolean isMine(KeyState present) {
        return present instanceof KeyState.Held held && held.token().equals(token);
    }

    private synchronized @Nullable KeyState next(KeyState present, int beats) {
        if (!(present instanceof KeyState.Held held) || !isMine(present)) return null;
        KeyState next = held;
        if (end == null || parts.isEmpty() && end != End.NO_EFFECT)
            next = new KeyState.Held(token, held.beats() + beats, parts);
        else if (parts.isEmpty()) next = KeyState.FREE;
        // An answer with a part that has no id cannot be read again.
        else if (end == End.ANSWERED && !parts.inDoubt()) next = new KeyState.Answered(parts);
        else next = new KeyState.Created(parts);
        return next.equals(present) ? null : next;
    }

    /** The lease is not in the stored state: it was taken over, unless an unconfirmed write has ended it. */
    private void checkLost(KeyState present) {
        List<String> mine;
        synchronized (this) {
            mine = parts.ids();
            if (end != null) {
                if (isFreed()) return;
                if (present instanceof KeyState.Held held && !held.parts().isEmpty()) return;
                if (present instanceof KeyState.Created || present instanceof KeyState.Answered) return;
            }
            if (lost) return;
        }
        lost = true;
        LOG.warn(
                "The key {} was taken over by another process: interactions {} are not stored under it",
                KeyStore.stored(key),
                mine);
    }

    private void writeFailed(Throwable failure) {
        int failed;
        synchronized (this) {
            failed = ++failedWrites;
        }
        if (failed >= WRITE_ATTEMPTS) {
            giveUp(failure);
            return;
        }
        try {
            threads.timer()
                    .schedule(this::signalWrite, WRITE_RETRIES.delay(failed).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            giveUp(failure);
        }
    }

    private void giveUp(Throwable failure) {
        LOG.warn("The state of the key {} cannot be stored: {}", KeyStore.stored(key), failure.toString());
        CompletableFuture<Void> part = part();
        if (part != null) part.completeExceptionally(failure);
        if (isOver()) close();
    }

    private void close() {
        holder.end(token);
        over.complete(null);
    }
}
