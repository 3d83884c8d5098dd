// SPDX-License-Identifier: Apache-2.0
/**
 * An {@link io.github.camelgemini.interactions.model.InteractionRequest} in, a stage of an
 * {@link io.github.camelgemini.interactions.model.Interaction} out, or a stream that is followed step by step. Knows the
 * order of the rooms: codec, transport, stream, accumulate. It never knows Camel.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.call;

import org.jspecify.annotations.NullMarked;
