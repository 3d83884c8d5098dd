// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * Status of an interaction: the API's word, which may be newer than this version.
 *
 * <p>Documented: Interactions API reference, Interaction.status, September 2026. Observed: traffic/steps-untouched.
 *
 * @param word the word on the wire, for example {@code in_progress}
 */
@JsonSerialize(using = ApiJson.Serializer.class)
@JsonDeserialize(using = ApiJson.Deserializer.class)
public record InteractionStatus(String word) {

    public static final InteractionStatus QUEUED = new InteractionStatus("queued");
    public static final InteractionStatus IN_PROGRESS = new InteractionStatus("in_progress");
    public static final InteractionStatus REQUIRES_ACTION = new InteractionStatus("requires_action");

    /**
     * The answer is longer than one interaction: the next part is created with the continuation token of this one. Documented:
     * types of @google/genai 3.3.0, November 2026.
     */
    public static final InteractionStatus REQUIRES_CONTINUATION = new InteractionStatus("requires_continuation");

    public static final InteractionStatus COMPLETED = new InteractionStatus("completed");
    public static final InteractionStatus FAILED = new InteractionStatus("failed");
    public static final InteractionStatus CANCELLED = new InteractionStatus("cancelled");
    public static final InteractionStatus INCOMPLETE = new InteractionStatus("incomplete");
    public static final InteractionStatus BUDGET_EXCEEDED = new InteractionStatus("budget_exceeded");

    private static final Pattern WORD = Pattern.compile("[A-Za-z_]{1,32}");

    private static final Set<InteractionStatus> TERMINAL =
            Set.of(REQUIRES_ACTION, REQUIRES_CONTINUATION, COMPLETED, FAILED, CANCELLED, INCOMPLETE, BUDGET_EXCEEDED);

    /**
     * The status of a word on the wire. A known word has any letter case, and {@code canceled} is {@code cancelled}; an unknown
     * word stays as it is.
     *
     * <p>Assumed: gateways write the words as names of constants.
     */
    public static InteractionStatus of(String word) {
        String plain = word.strip().toLowerCase(Locale.ROOT);
        InteractionStatus known = plain.equals("canceled") ? CANCELLED : new InteractionStatus(plain);
        return known.isKnown() ? known : new InteractionStatus(word);
    }

    /** True if this version knows the word. */
    public boolean isKnown() {
        return isTerminal() || equals(QUEUED) || equals(IN_PROGRESS);
    }

    /** True if this interaction will not change any more. An unknown status is not terminal: polling continues. */
    public boolean isTerminal() {
        return TERMINAL.contains(this);
    }

    /** True if the output is usable but truncated: {@code incomplete}, or its older name {@code budget_exceeded}. */
    public boolean isCutShort() {
        return equals(INCOMPLETE) || equals(BUDGET_EXCEEDED);
    }

    /** The word, for messages; not if it is none, since a service or a gateway may send any text. */
    @Override
    public String toString() {
        return WORD.matcher(word).matches() ? word : "an unknown status";
    }
}
