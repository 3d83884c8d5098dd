// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.rule;

import java.util.ArrayList;
import java.util.List;

import io.github.camelgemini.emulator.script.RequestFacts;
import io.github.camelgemini.emulator.script.Rule;

/**
 * The rules in force and how often each may still answer; a rule that is used up is dropped. Safe for use from any thread.
 */
public final class RuleBook {
    private static final int MOST = 20_000;
    private static final int MOST_BYTES = 64 << 20;

    // Guarded by this.
    private final List<Entry> entries = new ArrayList<>();
    /** Of rules that somebody sent, while any rule is left. */
    private long receivedBytes;

    private long changes;

    private static final class Entry {
        private final Rule rule;
        private int left;

        Entry(Rule rule) {
            this.rule = rule;
            this.left = rule.times();
        }
    }

    public synchronized void add(List<Rule> rules) {
        changes++;
        rules.forEach(rule -> entries.add(new Entry(rule)));
    }

    /**
     * Adds rules that somebody sent.
     *
     * @param bytes of their text
     * @return false if too many wait already: none is added
     */
    public synchronized boolean addReceived(List<Rule> rules, int bytes) {
        if (entries.size() + rules.size() > MOST || receivedBytes + bytes > MOST_BYTES) {
            return false;
        }
        receivedBytes += bytes;
        add(rules);
        return true;
    }

    public synchronized void clear() {
        entries.clear();
        receivedBytes = 0;
        changes++;
    }

    private void remove(int index) {
        entries.remove(index);
        if (entries.isEmpty()) {
            receivedBytes = 0;
        }
    }

    /** The rule that answers this request, which uses it up by one; {@link Rule#NONE} if no rule fits. */
    public synchronized Rule take(RequestFacts request) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.rule.match().fits(request)) {
                if (entry.left != Rule.ALWAYS) {
                    entry.left--;
                    changes++;
                }
                if (entry.left == 0) {
                    remove(i);
                }
                return entry.rule;
            }
        }
        return Rule.NONE;
    }

    /** Goes up with each change. */
    public synchronized long changes() {
        return changes;
    }

    /** How many rules may still answer. */
    public synchronized int size() {
        return entries.size();
    }

    /** Descriptions of the first rules that may still answer, at most so many. */
    public synchronized List<String> waiting(int most) {
        return entries.stream()
                .limit(most)
                .map(entry -> entry.rule + (entry.left == Rule.ALWAYS ? ", always" : ", " + entry.left + " more"))
                .toList();
    }

    /** Descriptions of the rules that should still have answered. */
    public synchronized List<String> left() {
        return entries.stream()
                .filter(entry -> entry.left != Rule.ALWAYS)
                .map(entry -> entry.rule + ", " + entry.left + " more")
                .toList();
    }
}
