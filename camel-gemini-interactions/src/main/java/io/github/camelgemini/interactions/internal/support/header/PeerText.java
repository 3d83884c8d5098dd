// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.header;

/** Words that a peer sent, such as types and ids, as a header or a log line may have them. */
public final class PeerText {

    private static final int LONGEST = 1024;
    private static final char REPLACEMENT = '\uFFFD';

    private PeerText() {}

    /**
     * The same text if it is one line of at most 1,024 characters; else a copy that is cut, and whose control characters and
     * line separators are replaced: a receiver may write it into a line of HTTP or of a log.
     */
    public static String line(String text) {
        boolean isLong = text.length() > LONGEST;
        if (!isLong && isLine(text)) return text;
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> line.appendCodePoint(breaksLine(c) ? REPLACEMENT : c));
        return line.toString();
    }

    /** Without a stream: called for each event, whose characters are mostly ASCII. All that break a line are of one char. */
    private static boolean isLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' || c > '~') && breaksLine(c)) return false;
        }
        return true;
    }

    private static boolean breaksLine(int character) {
        return Character.isISOControl(character) || character == 0x2028 || character == 0x2029;
    }
}
