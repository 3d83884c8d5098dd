// SPDX-License-Identifier: Apache-2.0
/**
 * What takes long or is many: thousands of open streams, a slow reader, a text of 64 MiB, loops over functions, awaited runs,
 * idle endpoints. {@code TextStreams} is a way to read a stream; each class named after a work does it over any such way.
 */
@NullMarked
package io.github.camelgemini.benchmarks.endurance;

import org.jspecify.annotations.NullMarked;
