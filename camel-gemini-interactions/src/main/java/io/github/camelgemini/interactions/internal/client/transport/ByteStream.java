// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * The body of a response that is still being received. HTTP client threads fill a bounded queue, one worker at a time polls
 * it; the socket is not read while the queue is full.
 */
public interface ByteStream {

    /** Media type of the response in lower case, without parameters; empty when the service sent none. */
    String mediaType();

    /** The next bytes; null when none are available now, and more may follow unless {@link #isEnded()}. Worker only. */
    @Nullable
    ByteBuffer poll();

    /** True once the body has ended, successfully or not, and all its bytes were polled. */
    boolean isEnded();

    /** Why the body ended early (cut off, silent for too long, cancelled); null if it is complete or has not ended. */
    @Nullable
    Throwable failure();

    /** Cancels the request and closes the socket at once. Does nothing if the body has ended. Any thread. */
    void cancel();
}
