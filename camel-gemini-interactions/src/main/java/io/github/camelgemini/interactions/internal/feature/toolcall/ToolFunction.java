// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A function that the model may call. */
public interface ToolFunction {

    /** What it is; the same each time. */
    FunctionDeclaration declaration();

    /** Why it cannot take these arguments, although they are of the declared shape; empty when it can. */
    List<String> objections(FunctionCall call);

    /**
     * Runs it, on a thread that may block. The stage completes on a thread that may block, too, and fails as the function
     * does.
     */
    CompletionStage<FunctionResult> call(FunctionCall call);
}
