// SPDX-License-Identifier: Apache-2.0
/**
 * Background runs of the Interactions API, followed by several nodes that share a queue and a database.
 *
 * <p>What a node does is told by {@code camel/node.camel.yaml}, and how runs are started by {@code camel/start.camel.yaml}.
 * The Java here only brings what they need (broker, database, processes), kills a node, counts, and prints.
 */
@NullMarked
package io.github.camelgemini.examples.scaleout;

import org.jspecify.annotations.NullMarked;
