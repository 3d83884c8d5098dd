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

/** SQL of the table of values, in SQL-92 without a dialect, and the limit of its keys. */
record StateTable(String name) {

    static final String DEFAULT_NAME = "CAMEL_GEMINI_INTERACTIONS_STATE";
    static final int LONGEST_REPOSITORY = 128;
    static final int LONGEST_KEY = 512;

    private static final String DDL = "state-table.sql";
    private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,62}";
    private static final Pattern NAME = Pattern.compile(IDENTIFIER + "(\\." + IDENTIFIER + "){0,2}");
    private static final int HASH_LENGTH = 64;
    private static final String WHERE_KEY = " WHERE REPOSITORY = ? AND STATE_KEY = ?";

    StateTable {
        checkName(name);
    }

    /** @throws IllegalArgumentException if the name cannot be part of SQL without quoting */
    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "tableName must be letters, digits and underscores, at most 63, optionally with a schema and a"
                            + " dot in front: " + name);
        }
    }

    String create() {
        return ddl(DDL).replace(DEFAULT_NAME, name);
    }

    /** The content of a resource of this package. */
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
        return "SELECT STATE_VALUE, VERSION FROM " + name + WHERE_KEY;
    }

    String insert() {
        return "INSERT INTO " + name
                + " (STATE_VALUE, VERSION, REPOSITORY, STATE_KEY, UPDATED_AT) VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP)";
    }

    String update() {
        return "UPDATE " + name + " SET STATE_VALUE = ?, VERSION = ?, UPDATED_AT = CURRENT_TIMESTAMP" + WHERE_KEY;
    }

    String updateVersion() {
        return update() + " AND VERSION = ?";
    }

    String delete() {
        return "DELETE FROM " + name + WHERE_KEY;
    }

    /** The database's time, from a row, as there is no other portable place to select it from. */
    String now() {
        return "SELECT CURRENT_TIMESTAMP FROM " + name + " WHERE REPOSITORY = ?";
    }

    String findOlder() {
        return "SELECT STATE_KEY, VERSION FROM " + name + " WHERE REPOSITORY = ? AND UPDATED_AT < ?";
    }

    String deleteVersion() {
        return delete() + " AND VERSION = ?";
    }

    /**
     * The key as stored in the column. A key that is too long is cut off, and its hash is appended; the mark between the two
     * occurs in no other key, so the short form is unique. The beginning is for people who read the table.
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
