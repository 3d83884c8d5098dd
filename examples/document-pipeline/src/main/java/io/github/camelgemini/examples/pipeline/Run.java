// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.camelgemini.examples.support.Table;
import io.github.camelgemini.examples.support.Terminal;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

import static io.github.camelgemini.examples.support.Terminal.number;
import static io.github.camelgemini.examples.support.Terminal.seconds;
import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * One run: from the first document in the inbox to the last row in the database.
 *
 * <p>Knows nothing of the routes but the folders and rows that they write, and prints nothing of what a document or an answer
 * says; that is in the report.
 */
final class Run {

    /**
     * A document's row, without its content.
     *
     * @param outcome {@code running}, {@code done} or {@code failed}
     * @param reason of a failure; null otherwise
     * @param stepsSent steps given to the queue
     * @param stepsWritten steps in the database
     * @param ended null while the document is under way
     */
    private record Row(
            String id,
            String file,
            long bytes,
            String outcome,
            @Nullable String reason,
            long inputTokens,
            long outputTokens,
            long thoughtTokens,
            long totalTokens,
            long stepsSent,
            long stepsWritten,
            OffsetDateTime started,
            @Nullable OffsetDateTime ended) {

        boolean isSettled() {
            return !outcome.equals("running");
        }

        List<Long> numbers() {
            return List.of(bytes, 1L, stepsSent, stepsWritten, inputTokens, outputTokens, thoughtTokens, totalTokens);
        }

        Duration time() {
            return Duration.between(started, ended == null ? OffsetDateTime.now(started.getOffset()) : ended);
        }
    }

