// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.util.concurrent.CompletionStage;

/** A function that the model may call. */
public interface ToolFunction {

    /** Its declaration; always the same. */
    FunctionDeclaration declaration();

    /**
     * Runs it, on a thread that may block. The stage completes on a thread that may block as well, and fails as the function
     * does.
     */
    CompletionStage<FunctionResult> call(FunctionCall call);
}
