// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.json;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 200ms}, {@code 1.5s}, {@code 2m}, {@code 1h}, a plain number of milliseconds, or ISO. */
public final class Durations {
    private static final Pattern AMOUNT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|min|h)?");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException naming the text, if it is none
     */
    public static Duration parse(String text) {
        String trimmed = text.trim().toLowerCase(Locale.ROOT);
        Matcher matcher = AMOUNT.matcher(trimmed);
        if (matcher.matches()) {
            double amount = Double.parseDouble(matcher.group(1));
            String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
            return Duration.ofNanos(Math.round(amount * nanosPer(unit)));
        }
        try {
            return Duration.parse(trimmed);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "Not a duration: '" + text + "'; write 200ms, 1.5s, 2m, or a number of milliseconds", e);
        }
    }

    private static double nanosPer(String unit) {
        return switch (unit) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "h" -> 3600e9;
            default -> 60e9;
        };
    }
}
