// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.store.RepositoryKey;
import org.jspecify.annotations.Nullable;

/**
 * Persisted value of one conversation.
 *
 * @param lease of the node that has its turn; null for none, or if the repository is not shared
 */
record StoredConversation(@Nullable Lease lease, ConversationState state) {

    private static final Pattern HELD = Pattern.compile("([^ @,]+)@(\\d{1,18})");
    private static final String NO_LEASE = "-";

    /**
     * A lease on the conversation's turns.
     *
     * @param owner the node
     * @param expires milliseconds since the epoch; from then on the first waiting node may take it
     * @param waiting the nodes that get it afterwards, in the order in which they asked
     */
    record Lease(String owner, long expires, List<String> waiting) {

        Lease {
            waiting = List.copyOf(waiting);
        }

        /** With a node at the end of the waiting ones, unless it waits already. */
        Lease withWaiting(String node) {
            if (waiting.contains(node)) return this;
            List<String> more = new ArrayList<>(waiting);
            more.add(node);
            return new Lease(owner, expires, more);
        }

        String text() {
            return String.join(",", withOwner());
        }

        private List<String> withOwner() {
            List<String> words = new ArrayList<>(List.of(owner + "@" + expires));
            words.addAll(waiting);
            return words;
        }

        Lease withoutWaiting(String node) {
            return new Lease(
                    owner,
                    expires,
                    waiting.stream().filter(other -> !other.equals(node)).toList());
        }

        /** The lease of the node that has waited longest; null if none waits. */
        @Nullable
        Lease next(long expires) {
            return waiting.isEmpty() ? null : new Lease(waiting.get(0), expires, waiting.subList(1, waiting.size()));
        }
    }

    /** @param text null or empty when nothing is stored */
    static StoredConversation parse(@Nullable String text) {
        if (text == null || text.isBlank()) return new StoredConversation(null, new ConversationState.New());
        int blank = text.indexOf(' ');
        String first = blank < 0 ? text : text.substring(0, blank);
        Lease lease = lease(first);
        ConversationState state = ConversationState.parse(
                lease != null || first.equals(NO_LEASE)
                        ? text.substring(first.length()).strip()
                        : text);
        return new StoredConversation(lease, state);
    }

    /** Null if the text is no lease. Without a pattern for all of it, which takes stack for each node that waits. */
    private static @Nullable Lease lease(String text) {
        List<String> words = Arrays.asList(text.split(",", -1));
        Matcher held = HELD.matcher(words.get(0));
        List<String> waiting = words.subList(1, words.size());
        boolean isLease =
                held.matches() && waiting.stream().noneMatch(node -> node.isEmpty() || node.indexOf('@') >= 0);
        return isLease ? new Lease(held.group(1), Long.parseLong(held.group(2)), waiting) : null;
    }

    /**
     * Reads the value of a conversation.
     *
     * @param key the key under which it is stored, for the message
     * @param text null or empty when nothing is stored
     * @param latest the latest time, in milliseconds since the epoch, at which a lease can end
     * @throws InteractionRequestException if this component has not written the text
     */
    static StoredConversation read(String key, @Nullable String text, long latest) {
        StoredConversation stored;
        try {
            stored = parse(text);
        } catch (InteractionRequestException e) {
            throw unreadable(key);
        }
        Lease held = stored.lease();
        if (held != null && held.expires() > latest) throw unreadable(key);
        return stored;
    }

    private static InteractionRequestException unreadable(String key) {
        return new InteractionRequestException(
                "conversationRepository",
                "The state of the conversation under " + RepositoryKey.encoded(key)
                        + " in the conversationRepository is not readable: remove it, or use a repository that nothing"
                        + " else writes to");
    }

    String text() {
        Lease held = lease;
        String first = held == null ? NO_LEASE : held.text();
        return first + " " + state.text();
    }
}
