// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import io.github.camelgemini.interactions.model.Step;

/** Decision about one function call. */
sealed interface CallDecision {

    Step.Call call();

    /** Run the function. */
    record Execute(Step.Call call, ToolFunction function) implements CallDecision {}

    /** Wait for a person to approve or reject it, or to supply its result. */
    record AwaitApproval(Step.Call call) implements CallDecision {}

    /** Answer the model with an error instead of a result. */
    record Reply(Step.Call call, String text, Outcome outcome) implements CallDecision {}
}
