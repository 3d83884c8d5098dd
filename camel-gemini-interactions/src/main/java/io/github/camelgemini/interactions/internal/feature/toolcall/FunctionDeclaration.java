// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import io.github.camelgemini.interactions.internal.client.schema.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Declaration of a function to the model, and how its calls are treated.
 *
 * @param name what the model calls it
 * @param description when to call it and what for; null for none
 * @param parameters schema of an object
 * @param manual true for a function whose calls a person has to approve
 * @param returnDirect true when the result is the answer, without another word of the model
 * @param idempotent true when running it again does no harm, so that a timeout may be reported to the model
 */
public record FunctionDeclaration(
        String name,
        @Nullable String description,
        Schema parameters,
        boolean manual,
        boolean returnDirect,
        boolean idempotent) {}
