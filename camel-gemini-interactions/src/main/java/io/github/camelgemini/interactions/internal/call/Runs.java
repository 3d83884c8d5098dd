// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.call;

import io.github.camelgemini.interactions.model.InteractionRequest;

/**
 * Runs as one message follows them: as one answer, or as a stream whose steps go where the message said. What a message
 * wants beyond one request (functions, a conversation, paying once) is built around it, as another of this kind.
 */
public interface Runs {

    /** Creates an interaction and follows it as far as the message wants to know. Never blocks. */
    UnderWay create(InteractionRequest request);

    /** Follows an interaction that is there already. Never blocks. */
    UnderWay attach(String id);
}
