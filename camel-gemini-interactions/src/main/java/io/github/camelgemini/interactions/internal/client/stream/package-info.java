// SPDX-License-Identifier: Apache-2.0
/**
 * Frames in, {@link io.github.camelgemini.interactions.model.InteractionEvent events} out, one after the other and no
 * faster than their receiver takes them. Decides what the end of a stream means: without its final event it is a failure,
 * never a short answer. It never knows Camel, and never folds events into anything.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.stream;

import org.jspecify.annotations.NullMarked;
