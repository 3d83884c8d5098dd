// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * One record of the log. In bytes: length of the body, checksum over length and body, then the body: kind, time, length of
 * the key, key, value.
 *
 * @param value null if the key was removed
 * @param time when it was written, in milliseconds; {@link #UNKNOWN_TIME} in records of the first format, which have none
 */
record LogRecord(String key, @Nullable String value, long time) {

    static final long UNKNOWN_TIME = Long.MIN_VALUE;

    private static final int HEAD = 2 * Integer.BYTES;
    private static final byte UNTIMED_SET = 1;
    private static final byte UNTIMED_REMOVED = 2;
    private static final byte SET = 3;
    private static final byte REMOVED = 4;
    private static final int UNTIMED_KEY_AT = 1 + Integer.BYTES;
    private static final int KEY_AT = UNTIMED_KEY_AT + Long.BYTES;

    byte[] toBytes() {
        byte[] keyBytes = utf8(key);
        byte[] valueBytes = value == null ? new byte[0] : utf8(value);
        int body = Math.addExact(KEY_AT, Math.addExact(keyBytes.length, valueBytes.length));
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(HEAD, body))
                .putInt(body)
                .putInt(0)
                .put(value == null ? REMOVED : SET)
                .putLong(time)
                .putInt(keyBytes.length)
                .put(keyBytes)
                .put(valueBytes);
        bytes.putInt(Integer.BYTES, checksum(bytes, 0, body));
        return bytes.array();
    }

    /** Length in bytes of the record at the offset; 0 if there is no complete record. */
    static int lengthAt(ByteBuffer log, int offset) {
        int left = log.limit() - offset - HEAD;
        if (left < UNTIMED_KEY_AT) return 0;
        int body = log.getInt(offset);
        byte kind = log.get(offset + HEAD);
        int keyAt = keyAt(kind);
        if (kind < UNTIMED_SET || kind > REMOVED || body < keyAt || body > left) return 0;
        int keyLength = log.getInt(offset + HEAD + keyAt - Integer.BYTES);
        boolean possible = keyLength >= 0 && keyLength <= body - keyAt;
        return possible && checksum(log, offset, body) == log.getInt(offset + Integer.BYTES) ? HEAD + body : 0;
    }

    /** The record at the offset, for which {@link #lengthAt} is not 0. */
    static LogRecord readAt(ByteBuffer log, int offset) {
        int body = log.getInt(offset);
        int at = offset + HEAD;
        byte kind = log.get(at);
        int keyAt = keyAt(kind);
        int keyLength = log.getInt(at + keyAt - Integer.BYTES);
        String key = text(log, at + keyAt, keyLength);
        long time = keyAt == KEY_AT ? log.getLong(at + 1) : UNKNOWN_TIME;
        if (kind == REMOVED || kind == UNTIMED_REMOVED) return new LogRecord(key, null, time);
        return new LogRecord(key, text(log, at + keyAt + keyLength, body - keyAt - keyLength), time);
    }

    private static int keyAt(byte kind) {
        return kind == SET || kind == REMOVED ? KEY_AT : UNTIMED_KEY_AT;
    }

    private static int checksum(ByteBuffer log, int offset, int body) {
        CRC32C checksum = new CRC32C();
        checksum.update(log.slice(offset, Integer.BYTES));
        checksum.update(log.slice(offset + HEAD, body));
        return (int) checksum.getValue();
    }

    private static byte[] utf8(String text) {
        return StorableText.encode(text).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer log, int offset, int length) {
        return StorableText.decode(
                StandardCharsets.UTF_8.decode(log.slice(offset, length)).toString());
    }
}
