// SPDX-License-Identifier: Apache-2.0
/**
 * A Camel message and frozen settings in, an {@link io.github.camelgemini.interactions.model.InteractionRequest} out. Who
 * wins between header and option is decided in {@code Option}. It never knows HTTP, and no JSON library.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.request;

import org.jspecify.annotations.NullMarked;
