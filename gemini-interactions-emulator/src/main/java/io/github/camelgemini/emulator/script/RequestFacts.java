// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import io.github.camelgemini.emulator.traffic.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What conditions of a rule see of a request.
 *
 * @param target model or agent of a create; null for other operations
 * @param prompt all text of the input, empty for other operations
 * @param interactionId of a get, cancel or delete; else null
 * @param previousInteractionId of a create that continues one; else null
 * @param hop which part of an answer a create asks for, from 1, as far as a token of the emulator's says so
 */
public record RequestFacts(
        Operation operation,
        @Nullable String target,
        String prompt,
        boolean stream,
        boolean background,
        @Nullable String interactionId,
        @Nullable String previousInteractionId,
        int hop) {

    /** Of a request that is no create. */
    public static RequestFacts of(Operation operation, @Nullable String interactionId, boolean stream) {
        return new RequestFacts(operation, null, "", stream, false, interactionId, null, 1);
    }
}
