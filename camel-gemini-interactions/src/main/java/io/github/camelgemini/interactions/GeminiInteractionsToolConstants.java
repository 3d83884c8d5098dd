// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import org.apache.camel.spi.Metadata;

/** Names of the headers of a function's route, in addition to the arguments and the headers of the caller. */
public final class GeminiInteractionsToolConstants {

    /** Scheme of the component's URIs. */
    public static final String SCHEME = "gemini-interactions-tool";

    /** Id of the call, unique in its interaction. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String FUNCTION_CALL_ID = GeminiInteractionsConstants.FUNCTION_CALL_ID;

    /** Whether the same call was started before without a stored result, so that its effects may already have happened. */
    @Metadata(label = "consumer", javaType = "Boolean")
    public static final String FUNCTION_CALL_REDELIVERED = "CamelGeminiInteractionsFunctionCallRedelivered";

    private GeminiInteractionsToolConstants() {}
}
