// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Path;

import io.github.camelgemini.interactions.state.FileCursorRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StepCursorTest {

    private final MemoryStateRepository memory = new MemoryStateRepository();

    @TempDir
    Path folder;

    @Test
    void movesOverAGaplessRunOnly() {
        StepCursor cursor = StepCursor.read(memory, "run");
        cursor.started("v1_a");

        cursor.done(1);
        assertThat(memory.getState("run")).isEqualTo("0 v1_a");
        assertThat(cursor.isDone(1)).isTrue();
        cursor.done(0);
        assertThat(memory.getState("run")).isEqualTo("2 v1_a");

        StepCursor again = StepCursor.read(memory, "run");
        assertThat(again.interactionId()).isEqualTo("v1_a");
        assertThat(again.isDone(1)).isTrue();
        assertThat(again.isDone(2)).isFalse();
    }

    @Test
    void endsWhenNothingIsLeftBehind() {
        StepCursor cursor = StepCursor.read(memory, "run");
        cursor.started("v1_a");

        cursor.done(1);
        cursor.ended();
        assertThat(cursor.isEnded()).isFalse();
        cursor.done(0);
        cursor.ended();

        assertThat(StepCursor.read(memory, "run").isEnded()).isTrue();
        assertThat(StepCursor.read(memory, "run").isDone(99)).isTrue();
    }

    @Test
    void aNewRunIsKeptUnderItsId() {
        StepCursor cursor = StepCursor.ofNewRun(memory);
        cursor.done(0);
        cursor.started("v1_a=b");

        assertThat(memory.getState("v1_a~3d~b")).isEqualTo("1 v1_a=b");
        assertThat(StepCursor.read(memory, "v1_a=b").steps()).isEqualTo(1);
    }

    @Test
    void whatNobodyOfUsWroteIsRefused() {
        memory.setState("run", "elsewhere");

        assertThatThrownBy(() -> StepCursor.read(memory, "run"))
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContaining("remove it");
    }

    @Test
    void twoNodesNeverMoveItBack() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:cursors;DB_CLOSE_DELAY=-1");
        try (JdbcStateRepository table = new JdbcStateRepository(database, "cursors")) {
            table.setCreateTableIfNotExists(true);
            table.start();
            StepCursor slow = StepCursor.read(table, "run");
            slow.started("v1_a");
            StepCursor fast = StepCursor.read(table, "run");
            for (int step = 0; step < 3; step++) fast.done(step);

            slow.done(0);

            assertThat(table.getState("run")).isEqualTo("3 v1_a");
        }
    }

    @Test
    void aFileKeepsItOverARestart() throws Exception {
        Path file = folder.resolve("cursors");
        try (FileCursorRepository log = new FileCursorRepository(file)) {
            log.start();
            StepCursor cursor = StepCursor.read(log, "the=run");
            cursor.started("v1_a");
            cursor.done(0);
        }
        try (FileCursorRepository log = new FileCursorRepository(file)) {
            log.start();
            assertThat(StepCursor.read(log, "the=run").steps()).isEqualTo(1);
        }
    }
}
