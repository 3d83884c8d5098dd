// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.script;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.traffic.Operation;

/** Which requests a rule answers: those of one operation that meet all conditions. */
public record Match(Operation operation, List<Condition> conditions) {
    /** The word of the condition without which a rule answers no create with a token of the emulator's. */
    static final String HOP = "for hop";

    private static final int FIRST = 1;

    public Match {
        conditions = List.copyOf(conditions);
    }

    /**
     * One condition.
     *
     * @param word which member of the request it is about; a rule has one condition per word
     * @param value what is wanted, for messages
     */
    public record Condition(String word, Object value, Predicate<RequestFacts> test) {}

    /** The same with one more condition, in the place of an earlier one of this word. */
    Match and(String word, Object value, Predicate<RequestFacts> test) {
        Stream<Condition> others =
                conditions.stream().filter(other -> !other.word().equals(word));
        return new Match(
                operation,
                Stream.concat(others, Stream.of(new Condition(word, value, test)))
                        .toList());
    }

    public boolean fits(RequestFacts request) {
        return operation == request.operation()
                && (request.hop() <= FIRST
                        || conditions.stream()
                                .anyMatch(condition -> condition.word().equals(HOP)))
                && conditions.stream().allMatch(condition -> condition.test().test(request));
    }

    /** Whether a name is the wanted one, in which {@code *} stands for any characters. In one pass, whatever both are. */
    static boolean fits(String wanted, String name) {
        String[] pieces = wanted.split("\\*", -1);
        if (pieces.length == 1) {
            return wanted.equals(name);
        }
        String last = pieces[pieces.length - 1];
        if (!name.startsWith(pieces[0]) || !name.endsWith(last) || name.length() < pieces[0].length() + last.length()) {
            return false;
        }
        int at = pieces[0].length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = name.indexOf(pieces[i], at);
            if (found < 0) {
                return false;
            }
            at = found + pieces[i].length();
        }
        return at <= name.length() - last.length();
    }

    /** The operation and its conditions, e.g. {@code create of gemini-* containing 'stocks'}. */
    @Override
    public String toString() {
        return Stream.concat(
                        Stream.of(operation.name().toLowerCase(Locale.ROOT)),
                        conditions.stream().map(condition -> condition.word() + " " + condition.value()))
                .collect(Collectors.joining(" "));
    }
}
