// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import io.github.camelgemini.interactions.model.Step;

/**
 * A complete step.
 *
 * @param index index in the stream
 * @param position index among the generated steps, without the inputs that a full replay starts with; the same in the first
 *     stream, in a replay and in a stored interaction
 */
public record FinishedStep(int index, int position, Step step) {}
