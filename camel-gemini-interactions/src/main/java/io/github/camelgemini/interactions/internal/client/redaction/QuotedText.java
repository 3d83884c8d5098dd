// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.redaction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A text, and which of its sequences of {@value #RUN} or more characters also stand in other texts. Letter case and the kind
 * and number of blanks make no difference, nor does it whether a character is escaped, as in JSON that quotes JSON, in HTML
 * or in a URL. Of a sequence that has this many characters without its blanks, blanks may also be missing or added. Takes
 * time in proportion to the length of the other texts: the sequences of this one are found by their hashes.
 */
final class QuotedText {

    /** Length from which a sequence is a quotation. */
    static final int RUN = 16;

    /** Number of texts that one message may have. */
    static final int MAX_TEXTS = 3;

    private static final String MARK = "[…]";
    private static final int MAX_READ = 8 * 1024;
    private static final int MAX_SHOWN = 300;
    private static final int MIN_SECRET = 8;

    private static final Pattern ENCODED = Pattern.compile("(?<url>(?:%[0-9A-Fa-f]{2})+)"
            + "|&(?:amp;)*(?:#(?<number>[0-9]{1,7})|#[xX](?<hex>[0-9A-Fa-f]{1,6})|(?<name>amp|lt|gt|quot|apos|nbsp));");
    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");

    private final String text;
    private final boolean[] quoted;
    private final Sequences plain = new Sequences();
    private final Sequences unescaped = new Sequences();
    private final Sequences decoded = new Sequences();
    private final Sequences dense = new Sequences();

    QuotedText(String text) {
        this.text = text.length() <= MAX_READ ? text : text.substring(0, MAX_READ);
        this.quoted = new boolean[this.text.length()];
        read(new StringReader(this.text), new Blanks(plain));
        read(new StringReader(this.text), new Escapes(true, new Blanks(unescaped)));
        decode(new Escapes(true, new Blanks(decoded)));
        decode(new Escapes(true, new NoBlanks(dense)));
        plain.index();
        unescaped.index();
        decoded.index();
        dense.index();
    }

    /** Reads this text with the escapes of HTML and of URLs resolved. */
    private void decode(Characters to) {
        Matcher encoded = ENCODED.matcher(text);
        int at = 0;
        while (encoded.find()) {
            for (; at < encoded.start(); at++) to.add(text.charAt(at), at, at + 1);
            at = encoded.end();
            String resolved = resolved(encoded);
            for (int i = 0; i < resolved.length(); i++) to.add(resolved.charAt(i), encoded.start(), at);
        }
        for (; at < text.length(); at++) to.add(text.charAt(at), at, at + 1);
    }

    private static String resolved(Matcher encoded) {
        String bytes = encoded.group("url");
        if (bytes != null) return new String(HexFormat.of().parseHex(bytes.replace("%", "")), StandardCharsets.UTF_8);
        String name = encoded.group("name");
        if (name != null) return ENTITIES.getOrDefault(name.toLowerCase(Locale.ROOT), encoded.group());
        String hex = encoded.group("hex");
        int point = hex == null ? Integer.parseInt(encoded.group("number")) : Integer.parseInt(hex, 16);
        return Character.isValidCodePoint(point) ? Character.toString(point) : encoded.group();
    }

    /** Receives the characters of a text with their places in it. */
    private interface Characters {
        void add(char c, int from, int to);
    }

