// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import io.github.camelgemini.interactions.internal.client.schema.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Declaration of a function for the model, with the rules for its calls.
 *
 * @param name used by the model
 * @param description tells the model when to call it and what for; null for none
 * @param parameters schema of an object
 * @param manual true when a person has to approve its calls
 * @param returnDirect true when the result is the answer, without another request to the model
 * @param idempotent true when it may run twice, so that a timeout may be reported to the model
 */
public record FunctionDeclaration(
        String name,
        @Nullable String description,
        Schema parameters,
        boolean manual,
        boolean returnDirect,
        boolean idempotent) {}
