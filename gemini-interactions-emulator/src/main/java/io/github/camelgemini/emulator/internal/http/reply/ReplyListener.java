// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import org.jspecify.annotations.Nullable;

/** Hears how one request is answered, while its reply leaves. Called on the emulator's thread. */
public interface ReplyListener {
    /** Hears nothing. */
    ReplyListener NONE = new ReplyListener() {};

    /** The rule that answers. Not called where the stand-in does. */
    default void scripted(Rule rule) {}

    /**
     * A create has taken effect.
     *
     * @param interactionId null if it made no interaction
     * @param again whether an earlier create had equal input
     */
    default void created(@Nullable String interactionId, boolean again) {}

    /** The status leaves. */
    default void began(int status) {}

    /** One more event of the stream leaves. */
    default void wroteEvent() {}

    /** A fault applies. May be called several times for one. */
    default void broke(Fault fault) {}

    /**
     * The end, once or several times: the first one counts.
     *
     * @param whole false: the connection broke, or the client left
     */
    default void ended(boolean whole) {}
}
