// SPDX-License-Identifier: Apache-2.0
/**
 * Measured lines in, tables and plots out. {@link io.github.camelgemini.benchmarks.report.Bars} has the bars that a run is
 * compared with. Knows nothing of how a figure was measured.
 */
@NullMarked
package io.github.camelgemini.benchmarks.report;

import org.jspecify.annotations.NullMarked;
