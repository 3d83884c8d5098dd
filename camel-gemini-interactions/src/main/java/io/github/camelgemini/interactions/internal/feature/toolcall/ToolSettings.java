// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.time.Duration;

/**
 * Settings of an endpoint for function calls.
 *
 * @param automatic false when a person has to approve every call
 * @param maxRounds most rounds of calls per message
 * @param maxCalls most calls per message, over all rounds
 * @param maxTotalTokens no further request is sent once this many tokens are used; 0 for no limit
 * @param parallel true to run the calls of a round concurrently
 * @param timeout longest wait for the result of a call
 * @param repromptOnError true to report a failed call to the model, false to fail the exchange
 * @param repromptOnUnknown true to report an unknown function to the model, false to fail the exchange
 */
public record ToolSettings(
        boolean automatic,
        int maxRounds,
        int maxCalls,
        long maxTotalTokens,
        boolean parallel,
        Duration timeout,
        boolean repromptOnError,
        boolean repromptOnUnknown) {}
