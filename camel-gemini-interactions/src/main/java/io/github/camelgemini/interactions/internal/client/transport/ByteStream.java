// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * The body of a response that is still being received. HTTP client threads fill a bounded queue, one worker at a time polls
 * it; the socket is not read while the queue is full.
 *
 * <p>The body is complete if, and only if, {@link #isEnded()} is true and {@link #failure()} is null; then {@link #poll()}
 * has returned every byte that the service sent. A body that was ended from this side, by {@link #cancel()} or by closing
 * the client, before its last byte was polled has a failure, even if its last byte has arrived in the meantime.
 */
public interface ByteStream {

    /** Media type of the response in lower case, without parameters; empty when the service sent none. */
    String mediaType();

    /** The next bytes; null when none are available now, and more may follow unless {@link #isEnded()}. Worker only. */
    @Nullable
    ByteBuffer poll();

    /** True once the body has ended, successfully or not, and all its bytes were polled. */
    boolean isEnded();

    /**
     * Why the body ended early: cut off, silent for too long, or ended from this side. Null if it is complete, or while
     * {@link #isEnded()} is false. Once set, does not change.
     */
    @Nullable
    Throwable failure();

    /**
     * Announces that the rest is read only so that the connection can be reused: another stream may have this one's place in
     * {@code maxStreams}, unless as many are ending already. Any thread; again without effect.
     */
    void endsSoon();

    /**
     * Cancels the request, drops what was not polled, and closes the socket at once, or over HTTP/2 the request's stream.
     * Does nothing if {@link #isEnded()} is true. Any thread.
     */
    void cancel();
}
