// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelgemini.emulator.internal.json.PatternSearch;
import org.jspecify.annotations.Nullable;

/**
 * Finds values in a prompt by the name of the member they fill: plain rules, the same answer every time. A number without a
 * name beside it is used once.
 */
final class PromptWords {
    private static final int LONGEST_LINE = 80;
    private static final int LONGEST_PROMPT = 20_000;
    private static final int STEPS_PER_WORD = 100_000;

    private static final Set<String> SMALL_WORDS = Set.of(
            "a", "an", "and", "are", "as", "at", "be", "by", "can", "could", "do", "does", "for", "from", "give", "has",
            "have", "how", "i", "in", "is", "it", "its", "me", "my", "need", "of", "on", "or", "please", "should",
            "tell", "that", "the", "their", "this", "to", "use", "using", "want", "was", "we", "what", "when", "where",
            "which", "who", "will", "with", "you", "your");

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@/+-]*");
    private static final Pattern NUMBER = Pattern.compile(
            "(?<![\\w.,-])-?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?(?!\\w)|(?<![\\w.]|\\w-)-?\\d+(?:\\.\\d+)?(?!\\w)");
    static final Pattern DATE = Pattern.compile("\\b\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])\\b");
    static final Pattern TIME = Pattern.compile("\\b(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?\\b");
    static final Pattern EMAIL = Pattern.compile("(?<![\\w.+-])[\\w.+-]++@[\\w-]+(?:\\.[\\w-]+)+");
    static final Pattern URL = Pattern.compile("(?:https?|gs)://[^\\s\"'<>]+");
    private static final Pattern CODE = Pattern.compile("\\b[A-Z][A-Z0-9]{1,5}\\b");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"|“([^”]+)”|(?<!\\w)'([^']+)'(?!\\w)");
    private static final Pattern PLACE = Pattern.compile(
            "\\b(?:in|for|of|to|from|at|about|near)\\s+(\\p{Lu}[\\p{L}'-]*(?:\\s+\\p{Lu}[\\p{L}'-]*)*)");
    private static final Pattern NAME_PARTS = Pattern.compile("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})");

    private final String prompt;
    private final Deque<BigDecimal> numbers = new ArrayDeque<>();
    private @Nullable List<String> lowerCaseWords;

    PromptWords(String prompt) {
        this.prompt = prompt.length() > LONGEST_PROMPT ? prompt.substring(0, LONGEST_PROMPT) : prompt;
        String rest = TIME.matcher(DATE.matcher(this.prompt).replaceAll(" ")).replaceAll(" ");
        Matcher matcher = NUMBER.matcher(rest);
        while (matcher.find()) {
            numbers.add(new BigDecimal(matcher.group().replace(",", "")));
        }
    }

    /** The words of an identifier such as {@code get_stock_price} or {@code getStockPrice}, in lower case. */
    static List<String> partsOf(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : NAME_PARTS.split(name, -1)) {
            if (!part.isEmpty()) {
                parts.add(part.toLowerCase(Locale.ROOT));
            }
        }
        return parts;
    }

    /** Whether a word, or one that begins like it ("prices" for "price"), is in the prompt. */
    boolean mentions(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        if (lowerCaseWords == null) {
            lowerCaseWords = words(w -> true).stream()
                    .map(w -> w.toLowerCase(Locale.ROOT))
                    .distinct()
                    .toList();
        }
        return lowerCaseWords.stream()
                .anyMatch(w -> w.equals(wanted)
                        || (wanted.length() > 2 && w.startsWith(wanted))
                        || (w.length() > 2 && wanted.startsWith(w)));
    }

    /** Whether the literal text is in the prompt, as whole words, whatever its case. */
    boolean contains(String literal) {
        return find(Pattern.compile(
                        "(?<![\\p{L}\\p{N}])" + Pattern.quote(literal) + "(?![\\p{L}\\p{N}])",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
                != null;
    }

    /**
     * The first word that has the pattern, null if none has.
     *
     * @throws IllegalArgumentException if the pattern takes too long
     */
    @Nullable
    String matching(Pattern pattern) {
        for (String word : words(w -> true)) {
            if (PatternSearch.find(pattern, word, STEPS_PER_WORD)) {
                return word;
            }
        }
        return null;
    }

    /** The number beside the name, else the next unused one, else null. */
    @Nullable
    BigDecimal number(String name, boolean whole) {
        Matcher labelled = Pattern.compile(label(name) + "\\W{0,3}(?:is|of|equals)?\\W{0,3}?(" + NUMBER.pattern() + ")")
                .matcher(prompt);
        if (labelled.find()) {
            BigDecimal value = new BigDecimal(labelled.group(1).replace(",", ""));
            numbers.removeFirstOccurrence(value);
            return value;
        }
        BigDecimal next = numbers.stream()
                .filter(number -> !whole || number.stripTrailingZeros().scale() <= 0)
                .findFirst()
                .orElse(null);
        numbers.removeFirstOccurrence(next);
        return next;
    }

    /** The value the prompt gives beside the name ({@code city: Paris}, {@code ticker GOOG}), or one of a kind the name says. */
    @Nullable
    String named(String name) {
        Matcher labelled = Pattern.compile(
                        label(name)
                                + "\\s*(?:(?:is|are|named|called)\\s+|[=:]\\s*|\\s)(?:\"([^\"]+)\"|'([^']+)'|([\\p{L}\\p{N}][\\p{L}\\p{N}._@/+-]*))")
                .matcher(prompt);
        while (labelled.find()) {
            String value = firstGroup(labelled);
            if (labelled.group(3) == null || !isSmall(value)) {
                return withoutEnd(value);
            }
        }
        return ofKind(name.toLowerCase(Locale.ROOT));
    }

    /** The best value for a function's argument: named, quoted, a proper name, a code, the last word that says something. */
    @Nullable
    String argument(String name, Set<String> notThese) {
        String named = named(name);
        if (named != null) {
            return named;
        }
        for (Pattern pattern : List.of(QUOTED, PLACE, CODE)) {
            String value = find(pattern);
            if (value != null) {
                return value;
            }
        }
        List<String> words = words(w -> !isSmall(w) && !notThese.contains(w.toLowerCase(Locale.ROOT)));
        return words.isEmpty() ? null : words.get(words.size() - 1);
    }

    /** The first line with text, shortened. */
    @Nullable
    String firstLine() {
        for (String line : prompt.split("\\R", -1)) {
            String text = line.strip();
            if (!text.isEmpty()) {
                return text.length() <= LONGEST_LINE
                        ? text
                        : text.substring(0, LONGEST_LINE).strip();
            }
        }
        return null;
    }

    private @Nullable String ofKind(String name) {
        if (name.contains("mail")) {
            return find(EMAIL);
        }
        if (name.contains("url") || name.contains("uri") || name.contains("link")) {
            return find(URL);
        }
        if (name.contains("date") || name.equals("day")) {
            return find(DATE);
        }
        if (name.contains("ticker") || name.contains("symbol") || name.contains("code") || name.contains("currency")) {
            return find(CODE);
        }
        if (name.equals("id") || name.endsWith("_id") || name.endsWith("number")) {
            return matching(Pattern.compile("\\d"));
        }
        return null;
    }

    private List<String> words(Predicate<String> wanted) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(prompt);
        while (matcher.find()) {
            String word = withoutEnd(matcher.group());
            if (wanted.test(word)) {
                words.add(word);
            }
        }
        return words;
    }

    /** The first match of its first group, or of the whole pattern without one. */
    @Nullable
    String find(Pattern pattern) {
        Matcher matcher = pattern.matcher(prompt);
        return matcher.find() ? withoutEnd(firstGroup(matcher)) : null;
    }

    private static String firstGroup(Matcher matcher) {
        for (int i = 1; i <= matcher.groupCount(); i++) {
            String group = matcher.group(i);
            if (group != null) {
                return group;
            }
        }
        return matcher.group();
    }

    private static String label(String name) {
        return "(?iu)(?<![\\p{L}\\p{N}])"
                + String.join(
                        "[\\s_-]*", partsOf(name).stream().map(Pattern::quote).toList());
    }

    private static boolean isSmall(String word) {
        return SMALL_WORDS.contains(word.toLowerCase(Locale.ROOT));
    }

    /** A full stop at the end of a sentence is not part of the word. */
    private static String withoutEnd(String word) {
        int end = word.length();
        while (end > 1 && ".,;:!?/-".indexOf(word.charAt(end - 1)) >= 0) {
            end--;
        }
        return word.substring(0, end);
    }
}
