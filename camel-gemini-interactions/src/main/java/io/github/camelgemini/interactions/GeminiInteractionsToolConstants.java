// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import org.apache.camel.spi.Metadata;

/** Names of the headers that the route of a function gets, besides those of its arguments and of the caller. */
public final class GeminiInteractionsToolConstants {

    /** Scheme of the component's URIs. */
    public static final String SCHEME = "gemini-interactions-tool";

    /** Id of the call, unique in its interaction. */
    @Metadata(label = "consumer", javaType = "String")
    public static final String FUNCTION_CALL_ID = GeminiInteractionsConstants.FUNCTION_CALL_ID;

    /** Whether the same call was started before and left no result, so that it may already have had its effects. */
    @Metadata(label = "consumer", javaType = "Boolean")
    public static final String FUNCTION_CALL_REDELIVERED = "CamelGeminiInteractionsFunctionCallRedelivered";

    private GeminiInteractionsToolConstants() {}
}
