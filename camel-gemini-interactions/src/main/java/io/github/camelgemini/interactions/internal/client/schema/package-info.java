// SPDX-License-Identifier: Apache-2.0
/**
 * JSON schemas: of a class, of an option; what an answer has to satisfy, and the class it is bound to. With {@code codec} the only
 * package that knows a JSON library.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.schema;

import org.jspecify.annotations.NullMarked;
