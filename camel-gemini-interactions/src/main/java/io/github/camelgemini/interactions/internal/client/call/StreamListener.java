// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.concurrent.CompletionStage;

/** Takes what a stream has to say to a route. The next progress comes when the stage of the one before has completed. */
@FunctionalInterface
public interface StreamListener {

    /** Takes one progress, on a delivery worker; a failure ends the stream with that failure. */
    CompletionStage<?> accept(StreamProgress progress);

    /** Whether somebody wants the whole answer at the end. If not, it has no steps: each is forgotten when it was told. */
    default boolean wantsWhole() {
        return true;
    }
}
