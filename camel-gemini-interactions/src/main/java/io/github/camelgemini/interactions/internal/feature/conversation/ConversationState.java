// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.uri.PathSegment;
import org.jspecify.annotations.Nullable;

/** State of a conversation: its last interaction, and what may follow it. */
public sealed interface ConversationState {

    /** The interaction that the next turn continues; null before the first. */
    @Nullable
    String interactionId();

    /** The persisted form: words between blanks on one line, without {@code =}, so that every repository accepts it. */
    String text();

    /** A run is stored over the state before it, which is none of a run: more than a few were not written here. */
    int MAX_NESTED = 16;

    /** Before the first turn, or deleted. */
    record New() implements ConversationState {
        @Override
        public @Nullable String interactionId() {
            return null;
        }

        @Override
        public String text() {
            return "new";
        }
    }

    /** The last turn is over; any turn may follow. */
    record Idle(String interactionId) implements ConversationState {
        @Override
        public String text() {
            return "ended " + encoded(interactionId);
        }
    }

    /** The last turn requires the results of function calls; only those may follow. */
    record AwaitingResults(String interactionId) implements ConversationState {
        @Override
        public String text() {
            return "asks " + encoded(interactionId);
        }
    }

    /**
     * The last turn was answered while its run continued in the background; the outcome is not known yet.
     *
     * @param before the state of the conversation if the run does not end well
     */
    record Running(String interactionId, ConversationState before) implements ConversationState {
        @Override
        public String text() {
            return "runs " + encoded(interactionId) + " " + before.text();
        }
    }

    /**
     * Reads {@link #text()}.
     *
     * @throws InteractionRequestException when the text is not one that this component has written
     */
    static ConversationState parse(String text) {
        return parse(text, MAX_NESTED);
    }

    /** @param nested number of runs, each of which may have another before it */
    private static ConversationState parse(String text, int nested) {
        String[] words = text.split(" ", 3);
        if (text.equals("new")) return new New();
        if (words.length == 2 && words[0].equals("ended")) return new Idle(decoded(words[1]));
        if (words.length == 2 && words[0].equals("asks")) return new AwaitingResults(decoded(words[1]));
        if (words.length == 3 && words[0].equals("runs") && nested > 0)
            return new Running(decoded(words[1]), parse(words[2], nested - 1));
        throw unreadable();
    }

    private static InteractionRequestException unreadable() {
        return new InteractionRequestException(
                "conversationRepository",
                "The state of this conversation in the conversationRepository is not readable: remove it, or use a"
                        + " repository that nothing else writes to");
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        String id = text;
        try {
            id = URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Written by hand, unencoded.
        }
        if (!PathSegment.isSafe(id)) throw unreadable();
        return id;
    }
}
