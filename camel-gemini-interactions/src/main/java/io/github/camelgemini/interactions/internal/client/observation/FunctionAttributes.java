// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.observation;

/**
 * Names of the attributes of a function.
 *
 * <p>Documented: OpenTelemetry semantic conventions for generative AI, execute tool span, November 2026.
 */
public final class FunctionAttributes {

    public static final String CALL_ID = "gen_ai.tool.call.id";

    /** Content: observed on request only. */
    public static final String ARGUMENTS = "gen_ai.tool.call.arguments";

    /** Content: observed on request only. */
    public static final String RESULT = "gen_ai.tool.call.result";

    private FunctionAttributes() {}
}
