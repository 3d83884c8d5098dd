// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

/** Finds the end of a JSON object or list by its brackets, so that it can be read before the connection ends. One thread. */
final class JsonEnd {

    private int depth;
    private boolean inString;
    private boolean escaped;

    JsonEnd() {}

    /** A copy that can look ahead. */
    JsonEnd(JsonEnd other) {
        this.depth = other.depth;
        this.inString = other.inString;
        this.escaped = other.escaped;
    }

    /** Reads further bytes of the text, which begins with a bracket; true if the last bracket is closed. */
    boolean isReached(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (escaped) escaped = false;
            else if (b == '"') inString = !inString;
            else if (inString) escaped = b == '\\';
            else if (b == '{' || b == '[') depth++;
            else if (b == '}' || b == ']') depth--;
        }
        return depth == 0 && !inString;
    }
}