    private static final String ROWS =
            """
            select d.*, (select count(*) from step s where s.document_id = d.id) as steps_written
            from document d where d.run = ? order by d.started, d.file
            """;
    private static final List<String> NUMBERS =
            List.of("bytes", "rows", "steps sent", "step rows", "tokens in", "out", "thought", "all");

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);
    /** How long rows may lag behind when no document waits any more. Calls have the component's own timeouts. */
    private static final Duration LAST_ROWS = Duration.ofSeconds(30);
    /** How long an interrupted run waits for calls under way: with LAST_ROWS less than the minute that Camel's Main has then. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(25);

    private final Places places;
    private final Terminal terminal;
    private final TreeSet<String> seen = new TreeSet<>();
    private final Set<String> told = new HashSet<>();
    private Instant lastWord = Instant.now();
    private boolean interrupted;

    Run(Places places, Terminal terminal) {
        this.places = places;
        this.terminal = terminal;
    }

    /** @return true when every document has its row and every step that was sent has its own */
    boolean untilAllIsWritten(Map<String, String> settings) throws Exception {
        String name = Instant.now().toString();
        try (Pipeline pipeline = new Pipeline(places)) {
            Report page = new Report(pipeline.database(), name);
            Main camel = pipeline.camel(name, settings);
            documentsWait();
            camel.start();
            try {
                List<Row> rows = watch(camel, () -> pipeline.database().rows(Row.class, ROWS, name));
                Duration time = terminal.elapsed();
                terminal.print("%n%s%n", table(rows, missing(rows), time));
                write(page, verdict(rows), rows, time);
                return conclude(rows);
            } catch (Exception broken) {
                write(page, "Ended by an error.", List.of(), terminal.elapsed());
                throw broken;
            } finally {
                // Last: after SIGTERM or Ctrl-C the JVM exits when the context has stopped.
                camel.stop();
            }
        }
    }

    /** After SIGTERM or Ctrl-C documents in work are finished, so that they are not paid for again, and no others are begun. */
    private List<Row> watch(Main camel, Supplier<List<Row>> ledger) throws Exception {
        Instant lastWaited = Instant.now();
        while (true) {
            if (!interrupted && !camel.getShutdownStrategy().isRunAllowed()) {
                interrupted = true;
                say("interrupted: documents in work are finished, no others are begun");
                camel.getCamelContext().getRouteController().stopRoute("inbox", LAST_CALLS.toSeconds(), SECONDS);
                lastWaited = Instant.now();
            }
            boolean waiting = documentsWait() && !interrupted;
            List<Row> rows = ledger.get();
            tellSettled(rows);
            if (waiting) lastWaited = Instant.now();
            else if (isComplete(rows) || interrupted && isWritten(rows)) return rows;
            else if (Duration.between(lastWaited, Instant.now()).compareTo(LAST_ROWS) > 0) return rows;
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    /** Also notes the documents that wait, among them those dropped in meanwhile. */
    private boolean documentsWait() throws IOException {
        List<Path> waiting = places.waiting();
        for (Path document : waiting) seen.add(document.getFileName().toString());
        return !waiting.isEmpty();
    }

    private boolean isComplete(List<Row> rows) {
        return missing(rows).isEmpty() && isWritten(rows);
    }

    private static boolean isWritten(List<Row> rows) {
        return rows.stream().allMatch(row -> row.isSettled() && row.stepsSent() == row.stepsWritten());
    }

    private Set<String> missing(List<Row> rows) {
        TreeSet<String> missing = new TreeSet<>(seen);
        rows.forEach(row -> missing.remove(row.file()));
        return missing;
    }

    private void tellSettled(List<Row> rows) {
        for (Row row : rows) {
            if (!row.isSettled() || !told.add(row.id())) continue;
            say("%-6s  %s, %d steps, %s tokens", row.outcome(), row.file(), row.stepsSent(), number(row.totalTokens()));
            if (row.reason() != null) terminal.print("%30s%s", "", row.reason());
        }
        if (Duration.between(lastWord, Instant.now()).compareTo(SIGN_OF_LIFE) > 0) {
            List<String> running =
                    rows.stream().filter(row -> !row.isSettled()).map(Row::file).toList();
            say("%s", running.isEmpty() ? "waiting" : "under way: " + String.join(", ", running));
        }
    }

    private void say(String words, Object... values) {
        lastWord = Instant.now();
        terminal.say("%3d of %d  %s", told.size(), seen.size(), words.formatted(values));
    }

    /** A report that cannot be written fails no run: all that it shows is in the database. */
    private void write(Report page, String verdict, List<Row> rows, Duration time) {
        try {
            page.write(places.report(), verdict, time, missing(rows));
            terminal.print(
                    "Report: %s%n", places.report().toAbsolutePath().normalize().toUri());
        } catch (IOException | RuntimeException e) {
            terminal.print("Report: not written, %s%n", e);
        }
    }

    private String verdict(List<Row> rows) {
        if (isComplete(rows)) return "Complete.";
        return interrupted ? "Interrupted." : "Not complete.";
    }

    private boolean conclude(List<Row> rows) {
        boolean complete = isComplete(rows);
        terminal.print(
                "%s: %d documents, %d rows; %d steps sent, %d step rows.",
                complete ? "Complete" : "NOT COMPLETE",
                rows.size() + missing(rows).size(),
                rows.size(),
                rows.stream().mapToLong(Row::stepsSent).sum(),
                rows.stream().mapToLong(Row::stepsWritten).sum());
        if (rows.stream().anyMatch(row -> row.reason() != null))
            terminal.print("Why documents failed is beside them in %s.", places.failed());
        return complete;
    }

    /** @param time of the whole run; documents overlap, so theirs add up to more */
    private static Table table(List<Row> rows, Set<String> missing, Duration time) {
        Table table = new Table(2, line("document", "outcome", NUMBERS::get, "time"));
        table.rule();
        rows.stream()
                .sorted(Comparator.comparing(Row::file))
                .forEach(row -> table.row((Object[]) line(
                        row.file(),
                        row.outcome(),
                        column -> number(row.numbers().get(column)),
                        seconds(row.time()))));
        for (String name : missing) table.row((Object[]) line(name, "NO ROW", column -> "-", "-"));
        long failed =
                rows.stream().filter(row -> row.outcome().equals("failed")).count();
        return table.rule().row((Object[]) line(
                rows.size() + missing.size() + " documents",
                failed == 0 ? "" : failed + " failed",
                column -> number(rows.stream()
                        .mapToLong(row -> row.numbers().get(column))
                        .sum()),
                seconds(time)));
    }

    private static String[] line(String name, String outcome, IntFunction<String> number, String time) {
        Stream<String> numbers = IntStream.range(0, NUMBERS.size()).mapToObj(number);
        return Stream.of(Stream.of(name, outcome), numbers, Stream.of(time))
                .flatMap(cells -> cells)
                .toArray(String[]::new);
    }
}
