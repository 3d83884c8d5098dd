// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import static io.github.camelgemini.examples.pipeline.ResultTable.number;
import static io.github.camelgemini.examples.pipeline.ResultTable.seconds;

/**
 * One run: from the first document in the inbox to the last row in the database.
 *
 * <p>It knows nothing of the routes but what they leave behind, folders and rows, so what it prints is what there is.
 */
final class Run {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);
    /** How long rows may lag behind when no document waits any more. Calls have the component's own timeouts. */
    private static final Duration LAST_ROWS = Duration.ofSeconds(30);

    private final Places places;
    private final PrintWriter out;
    private final TreeSet<String> seen = new TreeSet<>();
    private final Instant start = Instant.now();
    private Instant lastWord = start;
    private final Set<String> told = new HashSet<>();

    Run(Places places, PrintWriter out) {
        this.places = places;
        this.out = out;
    }

    /** @return true when every document has its row and every step that was sent has its own */
    boolean untilAllIsWritten(Map<String, String> settings) throws Exception {
        String name = start.toString();
        List<Ledger.Row> rows;
        Duration time;
        try (Pipeline pipeline = new Pipeline(places, settings, name)) {
            look();
            pipeline.start();
            rows = watch(new Ledger(pipeline.database(), name));
            time = Duration.between(start, Instant.now());
        }
        return tell(rows, time);
    }

    private List<Ledger.Row> watch(Ledger ledger) throws Exception {
        Instant lastWaited = Instant.now();
        while (true) {
            boolean waiting = look();
            List<Ledger.Row> rows = ledger.rows();
            tellSettled(rows);
            if (waiting) lastWaited = Instant.now();
            else if (isComplete(rows)) return rows;
            else if (Duration.between(lastWaited, Instant.now()).compareTo(LAST_ROWS) > 0) return rows;
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    /** True while documents wait; those dropped in meanwhile count too. */
    private boolean look() throws IOException {
        List<Path> waiting = places.waiting();
        for (Path document : waiting) seen.add(document.getFileName().toString());
        return !waiting.isEmpty();
    }

    private boolean isComplete(List<Ledger.Row> rows) {
        return missing(rows).isEmpty()
                && rows.stream().allMatch(row -> row.isSettled() && row.stepsSent() == row.stepsWritten());
    }

    private List<String> missing(List<Ledger.Row> rows) {
        TreeSet<String> missing = new TreeSet<>(seen);
        rows.forEach(row -> missing.remove(row.file()));
        return List.copyOf(missing);
    }

    private void tellSettled(List<Ledger.Row> rows) {
        for (Ledger.Row row : rows) {
            if (!row.isSettled() || !told.add(row.id())) continue;
            say(row.outcome() + (row.reason() == null ? "    " : "  ") + row.file() + ", " + row.stepsSent()
                    + " steps, " + number(row.totalTokens()) + " tokens");
            if (row.reason() != null) out.printf("                             %s%n", row.reason());
        }
        if (Duration.between(lastWord, Instant.now()).compareTo(SIGN_OF_LIFE) > 0) {
            List<String> running = rows.stream()
                    .filter(row -> !row.isSettled())
                    .map(Ledger.Row::file)
                    .toList();
            say(running.isEmpty() ? "waiting" : "under way: " + String.join(", ", running));
        }
        out.flush();
    }

    private void say(String words) {
        lastWord = Instant.now();
        out.printf(
                Locale.ROOT,
                "%8s  %3d of %d  %s%n",
                seconds(Duration.between(start, lastWord)),
                told.size(),
                seen.size(),
                words);
    }

    private boolean tell(List<Ledger.Row> rows, Duration time) {
        List<String> missing = missing(rows);
        int sent = rows.stream().mapToInt(Ledger.Row::stepsSent).sum();
        int written = rows.stream().mapToInt(Ledger.Row::stepsWritten).sum();
        boolean complete = isComplete(rows);
        out.printf("%n%s%n", ResultTable.of(rows, missing, time));
        out.printf(
                "%s: %d documents, %d rows; %d steps sent, %d step rows.%n",
                complete ? "Complete" : "NOT COMPLETE", rows.size() + missing.size(), rows.size(), sent, written);
        if (rows.stream().anyMatch(row -> row.reason() != null)) {
            out.printf("Why documents failed is beside them in %s.%n", places.failed());
        }
        out.flush();
        return complete;
    }
}
