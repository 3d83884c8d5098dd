// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.time.Duration;

import io.github.camelgemini.interactions.model.Step;

/** Is told how the calls of a message go. Any thread, several at once. */
@FunctionalInterface
public interface RoundListener {

    /**
     * A call has ended, or will have to wait.
     *
     * @param round number of its round, from 1 on
     * @param duration from its beginning to its end; zero when it never ran
     */
    void ended(int round, Step.Call call, Duration duration, Outcome outcome);
}
