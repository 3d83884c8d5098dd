// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import io.github.camelgemini.interactions.option.OutputType;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an endpoint for the answers that it writes.
 *
 * @param validateOutput null to validate an answer if a schema was sent
 * @param storeFullResponse true to store the interaction in an exchange property
 */
public record ReplySettings(
        OutputType outputType,
        @Nullable Boolean validateOutput,
        boolean allowEmptyOutput,
        boolean failOnIncomplete,
        boolean storeFullResponse) {

    /** Settings that write an interaction whatever its status and answer are. */
    public static ReplySettings unchecked(OutputType outputType) {
        return new ReplySettings(outputType, false, true, false, false);
    }
}
