// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.measure;

/**
 * What the server answers: text of a model, as so many steps of so many deltas.
 *
 * @param steps steps of a stream; a client may ask for another number
 * @param deltas text deltas per step
 * @param text characters per delta
 */
public record Answer(int steps, int deltas, int text) {

    /** Characters per answer. */
    public int length() {
        return Math.multiplyExact(Math.multiplyExact(steps, deltas), text);
    }
}
