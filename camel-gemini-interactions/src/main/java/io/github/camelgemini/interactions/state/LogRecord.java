// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * One record of the log. In bytes: length of the body, checksum over length and body, then the body: kind, length of the
 * key, key, value.
 *
 * @param value null if the key was removed
 */
record LogRecord(String key, @Nullable String value) {

    private static final int HEAD = 2 * Integer.BYTES;
    private static final int KEY_AT = 1 + Integer.BYTES;
    private static final byte SET = 1;
    private static final byte REMOVED = 2;

    byte[] toBytes() {
        byte[] keyBytes = utf8(key);
        byte[] valueBytes = value == null ? new byte[0] : utf8(value);
        int body = Math.addExact(KEY_AT, Math.addExact(keyBytes.length, valueBytes.length));
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(HEAD, body))
                .putInt(body)
                .putInt(0)
                .put(value == null ? REMOVED : SET)
                .putInt(keyBytes.length)
                .put(keyBytes)
                .put(valueBytes);
        bytes.putInt(Integer.BYTES, checksum(bytes, 0, body));
        return bytes.array();
    }

    /** Length in bytes of the record at the offset; 0 if there is no complete record. */
    static int lengthAt(ByteBuffer log, int offset) {
        int left = log.limit() - offset - HEAD;
        if (left < KEY_AT) return 0;
        int body = log.getInt(offset);
        if (body < KEY_AT || body > left) return 0;
        byte kind = log.get(offset + HEAD);
        int keyLength = log.getInt(offset + HEAD + 1);
        boolean possible = (kind == SET || kind == REMOVED) && keyLength >= 0 && keyLength <= body - KEY_AT;
        return possible && checksum(log, offset, body) == log.getInt(offset + Integer.BYTES) ? HEAD + body : 0;
    }

    /** The record at the offset, for which {@link #lengthAt} is not 0. */
    static LogRecord readAt(ByteBuffer log, int offset) {
        int body = log.getInt(offset);
        int at = offset + HEAD;
        int keyLength = log.getInt(at + 1);
        String key = text(log, at + KEY_AT, keyLength);
        if (log.get(at) == REMOVED) return new LogRecord(key, null);
        return new LogRecord(key, text(log, at + KEY_AT + keyLength, body - KEY_AT - keyLength));
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
