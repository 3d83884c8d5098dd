// SPDX-License-Identifier: Apache-2.0
/**
 * A function that needs a person's approval. The round waits in a table, and no process holds it; a person decides on a page;
 * any node finishes it.
 *
 * <p>{@code camel/node.camel.yaml} and {@code camel/functions.camel.yaml} are a node, {@code camel/desk.camel.yaml} is the
 * page. The Java joins a decision to its round and renders the page; for the demonstration it starts nodes, kills one, and
 * counts.
 */
@NullMarked
package io.github.camelgemini.examples.approval;

import org.jspecify.annotations.NullMarked;
