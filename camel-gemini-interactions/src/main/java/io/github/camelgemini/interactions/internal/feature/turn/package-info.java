// SPDX-License-Identifier: Apache-2.0
/**
 * Makes a create a turn of a conversation: waits for the turn, sends the key's last interaction as
 * {@code previous_interaction_id}, and stores the new one. The queue of turns is in {@code conversation}.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.turn;

import org.jspecify.annotations.NullMarked;
