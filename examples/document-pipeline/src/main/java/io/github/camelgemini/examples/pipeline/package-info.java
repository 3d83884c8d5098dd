// SPDX-License-Identifier: Apache-2.0
/**
 * Documents from a folder, through two calls of the Interactions API, into a database, with a queue in between.
 *
 * <p>The routes are {@code camel/*.camel.yaml}, their statements {@code sql/*.sql}. The Java starts what they need (folders,
 * database, broker, an emulator), watches, and prints; it never reads a document.
 */
@NullMarked
package io.github.camelgemini.examples.pipeline;

import org.jspecify.annotations.NullMarked;
