// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many bytes a base64 text stands for, without decoding it: it may be tens of megabytes. */
public final class MediaSize {
    private static final Pattern BASE64 = Pattern.compile("([A-Za-z0-9+/]*+)={0,2}+");

    private MediaSize() {}

    /** The number of bytes, or -1 if the text is not standard base64. */
    public static long bytesOf(String base64) {
        Matcher matcher = BASE64.matcher(base64);
        if (!matcher.matches()) {
            return -1;
        }
        int digits = matcher.end(1);
        boolean padded = digits < base64.length();
        return digits % 4 == 1 || (padded && base64.length() % 4 != 0) ? -1 : digits * 3L / 4;
    }
}
