// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.time.Duration;

import io.github.camelgemini.interactions.internal.client.auth.ApprovalKey;
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
import io.github.camelgemini.interactions.option.OutputType;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an endpoint for the answers that it writes.
 *
 * @param beans binds answers to objects
 * @param validateOutput null to validate an answer if a schema was sent
 * @param storeFullResponse true to store the interaction in an exchange property
 * @param longestRedeliveryDelay limit of the delay of Camel's redelivery that a failure sets; null to set none
 * @param approvalKey signs rounds of calls that wait for a person; null for none
 */
public record ReplySettings(
        OutputType outputType,
        BeanMapper beans,
        @Nullable Boolean validateOutput,
        boolean allowEmptyOutput,
        boolean failOnIncomplete,
        boolean storeFullResponse,
        @Nullable Duration longestRedeliveryDelay,
        @Nullable ApprovalKey approvalKey) {

    /** Settings that write an interaction whatever its status and answer are. */
    public static ReplySettings unchecked(OutputType outputType, BeanMapper beans) {
        return new ReplySettings(outputType, beans, false, true, false, false, null, null);
    }
}
