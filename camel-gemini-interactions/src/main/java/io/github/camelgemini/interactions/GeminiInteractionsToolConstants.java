// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import org.apache.camel.spi.Metadata;

/** Names of the headers that the route of a function gets, besides those of its arguments and of the caller. */
public final class GeminiInteractionsToolConstants {

    /** Scheme of the component's URIs. */
    public static final String SCHEME = "gemini-interactions-tool";

    @Metadata(label = "consumer", description = "The call: unique in its interaction.", javaType = "String")
    public static final String FUNCTION_CALL_ID = GeminiInteractionsConstants.FUNCTION_CALL_ID;

    @Metadata(
            label = "consumer",
            description =
                    "Whether the same call was begun before and left no result, so that its effects may be there already.",
            javaType = "Boolean")
    public static final String FUNCTION_CALL_REDELIVERED = "CamelGeminiInteractionsFunctionCallRedelivered";

    private GeminiInteractionsToolConstants() {}
}
