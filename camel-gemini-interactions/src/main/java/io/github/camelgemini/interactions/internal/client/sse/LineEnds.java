// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds line ends eight bytes at a time. Some JVMs compile a loop over single bytes badly; this one is fast on all of them.
 */
final class LineEnds {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * ONES;
    private static final long RETURNS = '\r' * ONES;

    private LineEnds() {}

    /** Index of the first line feed or carriage return from {@code from} to {@code to}; {@code to} if there is none. */
    static int find(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(bytes, at);
            long found = (zeros(word ^ LINE_FEEDS) | zeros(word ^ RETURNS)) & HIGHS;
            if (found != 0) return at + (Long.numberOfTrailingZeros(found) >>> 3);
        }
        for (; at < to; at++) {
            if (bytes[at] == '\n' || bytes[at] == '\r') return at;
        }
        return to;
    }

    /** Sets the highest bit of each zero byte. Bytes above the first zero byte may be wrong; they are not used. */
    private static long zeros(long word) {
        return (word - ONES) & ~word;
    }
}
