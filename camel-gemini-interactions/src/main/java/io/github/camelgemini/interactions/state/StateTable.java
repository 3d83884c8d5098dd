// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/** The table by its name: its SQL, and how long a key fits into it. Plain SQL of 1992, without a dialect. */
record StateTable(String name) {

    static final String DEFAULT_NAME = "CAMEL_GEMINI_INTERACTIONS_STATE";
    static final int LONGEST_REPOSITORY = 128;
    static final int LONGEST_KEY = 512;

    private static final String DDL = "state-table.sql";
    private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,62}";
    private static final Pattern NAME = Pattern.compile(IDENTIFIER + "(\\." + IDENTIFIER + "){0,2}");
    private static final int HASH_LENGTH = 64;
    private static final String OF_ONE_KEY = " WHERE REPOSITORY = ? AND STATE_KEY = ?";

    /** The name becomes part of SQL text, so nothing but letters, digits, underscores and dots between them. */
    StateTable {
        checkName(name);
    }

    /** @throws IllegalArgumentException when it is no name of a table that can stand in SQL text as it is */
    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "tableName must be letters, digits and underscores, at most 63, if need be"
                            + " behind a schema and a dot: " + name);
        }
    }

    String create() {
        return ddl(DDL).replace(DEFAULT_NAME, name);
    }

    /** What a resource of this package holds. */
    static String ddl(String resource) {
        try (InputStream ddl = Objects.requireNonNull(StateTable.class.getResourceAsStream(resource), resource)) {
            return new String(ddl.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String probe() {
        return "SELECT REPOSITORY, STATE_KEY, STATE_VALUE, VERSION, UPDATED_AT FROM " + name + " WHERE 1 = 0";
    }

    String find() {
        return "SELECT STATE_VALUE, VERSION FROM " + name + OF_ONE_KEY;
    }

    String insert() {
        return "INSERT INTO " + name
                + " (STATE_VALUE, VERSION, REPOSITORY, STATE_KEY, UPDATED_AT) VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP)";
    }

    String update() {
        return "UPDATE " + name + " SET STATE_VALUE = ?, VERSION = ?, UPDATED_AT = CURRENT_TIMESTAMP" + OF_ONE_KEY;
    }

    String updateVersion() {
        return update() + " AND VERSION = ?";
    }

    String delete() {
        return "DELETE FROM " + name + OF_ONE_KEY;
    }

    /**
     * The key as the column takes it. One that is too long has its beginning, for people who read the table, and ends in
     * its hash; the mark between the two is in no other key, so the short form is unique.
     */
    static String column(String key) {
        String text = StorableText.encode(key);
        if (text.length() <= LONGEST_KEY) return text;
        String end = StorableText.ESCAPE + "#" + sha256(text);
        int cut = LONGEST_KEY - HASH_LENGTH - 2;
        if (Character.isHighSurrogate(text.charAt(cut - 1))) cut--;
        return text.substring(0, cut) + end;
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
