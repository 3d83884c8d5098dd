// SPDX-License-Identifier: Apache-2.0
/**
 * Accumulation: the events of a stream in, the interaction of a non-streaming answer out. Independent of the source of the
 * events; the codec handles JSON.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.accumulate;

import org.jspecify.annotations.NullMarked;
