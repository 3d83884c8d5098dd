// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.WrittenEndpoint.Role;

/**
 * Endpoints in Java source, also in a fragment of one: text that is the first argument of a route's {@code from}, {@code to}
 * and the like. Those of a call that is meant to fail are left out.
 */
final class JavaEndpoints {

    /** Who expects a failure calls it with the route, or with what starts it. */
    private static final String EXPECTS_A_FAILURE = "assertThatThrownBy";

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
    private static final Pattern FORMAT = Pattern.compile("%[sd]");

    private final String source;
    private final Deque<String> calls = new ArrayDeque<>();
    private final List<WrittenEndpoint> found = new ArrayList<>();
    private int at;

    private JavaEndpoints(String source) {
        this.source = source;
    }

    static List<WrittenEndpoint> in(String file, String source) {
        JavaEndpoints reader = new JavaEndpoints(source);
        reader.read(file);
        return reader.found;
    }

    private void read(String file) {
        boolean opened = false; // nothing but blanks since the last parenthesis
        while (at < source.length()) {
            if (skipsComment()) continue;
            char c = source.charAt(at);
            switch (c) {
                case '(' -> calls.push(wordBefore(at++));
                case ')' -> {
                    calls.poll();
                    at++;
                }
                case '\'' -> literal('\'');
                case '"' -> text(file, opened ? calls.element() : "");
                default -> at++;
            }
            opened = c == '(' || opened && Character.isWhitespace(c);
        }
    }

    private void text(String file, String call) {
        Role role = Role.of(call);
        String text = ESCAPE.matcher(concatenation()).replaceAll("$1");
        if (role == Role.UNKNOWN || !WrittenEndpoint.isOurs(text)) return;
        if (calls.contains(EXPECTS_A_FAILURE)) return;
        WrittenEndpoint endpoint = WrittenEndpoint.of(file, role, text);
        if (endpoint != null) found.add(endpoint);
    }

    /** Literals and what is between them, which is open. */
    private String concatenation() {
        StringBuilder text = new StringBuilder();
        while (true) {
            if (source.charAt(at) == '"') text.append(literal('"'));
            else {
                skipOperand();
                text.append(WrittenEndpoint.OPEN);
            }
            skipBlanks();
            if (at >= source.length() || source.charAt(at) != '+')
                return FORMAT.matcher(text).replaceAll(String.valueOf(WrittenEndpoint.OPEN));
            at++;
            skipBlanks();
        }
    }

    private String literal(char quote) {
        String block = "\"\"\"";
        if (quote == '"' && source.startsWith(block, at)) {
            int end = source.indexOf(block, at + 3);
            String text = source.substring(at + 3, end);
            at = end + 3;
            return text;
        }
        int start = ++at;
        while (source.charAt(at) != quote) at += source.charAt(at) == '\\' ? 2 : 1;
        return source.substring(start, at++);
    }

    private void skipOperand() {
        int depth = 0;
        while (at < source.length()) {
            if (skipsComment()) continue;
            char c = source.charAt(at);
            if (c == '"' || c == '\'') {
                literal(c);
                continue;
            }
            if (depth == 0 && (c == '+' || c == ')' || c == ',' || c == ';')) return;
            if (c == '(') depth++;
            if (c == ')') depth--;
            at++;
        }
    }

    private boolean skipsComment() {
        String end = source.startsWith("//", at) ? "\n" : source.startsWith("/*", at) ? "*/" : null;
        if (end == null) return false;
        int found = source.indexOf(end, at + 2);
        at = found < 0 ? source.length() : found + end.length();
        return true;
    }

    private void skipBlanks() {
        while (at < source.length() && (Character.isWhitespace(source.charAt(at)) || skipsComment()))
            if (at < source.length() && Character.isWhitespace(source.charAt(at))) at++;
    }

    private String wordBefore(int end) {
        int start = end;
        while (start > 0 && Character.isJavaIdentifierPart(source.charAt(start - 1))) start--;
        return source.substring(start, end);
    }
}
