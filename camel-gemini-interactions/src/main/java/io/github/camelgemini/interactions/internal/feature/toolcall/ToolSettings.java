// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.time.Duration;

/**
 * An endpoint's settings for calls of functions.
 *
 * @param automatic false when a person decides about every call
 * @param maxRounds how many rounds of calls a message may take
 * @param maxTotalTokens how many tokens may be spent before another request is made; 0 for no limit
 * @param parallel true to run the calls of a round beside each other
 * @param timeout how long the result of a call is waited for
 * @param repromptOnError true to tell the model that a call failed, false to fail
 * @param repromptOnUnknown true to tell the model that a function is not there, false to fail
 */
public record ToolSettings(
        boolean automatic,
        int maxRounds,
        long maxTotalTokens,
        boolean parallel,
        Duration timeout,
        boolean repromptOnError,
        boolean repromptOnUnknown) {}
