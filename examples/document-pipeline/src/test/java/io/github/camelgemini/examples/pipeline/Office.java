// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Folders of a test, runs of the real routes over them, and what is left afterwards: files, and rows read through JDBC. */
final class Office {

    final Places places;
    final StringWriter said = new StringWriter();
    private final Map<String, String> settings;

    Office(Path folder, String baseUrl) throws IOException {
        places = new Places(folder.resolve("inbox"), folder.resolve("work"));
        places.make();
        settings = new HashMap<>(Destination.settingsFor(baseUrl));
        settings.put("pipeline.rateLimitDelay", "20");
    }

    Office drop(String name, String text) throws IOException {
        Files.writeString(places.inbox().resolve(name), text);
        return this;
    }

    boolean run() throws Exception {
        return new Run(places, new PrintWriter(said)).untilAllIsWritten(settings);
    }

    /** Columns by lower-case name. */
    List<Map<String, Object>> rows(String query, Object... parameters) throws SQLException {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:" + places.database().toAbsolutePath(), "sa", "");
                PreparedStatement statement = connection.prepareStatement(query)) {
            for (int p = 0; p < parameters.length; p++) statement.setObject(p + 1, parameters[p]);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) rows.add(row(result));
            }
        }
        return rows;
    }

    private static Map<String, Object> row(ResultSet result) throws SQLException {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int c = 1; c <= result.getMetaData().getColumnCount(); c++) {
            Object value = result.getObject(c);
            if (value instanceof java.sql.Clob clob) value = clob.getSubString(1, (int) clob.length());
            row.put(result.getMetaData().getColumnLabel(c).toLowerCase(java.util.Locale.ROOT), value);
        }
        return row;
    }

    Map<String, Object> document(String file) throws SQLException {
        List<Map<String, Object>> rows = rows("select * from document where file = ?", file);
        if (rows.size() != 1) throw new AssertionError(rows.size() + " rows of " + file);
        return rows.get(0);
    }

    List<Map<String, Object>> steps(Map<String, Object> document) throws SQLException {
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
