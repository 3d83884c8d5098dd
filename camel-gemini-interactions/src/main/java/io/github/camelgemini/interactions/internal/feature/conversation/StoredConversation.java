// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Persisted value of one conversation.
 *
 * @param lease of the node that has its turn; null for none, or if the repository is not shared
 */
record StoredConversation(@Nullable Lease lease, ConversationState state) {

    private static final Pattern LEASE = Pattern.compile("([^ @,]+)@(\\d{1,18})((?:,[^ @,]+)*)");
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
        Matcher lease = LEASE.matcher(first);
        ConversationState state = ConversationState.parse(
                lease.matches() || first.equals(NO_LEASE)
                        ? text.substring(first.length()).strip()
                        : text);
        if (!lease.matches()) return new StoredConversation(null, state);
        return new StoredConversation(
                new Lease(
                        lease.group(1),
                        Long.parseLong(lease.group(2)),
                        Pattern.compile(",")
                                .splitAsStream(lease.group(3))
                                .filter(node -> !node.isEmpty())
                                .toList()),
                state);
    }

    String text() {
        Lease held = lease;
        String first = held == null ? NO_LEASE : held.text();
        return first + " " + state.text();
    }
}
