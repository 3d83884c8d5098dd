// SPDX-License-Identifier: Apache-2.0
/**
 * The command: scenarios and peers in, one line of JSON per measurement out. Every peer runs in a JVM of its own, one after
 * the other, against a server in a third process. What a peer does is in {@code peer}, what is measured in {@code measure}.
 */
@NullMarked
package io.github.camelgemini.benchmarks;

import org.jspecify.annotations.NullMarked;
