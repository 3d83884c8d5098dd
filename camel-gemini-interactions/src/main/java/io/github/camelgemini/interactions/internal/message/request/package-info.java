// SPDX-License-Identifier: Apache-2.0
/**
 * Converts a Camel message and the endpoint's settings to an
 * {@link io.github.camelgemini.interactions.model.InteractionRequest}. {@code Option} decides whether header or option wins.
 * Independent of HTTP and of the JSON library.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.request;

import org.jspecify.annotations.NullMarked;
