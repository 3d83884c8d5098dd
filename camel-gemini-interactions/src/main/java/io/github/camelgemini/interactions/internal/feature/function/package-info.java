// SPDX-License-Identifier: Apache-2.0
/**
 * Routes as functions that a model calls: the registry of functions, the conversion of a call into an exchange and of its
 * body into a result, and the loop of rounds around a create. One round of calls, independent of Camel, is in
 * {@code toolcall}.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.function;

import org.jspecify.annotations.NullMarked;