    /** Compares with JSON, as it is and with its escapes resolved. */
    void compare(byte[] json) {
        compare(() -> new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8));
    }

    /** Compares with JSON, as it is and with its escapes resolved. */
    void compare(String json) {
        compare(() -> new StringReader(json));
    }

    private void compare(Supplier<Reader> json) {
        Characters asItIs = new Blanks(plain.search());
        Characters resolved = new Escapes(false, new Blanks(plain.search()));
        Characters unescapedForm = new Blanks(unescaped.search());
        Characters decodedForm = new Blanks(decoded.search());
        Characters denseForm = new NoBlanks(dense.search());
        Characters deep = new Escapes(true, (c, from, to) -> {
            unescapedForm.add(c, from, to);
            decodedForm.add(c, from, to);
            denseForm.add(c, from, to);
        });
        read(json.get(), (c, from, to) -> {
            asItIs.add(c, from, to);
            resolved.add(c, from, to);
            deep.add(c, from, to);
        });
    }

    /** Compares with texts that follow each other: a quotation may have the end of one and the start of the next. */
    void compareJoined(List<String> texts) {
        Characters joined = new Escapes(true, new NoBlanks(dense.search()));
        for (String part : texts) read(new StringReader(part), joined);
    }

    /** Compares with the value of a header: each word of it is a quotation from {@value #MIN_SECRET} characters on. */
    void compareSecret(String value) {
        compare(value);
        for (String word : value.split("[\\s=:,;]+")) {
            if (word.length() >= MIN_SECRET) mark(word.toLowerCase(Locale.ROOT));
        }
    }

    /** Compares with a text of a person or a model: as a whole it is a quotation even if it is short. */
    void compareWhole(String words) {
        String whole = words.strip();
        if (whole.length() >= MIN_SECRET && whole.length() < RUN) mark(whole.toLowerCase(Locale.ROOT));
    }

    private void mark(String word) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() != text.length()) return;
        for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1))
            Arrays.fill(quoted, at, at + word.length(), true);
    }

    private static void read(Reader from, Characters to) {
        char[] buffer = new char[8 * 1024];
        int at = 0;
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                for (int i = 0; i < n; i++, at++) to.add(buffer[i], at, at + 1);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e); // impossible: the text is in memory
        }
    }

    /** The text with a mark instead of each quotation, on one line, shortened; null if it is blank. */
    @Nullable
    String withoutQuotes() {
        StringBuilder rest = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            boolean begins = quoted[i] && (i == 0 || !quoted[i - 1]);
            boolean ends = quoted[i] && (i + 1 == text.length() || !quoted[i + 1]);
            boolean isBlank = isBlank(text.charAt(i)) || !quoted[i] && isHalf(i);
            if (isBlank && (begins || !quoted[i])) blank(rest);
            if (begins) rest.append(MARK);
            if (isBlank && ends) blank(rest);
            if (!isBlank && !quoted[i]) rest.append(text.charAt(i));
        }
        String line = rest.toString().strip();
        if (line.isEmpty()) return null;
        if (line.length() <= MAX_SHOWN) return line;
        int end = MAX_SHOWN - 1;
        if (Character.isHighSurrogate(line.charAt(end - 1))) end--;
        return line.substring(0, end) + "…";
    }

    private static void blank(StringBuilder line) {
        if (line.length() > 0 && line.charAt(line.length() - 1) != ' ') line.append(' ');
    }

    /** True for a surrogate whose other half is missing or part of a quotation. */
    private boolean isHalf(int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c))
            return i + 1 == text.length() || quoted[i + 1] || !Character.isLowSurrogate(text.charAt(i + 1));
        return Character.isLowSurrogate(c)
                && (i == 0 || quoted[i - 1] || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    /** True for blanks, control characters, and characters that change the direction or look of others. */
    private static boolean isBlank(char c) {
        if (c > ' ' && c < 127) return false;
        return c <= ' '
                || Character.isISOControl(c)
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }

    /** Makes one blank of several, and lower case of all letters. */
    private static final class Blanks implements Characters {

        private final Characters next;
        private boolean isBlank;
        private int from;
        private int to;

        Blanks(Characters next) {
            this.next = next;
        }

        @Override
        public void add(char c, int start, int end) {
            if (isBlank(c)) {
                if (!isBlank) from = start;
                isBlank = true;
                to = end;
                return;
            }
            if (isBlank) next.add(' ', from, to);
            isBlank = false;
            next.add(lower(c), start, end);
        }

        private static char lower(char c) {
            if (c < 128) return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
            return Character.toLowerCase(Character.toUpperCase(c));
        }
    }

    /** Leaves out blanks, also the {@code +} that stands for one in a URL, and makes lower case of all letters. */
    private record NoBlanks(Characters next) implements Characters {

        @Override
        public void add(char c, int start, int end) {
            if (c != '+' && !isBlank(c)) next.add(Blanks.lower(c), start, end);
        }
    }

    /** Resolves the escapes of JSON, of a string in a string too if they are resolved at any depth. */
    private static final class Escapes implements Characters {

        private final boolean anyDepth;
        private final Characters next;
        private final StringBuilder hex = new StringBuilder(4);
        private boolean isEscape;
        private boolean isHex;
        private int from;

        Escapes(boolean anyDepth, Characters next) {
            this.anyDepth = anyDepth;
            this.next = next;
        }

        @Override
        public void add(char c, int start, int end) {
            if (isHex) hex(c, start, end);
            else if (isEscape) escaped(c, end);
            else if (c == '\\') {
                isEscape = true;
                from = start;
            } else next.add(c, start, end);
        }

        private void escaped(char c, int end) {
            if (c == '\\' && anyDepth) return; // one more level
            isEscape = false;
            if (c == 'u') isHex = true;
            else next.add("nrtbf".indexOf(c) >= 0 ? ' ' : c, from, end);
        }

        private void hex(char c, int start, int end) {
            if (Character.digit(c, 16) >= 0 && c < 128) {
                hex.append(c);
                if (hex.length() < 4) return;
                char resolved = (char) Integer.parseInt(hex, 0, 4, 16);
                end();
                next.add(resolved, from, end);
                return;
            }
            next.add('u', from, from + 1);
            for (int i = 0; i < hex.length(); i++) next.add(hex.charAt(i), from, start);
            end();
            add(c, start, end);
        }

        private void end() {
            isHex = false;
            hex.setLength(0);
        }
    }

    /** The sequences of this text in one of its forms, by their hashes. */
    private final class Sequences implements Characters {

        private static final int FACTOR = 0x01000193;
        private static final int BITS = 16;

        private final StringBuilder form = new StringBuilder();
        private int[] froms = new int[256];
        private int[] tos = new int[256];
        private final Map<Integer, List<Integer>> places = new HashMap<>();
        // Whether there may be a sequence with a hash that ends in these bits.
        private final boolean[] present = new boolean[1 << BITS];

        @Override
        public void add(char c, int from, int to) {
            int at = form.length();
            if (at == froms.length) {
                froms = Arrays.copyOf(froms, 2 * at);
                tos = Arrays.copyOf(tos, 2 * at);
            }
            form.append(c);
            froms[at] = from;
            tos[at] = to;
        }

        void index() {
            for (int at = 0; at + RUN <= form.length(); at++) {
                int hash = 0;
                for (int i = 0; i < RUN; i++) hash = hash * FACTOR + form.charAt(at + i);
                places.computeIfAbsent(hash, any -> new ArrayList<>(1)).add(at);
                present[bits(hash)] = true;
            }
        }

        private static int bits(int hash) {
            return (hash ^ hash >>> BITS) & (1 << BITS) - 1;
        }

        /** A receiver of another text that marks the sequences of this one which stand in it. */
        Characters search() {
            return new Search();
        }

        private final class Search implements Characters {

            private static final int MASK = RUN - 1;

            private final int oldest = power();
            private final char[] last = new char[RUN];
            private int count;
            private int hash;

            private static int power() {
                int power = 1;
                for (int i = 0; i < RUN; i++) power *= FACTOR;
                return power;
            }

            @Override
            public void add(char c, int from, int to) {
                int slot = count++ & MASK;
                hash = hash * FACTOR + c - oldest * last[slot];
                last[slot] = c;
                if (count < 0) count += 1 << 30; // overflow: a multiple of RUN, so the slot stays the same
                if (count >= RUN && present[bits(hash)]) found();
            }

            /** Each sequence is marked once: then it is no longer searched for. */
            private void found() {
                List<Integer> candidates = places.get(hash);
                if (candidates == null) return;
                candidates.removeIf(place -> {
                    boolean found = isAt(place);
                    if (found) Arrays.fill(quoted, froms[place], tos[place + RUN - 1], true);
                    return found;
                });
                if (candidates.isEmpty()) places.remove(hash);
            }

            private boolean isAt(int place) {
                for (int i = 0; i < RUN; i++) if (form.charAt(place + i) != last[count + i & MASK]) return false;
                return true;
            }
        }
    }
}
