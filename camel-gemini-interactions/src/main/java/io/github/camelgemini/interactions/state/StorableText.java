// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.util.HexFormat;

/**
 * Escapes characters that UTF-8 stores refuse or change: U+0000, which PostgreSQL refuses, and unpaired surrogates. Each is
 * written as U+001A and four hex digits, as is U+001A itself. The empty text, which Oracle takes for NULL, is written as
 * U+001A and an underscore. All other characters are unchanged.
 */
final class StorableText {

    static final char ESCAPE = '\u001a';
    private static final String EMPTY = ESCAPE + "_";
    private static final int DIGITS = 4;
    private static final HexFormat HEX = HexFormat.of();

    private StorableText() {}

    static String encode(String text) {
        if (text.isEmpty()) return EMPTY;
        StringBuilder encoded = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(text, i)) {
                if (encoded != null) encoded.append(c);
                continue;
            }
            if (encoded == null) encoded = new StringBuilder(text.length() + 16).append(text, 0, i);
            encoded.append(ESCAPE).append(HEX.toHexDigits(c));
        }
        return encoded == null ? text : encoded.toString();
    }

    static String decode(String stored) {
        if (stored.equals(EMPTY)) return "";
        int escape = stored.indexOf(ESCAPE);
        if (escape < 0) return stored;
        StringBuilder text = new StringBuilder(stored.length());
        int done = 0;
        while (escape >= 0) {
            int end = escape + 1 + DIGITS;
            text.append(stored, done, escape).append((char) HexFormat.fromHexDigits(stored, escape + 1, end));
            done = end;
            escape = stored.indexOf(ESCAPE, done);
        }
        return text.append(stored, done, stored.length()).toString();
    }

    private static boolean isPlain(String text, int index) {
        char c = text.charAt(index);
        if (c == 0 || c == ESCAPE) return false;
        if (Character.isHighSurrogate(c)) {
            return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
        }
        return !Character.isLowSurrogate(c) || (index > 0 && Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
