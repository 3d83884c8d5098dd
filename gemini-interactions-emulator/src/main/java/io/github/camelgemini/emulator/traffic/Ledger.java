// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.traffic;

/**
 * Counts of requests that took effect, and the tokens they would have cost. A request answered with an error does not count.
 *
 * @param createsWithEqualInput creates beyond the first with the same target, input, previous interaction and
 *     continuation token: each is something paid for twice
 * @param running interactions that have not ended yet
 */
public record Ledger(
        long creates,
        long createsWithEqualInput,
        long gets,
        long cancels,
        long deletes,
        long inputTokens,
        long outputTokens,
        long thoughtTokens,
        long totalTokens,
        long running) {}
