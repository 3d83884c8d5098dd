// SPDX-License-Identifier: Apache-2.0
/**
 * Background runs of the Interactions API, followed by several nodes that share a queue and a database.
 *
 * <p>{@code camel/start.camel.yaml} starts runs, {@code camel/node.camel.yaml} is a node. The Java starts nodes, kills one, and
 * counts.
 */
@NullMarked
package io.github.camelgemini.examples.scaleout;

import org.jspecify.annotations.NullMarked;
