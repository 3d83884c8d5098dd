// SPDX-License-Identifier: Apache-2.0
/**
 * What is measured, and how: scenarios, the probe that a peer reports to, and the figures that come out. It knows no peer and
 * no server.
 */
@NullMarked
package io.github.camelgemini.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
