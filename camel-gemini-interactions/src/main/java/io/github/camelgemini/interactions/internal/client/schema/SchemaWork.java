// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.regex.RegularExpression;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the work of one validation, whatever the schema and the instance are: its time, the schemas that references add,
 * and the stack. The library has no limits of its own, so its callbacks count the work, on the thread that validates.
 */
final class SchemaWork {

    /** Longest time that one validation takes, and the check of a schema: of a usual answer it takes milliseconds. */
    static final Duration MAX_TIME = Duration.ofSeconds(5);

    /** References that one validation may follow in a new place of the schema; each takes memory. */
    static final int MAX_REFERENCES = 30_000;

    /** Values of one list that may have the same hash. */
    static final int MAX_EQUAL_HASHES = 2_000;

    /** Characters of a text that a pattern reads between two looks at the clock. */
    private static final int CHARACTERS = 1024;

    private static final ThreadLocal<@Nullable SchemaWork> CURRENT = new ThreadLocal<>();

    /** The work was given up; the message says why, and quotes nothing. */
    static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private GivenUp(String why) {
            super(why, null, false, false);
        }
    }

    // Set once.
    private final LongSupplier nanoTime;
    private final long started;
    // The thread that validates.
    private int references;
    private @Nullable GivenUp end;

    private SchemaWork(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
    }

    /**
     * @param nanoTime the clock
     * @param work validates, in this thread
     * @throws GivenUp if the work takes too long, or needs more memory or stack than there is
     */
    static <T> T bounded(LongSupplier nanoTime, Supplier<T> work) {
        SchemaWork outer = CURRENT.get();
        SchemaWork own = new SchemaWork(nanoTime);
        CURRENT.set(own);
        try {
            T done = work.get();
            if (own.end != null) throw own.end; // the library may have taken it for a violation
            return done;
        } catch (StackOverflowError e) {
            throw new GivenUp("is nested too deeply for this schema");
        } catch (OutOfMemoryError e) {
            throw new GivenUp("needs more memory than there is");
        } catch (RuntimeException e) {
            throw own.end != null ? own.end : e; // the library may have wrapped it
        } finally {
            if (outer == null) CURRENT.remove();
            else CURRENT.set(outer);
        }
    }

    /** Called before each keyword of a schema is applied to a value. */
    static void step() {
        SchemaWork work = CURRENT.get();
        if (work != null && work.nanoTime.getAsLong() - work.started > MAX_TIME.toNanos())
            throw work.givenUp("was not checked after " + MAX_TIME.toSeconds() + " s");
    }

    /** Called when a reference is followed for the first time in its place. */
    static void reference() {
        SchemaWork work = CURRENT.get();
        if (work != null && ++work.references > MAX_REFERENCES)
            throw work.givenUp("needs more than " + MAX_REFERENCES + " references of the schema");
    }

    /** References that were followed so far in the current work. */
    static int references() {
        SchemaWork work = CURRENT.get();
        return work == null ? 0 : work.references;
    }

    /**
     * Refuses lists of values of equal hashes. The library puts lists into sets, for {@code uniqueItems} and {@code enum}; to
     * compare such values with each other takes minutes in which it calls nothing back.
     */
    static void checkHashes(JsonNode root) {
        Deque<JsonNode> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            if (node.isArray() && node.size() > MAX_EQUAL_HASHES) checkList(node);
            for (JsonNode inner : node) if (inner.isContainerNode()) open.push(inner);
        }
    }

    private static void checkList(JsonNode list) {
        Map<Integer, Integer> numbers = new HashMap<>();
        for (JsonNode value : list) {
            step();
            SchemaWork work = CURRENT.get();
            if (numbers.merge(value.hashCode(), 1, Integer::sum) > MAX_EQUAL_HASHES && work != null)
                throw work.givenUp("has a list of more than " + MAX_EQUAL_HASHES + " values of one hash");
        }
    }

    private GivenUp givenUp(String why) {
        if (end == null) end = new GivenUp(why);
        return end;
    }

    /** A pattern that ends when the time is over. It is found anywhere in a text, as JSON Schema says. */
    static RegularExpression pattern(String regex) {
        java.util.regex.Pattern pattern = java.util.regex.Pattern.compile(regex);
        return text -> pattern.matcher(new CountedText(text)).find();
    }

    /** The text that a pattern reads, again and again if it backtracks. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private int read;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++read % CHARACTERS == 0) step();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
