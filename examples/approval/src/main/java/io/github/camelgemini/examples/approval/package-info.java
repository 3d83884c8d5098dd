// SPDX-License-Identifier: Apache-2.0
/**
 * A function that a person has to allow. The round waits in a table, with no process holding it; a person decides on a page;
 * whichever node is there finishes it.
 *
 * <p>What a node does is told by {@code camel/node.camel.yaml} and {@code camel/functions.camel.yaml}, the page by
 * {@code camel/desk.camel.yaml}. The Java here joins a decision to its round, draws the page, and, for the demonstration,
 * starts the processes, kills one, and counts.
 */
@NullMarked
package io.github.camelgemini.examples.approval;

import org.jspecify.annotations.NullMarked;
