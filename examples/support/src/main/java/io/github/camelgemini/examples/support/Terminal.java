// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/** What a program prints: its progress with the time since its start, and its results. */
public final class Terminal {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final PrintWriter out;
    private final Instant start = Instant.now();

    public Terminal(PrintWriter out) {
        this.out = out;
    }

    /** Prints one line, in the format of {@link String#format}. */
    public void print(String words, @Nullable Object... values) {
        out.println(String.format(Locale.ROOT, words, values));
        out.flush();
    }

    /** Prints one line of progress behind the seconds since the start. */
    public void say(String words, @Nullable Object... values) {
        print("%9s  %s", seconds(elapsed()), String.format(Locale.ROOT, words, values));
    }

    public Duration elapsed() {
        return Duration.between(start, Instant.now());
    }

    /**
     * Waits for a condition.
     *
     * @param what is waited for, for the exception's message
     * @throws TimeoutException when {@code patience} is over
     */
    public static void await(String what, Duration patience, Callable<Boolean> condition) throws Exception {
        Instant last = Instant.now().plus(patience);
        while (!condition.call()) {
            if (Instant.now().isAfter(last)) throw new TimeoutException("Waited in vain for " + what);
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    /** The path relative to the working directory, if it is inside. */
    public static Path fromHere(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path there = path.toAbsolutePath().normalize();
        return there.startsWith(here) ? here.relativize(there) : there;
    }

    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
