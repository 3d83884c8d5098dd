// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import io.github.camelgemini.emulator.Rule;
import org.jspecify.annotations.Nullable;

/** The rules in force and how often each may still answer. Safe for use from any thread. */
public final class RuleBook {
    // Guarded by this.
    private final List<Entry> entries = new ArrayList<>();

    private static final class Entry {
        private final Rule rule;
        private int left;

        Entry(Rule rule) {
            this.rule = rule;
            this.left = rule.times();
        }
    }

    public synchronized void add(List<Rule> rules) {
        rules.forEach(rule -> entries.add(new Entry(rule)));
    }

    public synchronized void clear() {
        entries.clear();
    }

    /** The rule that answers this request, which uses it up by one; null for none. */
    public synchronized @Nullable Rule take(RequestFacts request) {
        for (Entry entry : entries) {
            if (entry.left > 0 && fits(entry.rule, request)) {
                entry.left -= entry.left == Rule.ALWAYS ? 0 : 1;
                return entry.rule;
            }
        }
        return null;
    }

    /** Rules that should still have answered, described; empty if none. */
    public synchronized List<String> left() {
        return entries.stream()
                .filter(entry -> entry.left > 0 && entry.left != Rule.ALWAYS)
                .map(entry -> describe(entry.rule) + ", " + entry.left + " more")
                .toList();
    }

    private static boolean fits(Rule rule, RequestFacts request) {
        return rule.operation() == request.operation()
                && fitsTarget(rule.target(), request.target())
                && (rule.prompt() == null
                        || rule.prompt().matcher(request.prompt()).find())
                && (rule.contains() == null || lower(request.prompt()).contains(lower(rule.contains())))
                && (rule.stream() == null || rule.stream() == request.stream())
                && (rule.background() == null || rule.background() == request.background())
                && (rule.interactionId() == null || rule.interactionId().equals(request.interactionId()))
                && (rule.previousInteractionId() == null
                        || rule.previousInteractionId()
                                .equals(Objects.requireNonNullElse(request.previousInteractionId(), "")));
    }

    private static boolean fitsTarget(@Nullable String wanted, @Nullable String target) {
        if (wanted == null) {
            return true;
        }
        String regex = Pattern.quote(wanted).replace("*", "\\E.*\\Q");
        return target != null && target.matches(regex);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String describe(Rule rule) {
        StringBuilder text = new StringBuilder(lower(rule.operation().name()));
        if (rule.target() != null) {
            text.append(" of ").append(rule.target());
        }
        if (rule.prompt() != null) {
            text.append(" with prompt /").append(rule.prompt()).append('/');
        }
        if (rule.contains() != null) {
            text.append(" containing '").append(rule.contains()).append('\'');
        }
        if (rule.text() != null) {
            text.append(" answered '").append(rule.text()).append('\'');
        }
        return text.toString();
    }
}
