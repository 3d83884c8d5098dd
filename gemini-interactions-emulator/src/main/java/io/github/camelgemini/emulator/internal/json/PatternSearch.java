// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.json;

import java.util.regex.Pattern;

/** Searches a text for a pattern in bounded time: there are patterns that take longer than a day on 40 characters. */
public final class PatternSearch {
    private static final int LONGEST_SHOWN = 100;

    private PatternSearch() {}

    /**
     * Whether the pattern is in the text.
     *
     * @param steps number of characters that may be read beyond four times the text's length
     * @throws IllegalArgumentException naming the pattern, if it takes too long or nests too deep on this text
     */
    public static boolean find(Pattern pattern, CharSequence text, long steps) {
        try {
            return pattern.matcher(new Counted(text, new long[] {steps + 4L * text.length()}))
                    .find();
        } catch (TooLong | StackOverflowError e) {
            String regex = pattern.pattern();
            throw new IllegalArgumentException("The pattern /"
                    + (regex.length() <= LONGEST_SHOWN ? regex : regex.substring(0, LONGEST_SHOWN) + "…")
                    + "/ takes too long on a text of " + text.length() + " characters: write a simpler one.");
        }
    }

    /** A text that can be read a number of times. */
    private record Counted(CharSequence text, long[] left) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (left[0]-- <= 0) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super(null, null, false, false);
        }
    }
}
