// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.util.List;

/**
 * SQL of the table of runs, in SQL-92 without a dialect. Times are milliseconds of the nodes' clocks.
 *
 * <p>A leased run is due when its lease ends, so one column, {@code NEXT_LOOK}, holds both times. The node that changes it
 * from the value it has read owns the lease.
 */
record RunTable(String name) {

    /** The {@code OWNER} of a row that cannot be read: no node has this name. */
    static final String UNREADABLE = "unreadable";

    static final String DEFAULT_NAME = "CAMEL_GEMINI_INTERACTIONS_RUNS";

    private static final String DDL = "run-table.sql";
    private static final String WHERE_RUN = " WHERE REPOSITORY = ? AND RUN_ID = ?";

    RunTable {
        StateTable.checkName(name);
    }

    /** The statements that create the table and its index, in order. */
    List<String> create() {
        String unqualified = name.substring(name.lastIndexOf('.') + 1);
        String ddl = StateTable.ddl(DDL).replace(DEFAULT_NAME + "_DUE", unqualified + "_DUE ");
        return List.of(ddl.replace(DEFAULT_NAME + " ", name + " ").split(";\\s*"));
    }

    String probe() {
        return "SELECT REPOSITORY, RUN_ID, RUN_KEY, CORRELATION_ID, HEADERS, CREATED, NEXT_LOOK, OWNER, MISSES, FAILURES"
                + " FROM " + name + " WHERE 1 = 0";
    }

    String insert() {
        return "INSERT INTO " + name
                + " (REPOSITORY, RUN_ID, RUN_KEY, CORRELATION_ID, HEADERS, CREATED, NEXT_LOOK, MISSES, FAILURES)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    }

    String find() {
        return "SELECT NEXT_LOOK FROM " + name + WHERE_RUN;
    }

    String due() {
        return runs() + " AND NEXT_LOOK <= ? AND RUN_ID IS NOT NULL ORDER BY NEXT_LOOK";
    }

    String oldest() {
        return runs() + " AND RUN_ID IS NOT NULL ORDER BY CREATED, RUN_ID";
    }

    private String runs() {
        return "SELECT RUN_ID, RUN_KEY, CORRELATION_ID, HEADERS, CREATED, NEXT_LOOK, MISSES, FAILURES FROM " + name
                + " WHERE REPOSITORY = ?";
    }

    String count() {
        return "SELECT COUNT(*), COUNT(CASE WHEN OWNER = '" + UNREADABLE + "' THEN 1 END) FROM " + name
                + " WHERE REPOSITORY = ?";
    }

    String lease() {
        return "UPDATE " + name + " SET NEXT_LOOK = ?, OWNER = ?" + WHERE_RUN + " AND NEXT_LOOK = ?";
    }

    String renew() {
        return "UPDATE " + name + " SET NEXT_LOOK = ?" + WHERE_RUN + " AND OWNER = ?";
    }

    String release() {
        return "UPDATE " + name + " SET NEXT_LOOK = ?, OWNER = NULL, MISSES = ?, FAILURES = ?" + WHERE_RUN
                + " AND OWNER = ?";
    }

    String setAside() {
        return "UPDATE " + name + " SET NEXT_LOOK = ?, OWNER = '" + UNREADABLE + "'" + WHERE_RUN + " AND OWNER = ?";
    }

    String delete() {
        return "DELETE FROM " + name + WHERE_RUN;
    }

    String deleteHeld() {
        return delete() + " AND OWNER = ?";
    }
}
