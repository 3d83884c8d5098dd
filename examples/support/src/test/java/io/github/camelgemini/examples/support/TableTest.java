// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table(1, "name", "n").row("a longer one", 1).rule().row("", "1,000");

        assertThat(table.toString().lines())
                .containsExactly(
                        "name              n", //
                        "a longer one      1",
                        "------------  -----",
                        "              1,000");
    }
}
