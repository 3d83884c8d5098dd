// SPDX-License-Identifier: Apache-2.0
/**
 * Everything the examples need besides routes: nodes in processes of their own, a broker, a database, the back end of a live
 * run, and a terminal to print
 * to. Knows no route of theirs.
 */
@NullMarked
package io.github.camelgemini.examples.support;

import org.jspecify.annotations.NullMarked;
