// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.uri;

/** What may stand for a resource in the path of a URL, in a log line and in the message of an exception. */
public final class PathSegment {

    private static final int MAX_LENGTH = 1024;

    private PathSegment() {}

    /**
     * True if a text has 1 to 1024 characters of visible ASCII and does not name the segment itself or the one above, as
     * {@code .} and {@code ..} do: servers and proxies resolve those, escaped or not.
     */
    public static boolean isSafe(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && !text.equals(".")
                && !text.equals("..")
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
