// SPDX-License-Identifier: Apache-2.0
/**
 * An assistant that answers letters of a shop's customers: the model calls SQL statements, and a person approves what changes an
 * order. The customer is known by the route, never by the letter or the model.
 *
 * <p>The assistant is {@code camel/letters.camel.yaml} and {@code camel/functions.camel.yaml}, the page on which a person decides
 * {@code camel/desk.camel.yaml}. The Java writes letters and decides, for the demonstration, and compares the tables with the
 * decisions.
 */
@NullMarked
package io.github.camelgemini.examples.orders;

import org.jspecify.annotations.NullMarked;
