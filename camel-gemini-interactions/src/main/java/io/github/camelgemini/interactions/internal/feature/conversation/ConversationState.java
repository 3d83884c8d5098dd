// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.jspecify.annotations.Nullable;

/**
 * Where a conversation stands: its last interaction, and what may follow it. As text it is one line without {@code =}, which
 * every repository takes.
 */
public sealed interface ConversationState {

    /** The interaction that the next turn continues; null before the first. */
    @Nullable
    String interactionId();

    /** One line, words between blanks. */
    String text();

    /** Nothing was said yet, or it is forgotten. */
    record Fresh() implements ConversationState {
        @Override
        public @Nullable String interactionId() {
            return null;
        }

        @Override
        public String text() {
            return "new";
        }
    }

    /** The last turn is over. */
    record Ended(String interactionId) implements ConversationState {
        @Override
        public String text() {
            return "ended " + encoded(interactionId);
        }
    }

    /** The last turn asks for the results of functions: only those may follow. */
    record Asking(String interactionId) implements ConversationState {
        @Override
        public String text() {
            return "asks " + encoded(interactionId);
        }
    }

    /**
     * The last turn was answered while its run went on in the background: how it ends has to be seen.
     *
     * @param before where the conversation stands if it does not end well
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
     * @throws InteractionRequestException when nobody of us wrote it
     */
    static ConversationState parse(String text) {
        String[] words = text.split(" ", 3);
        if (text.equals("new")) return new Fresh();
        if (words.length == 2 && words[0].equals("ended")) return new Ended(decoded(words[1]));
        if (words.length == 2 && words[0].equals("asks")) return new Asking(decoded(words[1]));
        if (words.length == 3 && words[0].equals("runs")) return new Running(decoded(words[1]), parse(words[2]));
        throw new InteractionRequestException(
                "conversationRepository",
                "What the conversationRepository holds for this conversation cannot be read: remove it, or use a"
                        + " repository that nobody else writes to");
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    private static String decoded(String id) {
        try {
            return URLDecoder.decode(id, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return id; // written by hand, as it is
        }
    }
}
