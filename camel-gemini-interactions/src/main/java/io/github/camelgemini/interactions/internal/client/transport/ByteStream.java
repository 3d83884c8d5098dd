// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * The body of an open answer. The HTTP client's thread fills it, one worker at a time empties it; a queue between them is
 * bounded, and the socket is not read while it is full.
 */
public interface ByteStream {

    /** Media type of the answer in lower case, without parameters; empty when the service sent none. */
    String mediaType();

    /**
     * The next bytes, or null when none are here now: then {@link #isEnded()} tells whether more may come. Worker only.
     */
    @Nullable
    ByteBuffer poll();

    /** True once the body has ended, well or badly, and every byte of it was polled. */
    boolean isEnded();

    /** Why the body ended badly (cut, silent for too long, cancelled); null when it ended well or has not ended. */
    @Nullable
    Throwable failure();

    /** Cancels the request; the socket closes at once. Harmless when the body has ended. Any thread. */
    void cancel();
}
