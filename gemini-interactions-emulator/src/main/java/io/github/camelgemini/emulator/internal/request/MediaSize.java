// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

/** How many bytes a base64 text stands for, without decoding it: it may be tens of megabytes. */
public final class MediaSize {
    private MediaSize() {}

    /** The number of bytes, or -1 if the text is not standard base64. */
    public static long bytesOf(String base64) {
        int end = base64.length();
        while (end > 0 && base64.charAt(end - 1) == '=' && base64.length() - end < 2) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (!isDigit(base64.charAt(i))) {
                return -1;
            }
        }
        boolean padded = end < base64.length();
        if (end % 4 == 1 || (padded && base64.length() % 4 != 0)) {
            return -1;
        }
        return end * 3L / 4;
    }

    private static boolean isDigit(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
