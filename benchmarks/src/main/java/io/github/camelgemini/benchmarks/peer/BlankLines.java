// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Counts blank lines, at which frames end, eight bytes at a time: the least that a client of a stream has to
 * do. One per stream.
 */
final class BlankLines {

    private static final long LOW_BITS = 0x7F7F_7F7F_7F7F_7F7FL;
    private static final long NEW_LINES = 0x0A0A_0A0A_0A0A_0A0AL;
    private static final int LAST_BYTE = 63;

    /** 1 if the last byte so far was a line feed, else 0. */
    private long lineEnded;

    /** Blank lines that end in these bytes, which are read to the end. */
    int count(ByteBuffer bytes) {
        ByteBuffer words = bytes.order(ByteOrder.LITTLE_ENDIAN);
        int found = 0;
        int at = words.position();
        int end = words.limit();
        long before = lineEnded;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long other = words.getLong(at) ^ NEW_LINES; // a line feed is a byte of 0
            // 0x80 per line feed, without the carry between bytes that the shorter form has.
            long ends = ~((other & LOW_BITS) + LOW_BITS | other | LOW_BITS);
            if ((ends | before) != 0) found += Long.bitCount(ends & (ends << Byte.SIZE | before << (Byte.SIZE - 1)));
            before = ends >>> LAST_BYTE;
        }
        for (; at < end; at++) {
            long ended = words.get(at) == '\n' ? 1 : 0;
            found += (int) (ended & before);
            before = ended;
        }
        lineEnded = before;
        bytes.position(end);
        return found;
    }
}
