// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import io.github.camelgemini.interactions.model.Step;

/**
 * A step that will not change any more.
 *
 * @param index its index in the stream
 * @param position its position among the generated steps: inputs, which a full replay has in front, do not count. The same
 *     in a first stream, in a replay and in a stored interaction.
 * @param step what it became
 */
public record FinishedStep(int index, int position, Step step) {}
