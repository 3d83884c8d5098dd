// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import io.github.camelgemini.interactions.option.OutputType;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint says about answers, frozen when it starts.
 *
 * @param validateOutput null to check an answer whenever a schema was sent
 * @param storeFullResponse true to keep the interaction in an exchange property
 */
public record ReplySettings(
        OutputType outputType,
        @Nullable Boolean validateOutput,
        boolean allowEmptyOutput,
        boolean failOnIncomplete,
        boolean storeFullResponse) {

    /** An interaction is written whatever its status and answer are. */
    public static ReplySettings asItIs(OutputType outputType) {
        return new ReplySettings(outputType, false, true, false, false);
    }
}
