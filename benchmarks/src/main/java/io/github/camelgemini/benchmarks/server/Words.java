// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

/** Text as a model writes it, of any length: words, and a line break about every 80 characters. */
final class Words {

    private static final String LINE =
            "The caravan leaves at dawn and reaches the well by noon, where every camel rests.\n";

    private int position;

    /** The next so many characters, as they are in a JSON string. */
    String next(int length) {
        StringBuilder text = new StringBuilder(length + length / LINE.length() + 1);
        for (int i = 0; i < length; i++) {
            char letter = LINE.charAt(position);
            if (letter == '\n') text.append("\\n");
            else text.append(letter);
            position = (position + 1) % LINE.length();
        }
        return text.toString();
    }
}
