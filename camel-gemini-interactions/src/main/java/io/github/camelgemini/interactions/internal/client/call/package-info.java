// SPDX-License-Identifier: Apache-2.0
/**
 * Calls of the API: an {@link io.github.camelgemini.interactions.model.InteractionRequest} in, a future of an
 * {@link io.github.camelgemini.interactions.model.Interaction} or a stream of its steps out. Combines codec, transport,
 * stream and accumulate. Independent of Camel.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.call;

import org.jspecify.annotations.NullMarked;
