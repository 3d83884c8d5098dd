// SPDX-License-Identifier: Apache-2.0
/**
 * Documents from a folder, through two calls of the Interactions API, into a database, with a queue in between.
 *
 * <p>What happens to a document is told by the routes in {@code camel/*.camel.yaml} and by the statements in {@code sql/}.
 * The Java here only brings what they need (folders, database, broker, an API), watches, and prints; it never touches a
 * document's content.
 */
@NullMarked
package io.github.camelgemini.examples.pipeline;

import org.jspecify.annotations.NullMarked;
