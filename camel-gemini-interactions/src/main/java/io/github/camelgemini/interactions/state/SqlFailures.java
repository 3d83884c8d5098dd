// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Set;

import org.apache.camel.RuntimeCamelException;

/** Converts a failure of the database to an exception that names the table and the cure, without key or value. */
final class SqlFailures {

    /** SQLState classes whose messages are about connections, rights, names and resources; others may quote data. */
    private static final Set<String> WITHOUT_DATA = Set.of("08", "28", "3D", "3F", "40", "42", "53", "57", "58");

    /** SQLState classes of statements that were refused: data, constraint, syntax or right. */
    private static final Set<String> REFUSED = Set.of("22", "23", "28", "42");

    /** Codes of the databases that have SQLState 23000 for every violation: Oracle, MySQL, SQL Server, SAP HANA, Informix. */
    private static final Set<Integer> UNIQUE_VIOLATIONS = Set.of(1, 1022, 1062, 1586, 2601, 2627, 301, -239, -268);

    private static final int ORACLE_DEADLOCK = 60;
    private static final int ORACLE_NOT_SERIALIZABLE = 8177;

    private SqlFailures() {}

    static RuntimeCamelException of(String act, String table, SQLException failure) {
        return new RuntimeCamelException(
                "Cannot " + act + " table " + table + " (SQLState " + failure.getSQLState() + ", code "
                        + failure.getErrorCode() + "): " + cure(failure),
                WITHOUT_DATA.contains(kind(failure)) ? failure : withoutData(failure));
    }

    /** True if a concurrent change prevented the write: nothing was written, and a retry may succeed. */
    static boolean isConflict(SQLException failure) {
        if (isUniqueViolation(failure) || isRolledBack(failure)) return true;
        SQLException next = failure instanceof BatchUpdateException ? failure.getNextException() : null;
        return next != null && isConflict(next);
    }

    /** True if the database may have made the write although it failed here, as when the connection breaks. */
    static boolean isOutcomeUnknown(SQLException failure) {
        return !isConflict(failure) && !REFUSED.contains(kind(failure));
    }

    // Another writer has inserted the key. Other violations (NOT NULL, CHECK, foreign keys) are no conflicts.
    private static boolean isUniqueViolation(SQLException failure) {
        return "23505".equals(failure.getSQLState())
                || ("23000".equals(failure.getSQLState()) && UNIQUE_VIOLATIONS.contains(failure.getErrorCode()));
    }

    // 40002 is a constraint. 40003 leaves open whether the statement was executed.
    private static boolean isRolledBack(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null || state.equals("40002") || state.equals("40003")) return false;
        return state.startsWith("40")
                || (state.equals("61000") && failure.getErrorCode() == ORACLE_DEADLOCK)
                || (state.equals("72000") && failure.getErrorCode() == ORACLE_NOT_SERIALIZABLE);
    }

    private static String cure(SQLException failure) {
        if (isConflict(failure)) return "concurrent changes prevented it repeatedly; retry the call";
        return switch (kind(failure)) {
            case "08" -> "the database cannot be reached; check the DataSource, and whether the database runs";
            case "28" -> "the database refuses the user; check the DataSource's user and password";
            case "23" ->
                "a constraint of the table refuses the row; create the table with the DDL in the documentation, without"
                        + " further constraints";
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
