// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

/**
 * Result of a function, for the model.
 *
 * <p>Documented: Interactions API reference, function_result, September 2026.
 *
 * @param json JSON text of a string, an object, or a list of contents (text, image …): the forms that the service accepts
 * @param isError true when the text describes why the call failed
 */
public record FunctionResult(String json, boolean isError) {

    public FunctionResult(String json) {
        this(json, false);
    }
}
