// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Prices of models and agents, from a file with one line per price. */
public final class PriceList {

    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
    private static final int COLUMNS = 6;
    private static final int MILLION_DIGITS = 6;

    /** Tokens of one interaction. The cached ones are part of the input. */
    record Tokens(long input, long cached, long output, long thought, long toolUse) {}

    record Cost(BigDecimal amount, String currency) {}

    private record Price(
            String model, LocalDate from, String currency, BigDecimal input, BigDecimal cached, BigDecimal output) {

        Price {
            if (input.signum() < 0 || cached.signum() < 0 || output.signum() < 0)
                throw new IllegalArgumentException("A price is negative");
        }

        static Price of(String line) {
            String[] cells = COMMA.split(line.strip(), COLUMNS);
            try {
                return new Price(
                        cells[0],
                        LocalDate.parse(cells[1]),
                        cells[2],
                        new BigDecimal(cells[3]),
                        new BigDecimal(cells[4]),
                        new BigDecimal(cells[5]));
            } catch (IllegalArgumentException | DateTimeParseException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("Not a line of a price list: " + line, e);
            }
        }
    }

    private final List<Price> prices;

    private PriceList(List<Price> prices) {
        this.prices = prices;
    }

    /**
     * Reads a file with lines of {@code model, from, currency, input, cached input, output}; {@code #} begins a comment.
     *
     * @throws IllegalArgumentException with the first line that is none of these
     */
    static PriceList read(Path file) throws IOException {
        return new PriceList(Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Price::of)
                .toList());
    }

    /**
     * The cost of an interaction: no rounding, as prices are for a million tokens. Thoughts cost what output costs, and what
     * server tools used what input costs.
     *
     * @return null if the list has no price for that model on that day
     */
    @Nullable
    Cost of(String model, LocalDate day, Tokens tokens) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        return prices.stream()
                .filter(price -> price.model().equals(name) && !price.from().isAfter(day))
                .max(Comparator.comparing(Price::from))
                .map(price -> new Cost(
                        times(tokens.input() - tokens.cached() + tokens.toolUse(), price.input())
                                .add(times(tokens.cached(), price.cached()))
                                .add(times(tokens.output() + tokens.thought(), price.output())),
                        price.currency()))
                .orElse(null);
    }

    private static BigDecimal times(long tokens, BigDecimal perMillion) {
        return perMillion.multiply(BigDecimal.valueOf(tokens)).movePointLeft(MILLION_DIGITS);
    }
}
