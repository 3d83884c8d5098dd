// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.util.ArrayList;
import java.util.List;

/** Cuts text into the pieces it is streamed in: never inside a character, at a blank where there is one. */
final class Pieces {
    private static final int LENGTH = 16;
    private static final int MOST = 64;

    private Pieces() {}

    static List<String> of(String text) {
        int length = text.length() < 2 * LENGTH ? (text.length() + 1) / 2 : Math.max(LENGTH, text.length() / MOST);
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = end(text, start, length);
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }

    /** This number of pieces of about equal length, or fewer if the text is that short. */
    static List<String> evenly(String text, int count) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int left = count; left > 0 && start < text.length(); left--) {
            int end = left == 1 ? text.length() : end(text, start, (text.length() - start + left - 1) / left);
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }

    /** The first characters, without half of a surrogate pair. */
    static String prefix(String text, int length) {
        return text.length() <= length ? text : text.substring(0, whole(text, length));
    }

    private static int end(String text, int start, int length) {
        int end = start + length;
        if (end >= text.length()) {
            return text.length();
        }
        int blank = text.indexOf(' ', end);
        return blank >= 0 && blank - end < length ? blank : whole(text, end);
    }

    private static int whole(String text, int end) {
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }
}
