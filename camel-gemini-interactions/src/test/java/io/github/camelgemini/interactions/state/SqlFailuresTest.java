// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.BatchUpdateException;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which failures are conflicts with another writer, on databases that do not agree on SQLStates. */
class SqlFailuresTest {

    @ParameterizedTest
    @CsvSource({
        "PostgreSQL H2 Derby, 23505, 0",
        "DB2, 23505, -803",
        "MySQL, 23000, 1062",
        "MySQL, 23000, 1586",
        "Oracle, 23000, 1",
        "SQL Server, 23000, 2627",
        "SQL Server index, 23000, 2601",
        "serialization failure, 40001, 0",
        "PostgreSQL deadlock, 40P01, 0",
        "Oracle deadlock, 61000, 60",
        "Oracle serialization, 72000, 8177"
    })
    void aKeyThatAnotherWriterInsertedAndARollbackAreConflicts(String database, String state, int code) {
        assertThat(SqlFailures.isConflict(new SQLException("text", state, code)))
                .isTrue();
        SQLException batch = new BatchUpdateException("batch", null, 0, new int[0], null);
        batch.setNextException(new SQLException("text", state, code));
        assertThat(SqlFailures.isConflict(batch)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "PostgreSQL not null, 23502, 0",
        "PostgreSQL foreign key, 23503, 0",
        "PostgreSQL check, 23514, 0",
        "H2 check, 23513, 23513",
        "MySQL not null, 23000, 1048",
        "MySQL foreign key, 23000, 1452",
        "Oracle not null, 23000, 1400",
        "Oracle check, 23000, 2290",
        "SQL Server not null, 23000, 515",
        "SQL Server check, 23000, 547",
        "deferred constraint, 40002, 0",
        "statement completion unknown, 40003, 0",
        "connection, 08006, 0",
        "no state, , 1"
    })
    void aConstraintThatRefusesTheRowAndALostAnswerAreNot(String database, String state, int code) {
        assertThat(SqlFailures.isConflict(new SQLException("text", state, code)))
                .isFalse();
    }

    @Test
    void aConstraintThatRefusesTheRowIsToldWithItsCure() {
        assertThat(SqlFailures.of("write to", "T", new SQLException("text", "23502", 0)))
                .hasMessageContaining("SQLState 23502")
                .hasMessageContaining("constraint of the table refuses the row")
                .hasMessageContaining("DDL in the documentation");
    }
}
