// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What a rule answers with. What it leaves open is the stand-in's. All JSON is text, checked when the rule was written.
 *
 * @param ending how the interaction ends
 * @param headers of the response, over the emulator's own
 * @param eventIds whether events have an {@code event_id}; null: in the background only
 * @param hops in how many parts it comes
 */
public record Answer(
        Content content, Ending ending, Map<String, String> headers, @Nullable Boolean eventIds, Hops hops) {
    /** Leaves all to the stand-in. */
    public static final Answer OPEN =
            new Answer(Generated.NOTHING, new Ending(null, List.of(), null, null), Map.of(), null, Hops.ONE);

    public Answer {
        headers = Map.copyOf(headers);
        if (!hops.isOne() && !(content instanceof Generated || content instanceof Steps)) {
            throw new IllegalArgumentException(
                    "An answer that continues, or has check points, has a text, calls or steps; a body, an event stream, a raw"
                            + " response and very many steps are answered as they are.");
        }
    }

    /** What is answered. */
    public sealed interface Content {}

    /**
     * Steps made of what the rule says.
     *
     * @param text null for none
     * @param deltas the pieces in which the text is streamed; empty: cut by length
     * @param thought summary of the thought before the answer; null for none
     */
    public record Generated(@Nullable String text, List<String> deltas, @Nullable String thought, List<Call> calls)
            implements Content {
        static final Generated NOTHING = new Generated(null, List.of(), null, List.of());

        public Generated {
            deltas = List.copyOf(deltas);
            calls = List.copyOf(calls);
        }
    }

    /**
     * A function call.
     *
     * @param id null: a new one per answer
     */
    public record Call(@Nullable String id, String name, String argumentsJson) {}

    /**
     * Exactly these steps.
     *
     * @param json a list in the API's shape
     * @param deltas the pieces in which the first text is streamed; empty: cut by length
     */
    public record Steps(String json, List<String> deltas) implements Content {
        public Steps {
            deltas = List.copyOf(deltas);
        }
    }

    /**
     * Very many small steps, made as the client reads them.
     *
     * @param deltas number of deltas per step
     * @param text of each delta; empty: {@code Step 1.}, {@code Step 2.} …
     */
    public record Many(int steps, int deltas, String text) implements Content {
        private static final int START_AND_STOP = 2;

        public Many {
            if (steps < 1 || deltas < 1 || steps * ((long) deltas + START_AND_STOP) > Integer.MAX_VALUE / 2) {
                throw new IllegalArgumentException("Too few or too many: " + steps + " steps of " + deltas + " deltas");
            }
        }
    }

    /** A whole body, as it is. */
    public record Body(String json) implements Content {}

    /** A whole event stream, as it is. */
    public record EventStream(String text) implements Content {}

    /**
     * A whole response, as it is: no interaction, and nothing is stored.
     *
     * @param status of HTTP
     * @param contentType as it stands in the header; empty: no such header
     */
    public record Raw(int status, String contentType, String text) implements Content {
        private static final int LOWEST = 200;
        private static final int HIGHEST = 599;
        private static final int FIRST_ERROR = 400;

        public Raw {
            if (status < LOWEST || status > HIGHEST) {
                throw new IllegalArgumentException("The status of an answer lies between 200 and 599: " + status);
            }
        }

        /** Whether the request takes effect, and is paid for. */
        public boolean takesEffect() {
            return status < FIRST_ERROR;
        }
    }

    /**
     * How the interaction ends.
     *
     * @param status the API's word; empty: the answer has none; null: as its steps and errors require
     * @param usage token counts, a JSON object; the JSON {@code null}: the answer has none; null: counted
     * @param answeredAs status of the answer of a create that is given before the run has ended; null: it waits for the end
     */
    public record Ending(
            @Nullable String status, List<Failure> errors, @Nullable String usage, @Nullable String answeredAs) {
        public Ending {
            errors = List.copyOf(errors);
        }

        Ending answeredAs(String word) {
            return new Ending(status, errors, usage, word);
        }
    }

    /**
     * An answer in several parts, each of which but the last has a {@code continuation_token}.
     *
     * @param count number of parts
     * @param texts of the parts; empty: the answer's own text is cut
     * @param sameToken whether each part gives the first token again, and so the second part for ever
     * @param singleUse whether a token is refused the second time
     * @param checkPoints numbers of events behind which the stream has a token of what is left
     */
    public record Hops(int count, List<String> texts, boolean sameToken, boolean singleUse, List<Integer> checkPoints) {
        static final Hops ONE = new Hops(1, List.of(), false, false, List.of());
        private static final int HEAD = 2;
        private static final int MOST = 10_000;
        private static final int MOST_CHECK_POINTS = 1_000;

        public Hops {
            texts = List.copyOf(texts);
            checkPoints = checkPoints.stream().sorted().toList();
            if (count < 1) {
                throw new IllegalArgumentException("An answer has at least one part: " + count);
            }
            if (count > MOST || checkPoints.size() > MOST_CHECK_POINTS) {
                throw new IllegalArgumentException("An answer has at most " + MOST + " parts and " + MOST_CHECK_POINTS
                        + " check points: " + count + " and " + checkPoints.size());
            }
            if (!checkPoints.isEmpty() && checkPoints.get(0) < HEAD) {
                throw new IllegalArgumentException(
                        "A check point comes after the second event at the earliest: " + checkPoints.get(0));
            }
        }

        /** Whether it is one part without check points. */
        public boolean isOne() {
            return count == 1 && checkPoints.isEmpty();
        }

        Hops of(int parts, List<String> given) {
            return new Hops(parts, given, sameToken, singleUse, checkPoints);
        }

        Hops withSameToken() {
            return new Hops(count, texts, true, singleUse, checkPoints);
        }

        Hops withSingleUse() {
            return new Hops(count, texts, sameToken, true, checkPoints);
        }

        Hops withCheckPoint(int events) {
            return new Hops(count, texts, sameToken, singleUse, append(checkPoints, events));
        }
    }

    /** A member of {@code errors}. */
    public record Failure(String code, String message) {}

    /** What the rule says of the steps, nothing where its content is of another kind. */
    public Generated generated() {
        return content instanceof Generated generated ? generated : Generated.NOTHING;
    }

    /** The body to be answered as it is; null where the answer is made. */
    public @Nullable String body() {
        return content instanceof Body body ? body.json() : null;
    }

    /** The event stream to be answered as it is; null where the answer is made. */
    public @Nullable String eventStream() {
        return content instanceof EventStream stream ? stream.text() : null;
    }

    /** The whole response; null where the answer is made. */
    public @Nullable Raw raw() {
        return content instanceof Raw raw ? raw : null;
    }

    Answer with(Content other) {
        return new Answer(other, ending, headers, eventIds, hops);
    }

    Answer with(Ending other) {
        return new Answer(content, other, headers, eventIds, hops);
    }

    Answer withHeader(String name, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(name, value);
        return new Answer(content, ending, all, eventIds, hops);
    }

    Answer with(Hops other) {
        return new Answer(content, ending, headers, eventIds, other);
    }

    /** Whether the rule says nothing of what is answered. */
    public boolean isOpen() {
        return content.equals(Generated.NOTHING);
    }

    static <T> List<T> append(List<T> list, T item) {
        List<T> all = new ArrayList<>(list);
        all.add(item);
        return all;
    }
}
