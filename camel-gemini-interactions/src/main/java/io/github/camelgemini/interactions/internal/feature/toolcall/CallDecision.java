// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import io.github.camelgemini.interactions.model.Step;

/** Decision about one call. */
sealed interface CallDecision {

    Step.Call call();

    /** Run its function. */
    record Execute(Step.Call call, ToolFunction function) implements CallDecision {}

    /** Leave it to a person. */
    record AwaitApproval(Step.Call call) implements CallDecision {}

    /** Reply to the model why there is no result. */
    record Reply(Step.Call call, String text, Outcome outcome) implements CallDecision {}
}
