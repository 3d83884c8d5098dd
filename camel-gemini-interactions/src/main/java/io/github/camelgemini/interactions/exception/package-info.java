// SPDX-License-Identifier: Apache-2.0
/**
 * The failures that a route may catch, named by what its author can do about them; all are unchecked and share one root,
 * {@link io.github.camelgemini.interactions.exception.GeminiInteractionsException}. Knows the values of {@code model} and no other
 * package of the component.
 */
@NullMarked
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.NullMarked;
