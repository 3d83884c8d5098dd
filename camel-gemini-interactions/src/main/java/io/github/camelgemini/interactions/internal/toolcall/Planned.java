// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.toolcall;

import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.tool.ToolFunction;

/** What is done about one call. */
sealed interface Planned {

    Step.Call call();

    /** Its function runs. */
    record Run(Step.Call call, ToolFunction function) implements Planned {}

    /** A person decides. */
    record Wait(Step.Call call) implements Planned {}

    /** The model is told why there is no result. */
    record Tell(Step.Call call, String text, Outcome outcome) implements Planned {}
}
