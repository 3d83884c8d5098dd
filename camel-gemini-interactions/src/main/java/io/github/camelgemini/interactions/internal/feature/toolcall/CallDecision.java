// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import io.github.camelgemini.interactions.model.Step;

/** What is done about one call. */
sealed interface CallDecision {

    Step.Call call();

    /** Its function runs. */
    record Run(Step.Call call, ToolFunction function) implements CallDecision {}

    /** A person decides. */
    record Wait(Step.Call call) implements CallDecision {}

    /** The model is told why there is no result. */
    record Tell(Step.Call call, String text, Outcome outcome) implements CallDecision {}
}
