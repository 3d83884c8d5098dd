// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.traffic;

/**
 * What was asked for and would have been paid. Only requests that took effect count: one answered with an error does not.
 *
 * @param createsWithEqualInput creates beyond the first with the same target, input and previous interaction: each is
 *     something paid twice
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
