// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress.Offset;
import io.github.camelgemini.interactions.internal.support.store.RepositoryKey;
import io.github.camelgemini.interactions.internal.support.uri.PathSegment;
import org.jspecify.annotations.Nullable;

/**
 * A position in one answer, as it is stored: {@code 3@120+0 ID} is in the fourth step of the only run; {@code 3@120+0#1 ID ID}
 * in that step of the second run of an answer that was continued, ids URL-encoded.
 *
 * @param ids the known runs of the answer, in order; never empty
 * @param run index of the first run that is not finished
 * @param steps finished steps of that run
 * @param within finished part of the next step; null for none
 * @param ended true if all of the answer is finished
 */
record CursorPosition(List<String> ids, int run, int steps, @Nullable Offset within, boolean ended) {

    private static final String ENDED = "ended";
    private static final Pattern STORED =
            Pattern.compile("(?:ended|(\\d{1,9})(?:@(\\d{1,18})\\+(\\d{1,9}))?)(?:#(\\d{1,9}))? (.+)");

    /**
     * Reads {@link #text()}.
     *
     * @param key the key under which it is stored, for the message
     * @throws InteractionRequestException if this component has not written the text
     */
    static CursorPosition parse(String stored, String key) {
        Matcher parts = STORED.matcher(stored);
        if (!parts.matches()) throw unreadable(key);
        try {
            return parse(parts, key);
        } catch (IllegalArgumentException e) { // an id is not encoded as one; the message may quote the text
            throw unreadable(key);
        }
    }

    private static CursorPosition parse(Matcher parts, String key) {
        String rest = parts.group(5);
        List<String> ids = List.of(rest);
        int run = 0;
        if (parts.group(4) != null) {
            ids = Arrays.stream(rest.split(" "))
                    .map(id -> URLDecoder.decode(id, StandardCharsets.UTF_8))
                    .toList();
            run = Integer.parseInt(parts.group(4));
            if (run >= ids.size()) throw unreadable(key);
        }
        if (!ids.stream().allMatch(PathSegment::isSafe)) throw unreadable(key);
        if (parts.group(1) == null) return new CursorPosition(ids, run, 0, null, true);
        Offset within = parts.group(2) == null
                ? null
                : new Offset(Long.parseLong(parts.group(2)), Integer.parseInt(parts.group(3)));
        return new CursorPosition(ids, run, Integer.parseInt(parts.group(1)), within, false);
    }

    private static InteractionRequestException unreadable(String key) {
        return new InteractionRequestException(
                "cursorRepository",
                "The cursor under " + RepositoryKey.encoded(key)
                        + " in the cursorRepository cannot be read: remove it, or use a repository that nothing else writes to");
    }

    String text() {
        String place = Integer.toString(steps);
        if (ended) place = ENDED;
        else if (within != null) place = steps + "@" + within.chars() + "+" + within.others();
        if (ids.size() == 1) return place + " " + ids.get(0);
        return place + "#" + run + " "
                + ids.stream()
                        .map(id -> URLEncoder.encode(id, StandardCharsets.UTF_8))
                        .collect(Collectors.joining(" "));
    }

    /**
     * What is to be stored in place of another position: the further place, and all known runs. Another node may have
     * advanced further in the same answer; a cursor never moves back.
     *
     * @param stored null for none
     * @return null to leave what is stored
     */
    @Nullable
    CursorPosition after(@Nullable CursorPosition stored) {
        if (stored == null || !stored.ids.get(0).equals(ids.get(0))) return this;
        CursorPosition further = stored.isBehind(this) ? this : stored;
        List<String> known = stored.ids.size() > ids.size() ? stored.ids : ids;
        CursorPosition next = new CursorPosition(known, further.run, further.steps, further.within, further.ended);
        return next.equals(stored) ? null : next;
    }

    private boolean isBehind(CursorPosition other) {
        if (ended || other.ended) return !ended;
        if (run != other.run) return run < other.run;
        if (steps != other.steps) return steps < other.steps;
        return other.within != null && (within == null || within.compareTo(other.within) < 0);
    }
}
