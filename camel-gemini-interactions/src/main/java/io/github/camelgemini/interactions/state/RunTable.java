// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.util.List;

/**
 * The table of runs by its name: its SQL. Plain SQL of 1992, without a dialect. Times are milliseconds of the nodes' clocks.
 *
 * <p>A run that is held is not due before its lease ends, so one column tells both; a node that changes it on the condition that
 * it is as it was read holds the run.
 */
record RunTable(String name) {

    static final String DEFAULT_NAME = "CAMEL_GEMINI_INTERACTIONS_RUNS";

    private static final String DDL = "run-table.sql";
    private static final String OF_ONE_RUN = " WHERE REPOSITORY = ? AND RUN_ID = ?";

    RunTable {
        StateTable.checkName(name);
    }

    /** The statements, in order. */
    List<String> create() {
        String indexed = name.substring(name.lastIndexOf('.') + 1);
        String ddl = StateTable.ddl(DDL).replace(DEFAULT_NAME + "_DUE", indexed + "_DUE ");
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

    String holds() {
        return "SELECT NEXT_LOOK FROM " + name + OF_ONE_RUN;
    }

    String due() {
        return "SELECT RUN_ID, RUN_KEY, CORRELATION_ID, HEADERS, CREATED, NEXT_LOOK, MISSES, FAILURES FROM " + name
                + " WHERE REPOSITORY = ? AND NEXT_LOOK <= ? ORDER BY NEXT_LOOK";
    }

    String lease() {
        return "UPDATE " + name + " SET NEXT_LOOK = ?, OWNER = ?" + OF_ONE_RUN + " AND NEXT_LOOK = ?";
    }

    String renew() {
        return "UPDATE " + name + " SET NEXT_LOOK = ?" + OF_ONE_RUN + " AND OWNER = ?";
    }

    String release() {
        return "UPDATE " + name + " SET NEXT_LOOK = ?, OWNER = NULL, MISSES = ?, FAILURES = ?" + OF_ONE_RUN
                + " AND OWNER = ?";
    }

    String delete() {
        return "DELETE FROM " + name + OF_ONE_RUN;
    }
}
