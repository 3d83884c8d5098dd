// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.SQLException;
import java.util.Set;

import org.apache.camel.RuntimeCamelException;

/** Converts a failure of the database to an exception that names the table and the cure, without key or value. */
final class SqlFailures {

    /** SQLState classes whose messages are about connections, rights, names and resources; others may quote data. */
    private static final Set<String> WITHOUT_DATA = Set.of("08", "28", "3D", "3F", "40", "42", "53", "57", "58");

    private SqlFailures() {}

    static RuntimeCamelException of(String act, String table, SQLException failure) {
        return new RuntimeCamelException(
                "Cannot " + act + " table " + table + " (SQLState " + failure.getSQLState() + ", code "
                        + failure.getErrorCode() + "): " + cure(failure),
                WITHOUT_DATA.contains(kind(failure)) ? failure : withoutData(failure));
    }

    /** True if a concurrent change prevented the write: nothing was written, and a retry may succeed. */
    static boolean isConflict(SQLException failure) {
        return kind(failure).equals("23") || kind(failure).equals("40");
    }

    private static String cure(SQLException failure) {
        return switch (kind(failure)) {
            case "08" -> "the database cannot be reached; check the DataSource, and whether the database runs";
            case "28" -> "the database refuses the user; check the DataSource's user and password";
            case "23", "40" -> "concurrent changes prevented it repeatedly; retry the call";
            case "42" ->
                "the table is missing, has other columns, or is forbidden; create it with the DDL in the documentation"
                        + " or with createTableIfNotExists=true, and grant SELECT, INSERT, UPDATE, DELETE";
            case "53", "57" -> "the database lacks a resource or shuts down; see its log";
            default -> "see the database's manual for the SQLState";
        };
    }

    private static SQLException withoutData(SQLException failure) {
        SQLException bare = new SQLException(
                failure.getClass().getName() + " (its text may quote data and is left out)",
                failure.getSQLState(),
                failure.getErrorCode());
        bare.setStackTrace(failure.getStackTrace());
        return bare;
    }

    private static String kind(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }
}
