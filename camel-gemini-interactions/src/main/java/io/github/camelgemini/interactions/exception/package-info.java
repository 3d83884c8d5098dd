// SPDX-License-Identifier: Apache-2.0
/**
 * Exceptions that a route may catch, named by what its author can do about them. All are unchecked and extend {@link
 * io.github.camelgemini.interactions.exception.GeminiInteractionsException}. Knows {@code model} and no other package of the
 * component.
 */
@NullMarked
package io.github.camelgemini.interactions.exception;

import org.jspecify.annotations.NullMarked;
