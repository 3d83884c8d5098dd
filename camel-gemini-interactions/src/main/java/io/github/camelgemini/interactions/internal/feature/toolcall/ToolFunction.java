// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A function that the model may call. */
public interface ToolFunction {

    /** Its declaration; always the same. */
    FunctionDeclaration declaration();

    /** Violations that the schema does not express; empty for valid arguments. The arguments match the schema. */
    List<String> violations(FunctionCall call);

    /**
     * Runs it, on a thread that may block. The stage completes on a thread that may block as well, and fails as the function
     * does.
     */
    CompletionStage<FunctionResult> call(FunctionCall call);
}
