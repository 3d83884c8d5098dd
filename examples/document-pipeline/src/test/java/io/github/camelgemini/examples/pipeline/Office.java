// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.examples.support.Node;
import io.github.camelgemini.examples.support.Terminal;
import org.springframework.jdbc.core.ColumnMapRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Folders of a test, and what the routes leave there: files, and rows. */
final class Office {

    final Places places;
    /** What {@link #run} has printed. */
    final StringWriter printed = new StringWriter();

    private final Map<String, String> settings;
    private final JdbcTemplate database;

    Office(Path folder, GeminiEmulator emulator) throws IOException {
        places = new Places(folder.resolve("inbox"), folder.resolve("work"));
        places.make();
        settings = Node.emulator(emulator);
        settings.put("pipeline.rateLimitDelay", "20");
        database = new JdbcTemplate(
                new DriverManagerDataSource("jdbc:h2:" + places.database().toAbsolutePath(), "sa", ""));
    }

    Map<String, String> settings() {
        return settings;
    }

    Office drop(String name, String text) throws IOException {
        Files.writeString(places.inbox().resolve(name), text);
        return this;
    }

    /** The program over these folders, from its first document to its table. */
    boolean run() throws Exception {
        return new Run(places, new Terminal(new PrintWriter(printed))).untilAllIsWritten(settings);
    }

    /** Columns by lower-case name. */
    List<Map<String, Object>> rows(String query, Object... parameters) {
        return database.query(
                query,
                new ColumnMapRowMapper() {
                    @Override
                    protected String getColumnKey(String column) {
                        return column.toLowerCase(Locale.ROOT);
                    }
                },
                parameters);
    }

    Map<String, Object> document(String file) {
        List<Map<String, Object>> rows = rows("select * from document where file = ?", file);
        if (rows.size() != 1) throw new AssertionError(rows.size() + " rows of " + file);
        return rows.get(0);
    }

    List<Map<String, Object>> steps(Map<String, Object> document) {
        return rows("select * from step where document_id = ? order by step_index", document.get("id"));
    }

    static TreeSet<String> names(Path folder) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }
}
