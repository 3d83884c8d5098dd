// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

/**
 * Counts the bytes of a streamed answer, over all connections of its run. Used by the worker of the current connection, or
 * between two connections.
 */
final class AnswerSize {

    /** More has arrived than the limit. Another connection would bring the same. */
    static final class ExceededException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private ExceededException(long maxBytes) {
            super(
                    "The streamed answer is larger than maxResponseSize (" + maxBytes
                            + " bytes): raise maxResponseSize, or request media by reference",
                    null,
                    false,
                    false);
        }
    }

    private final long maxBytes;
    private long received;

    /** @param maxBytes maximum sum: option {@code maxResponseSize} */
    AnswerSize(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(int bytes) {
        received += bytes;
        if (received > maxBytes) throw new ExceededException(maxBytes);
    }

    /** Called before a connection that sends the answer again from its beginning. */
    void restart() {
        received = 0;
    }
}
