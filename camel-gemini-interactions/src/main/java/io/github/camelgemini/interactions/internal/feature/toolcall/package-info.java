// SPDX-License-Identifier: Apache-2.0
/**
 * An {@link io.github.camelgemini.interactions.model.Interaction} that requires action in, the
 * {@link io.github.camelgemini.interactions.model.InteractionRequest} with the results of its calls out. Checks what the
 * model asks for, runs each call once and within its time. It never knows HTTP, streams or Camel.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.toolcall;

import org.jspecify.annotations.NullMarked;
