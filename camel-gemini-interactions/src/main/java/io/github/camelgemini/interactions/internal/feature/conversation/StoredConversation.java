// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Persisted value of one conversation.
 *
 * @param lease of the node that has its turn; null for none, or if the repository is not shared
 */
record StoredConversation(@Nullable Lease lease, ConversationState state) {

    private static final Pattern LEASE = Pattern.compile("([^ @]+)@(\\d{1,18})(\\+?)");
    private static final String NO_LEASE = "-";

    /**
     * A lease on the conversation's turns.
     *
     * @param owner the node
     * @param expires milliseconds since the epoch; from then on another node may take it
     * @param wanted true when another node waits for it
     */
    record Lease(String owner, long expires, boolean wanted) {
        Lease asWanted() {
            return new Lease(owner, expires, true);
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
                        !lease.group(3).isEmpty()),
                state);
    }

    String text() {
        Lease held = lease;
        String first = held == null ? NO_LEASE : held.owner() + "@" + held.expires() + (held.wanted() ? "+" : "");
        return first + " " + state.text();
    }
}
