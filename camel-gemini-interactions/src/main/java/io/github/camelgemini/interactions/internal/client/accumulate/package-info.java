// SPDX-License-Identifier: Apache-2.0
/**
 * Events in, an interaction out: folds what a stream brings into what a plain answer would have been. One accumulator, one
 * interaction, one thread at a time. It never knows where events come from; JSON text it leaves to the codec.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.accumulate;

import org.jspecify.annotations.NullMarked;
