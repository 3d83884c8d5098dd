// SPDX-License-Identifier: Apache-2.0
/**
 * Routes as functions that a model calls: which functions there are, how a call becomes an exchange and its body a result, and the
 * loop of rounds around a create. What one round of calls is, whatever runs them, is in {@code toolcall}.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.function;

import org.jspecify.annotations.NullMarked;
