// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.turn;

import java.time.Duration;

/**
 * What an endpoint says about conversations, frozen when it starts.
 *
 * @param timeout the longest wait for a turn
 * @param restartsWhenLost true to begin anew when the service does not have the last interaction any more
 * @param failsWhenIncomplete true when an answer that was cut short is a failure
 */
public record ConversationSettings(Duration timeout, boolean restartsWhenLost, boolean failsWhenIncomplete) {}
