// SPDX-License-Identifier: Apache-2.0
/**
 * One round of function calls. In: an {@link io.github.camelgemini.interactions.model.Interaction} that requires action.
 * Out: the request with the results. Validates the calls, and runs each once, with a timeout. Knows no HTTP, streams or
 * Camel.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.toolcall;

import org.jspecify.annotations.NullMarked;
