// SPDX-License-Identifier: Apache-2.0
/**
 * A create as a turn of a conversation: waits for the turn, sends the last interaction of the key as
 * {@code previous_interaction_id}, and stores the new one. The queue of turns itself is in {@code conversation}.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.turn;

import org.jspecify.annotations.NullMarked;
