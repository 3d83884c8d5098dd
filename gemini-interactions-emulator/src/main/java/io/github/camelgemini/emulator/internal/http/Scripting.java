// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.github.camelgemini.emulator.internal.http.reply.ApiErrors;
import io.github.camelgemini.emulator.internal.http.reply.Replies;
import io.github.camelgemini.emulator.internal.http.reply.Reply;
import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.internal.rule.RuleBook;
import io.github.camelgemini.emulator.internal.state.Timers;
import io.github.camelgemini.emulator.script.Answer;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Gates;
import io.github.camelgemini.emulator.script.RequestFacts;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.github.camelgemini.emulator.script.Rule;
import org.jspecify.annotations.Nullable;

/** What the rules do around an answer: an error in its place, time, a gate, and the faults that break it. */
record Scripting(RuleBook rules, Timers timers, Gates gates) {

    /** An answer that a rule has a say in. */
    interface Answering {
        Reply answer(Rule rule);
    }

    /** Takes the rule that fits, and answers with the error that it wants, or else with its faults. */
    Reply answer(RequestFacts request, Answering answering) {
        Rule rule = take(request);
        ResponseFault.Status error = fault(rule, ResponseFault.Status.class);
        if (error != null) {
            return new Reply.Scripted(ApiErrors.render(error), rule, List.of(error));
        }
        if (rule == Rule.NONE) {
            return answering.answer(rule);
        }
        try {
            return new Reply.Scripted(answering.answer(rule), rule, rule.faults());
        } catch (Refused e) { // the rule is used up all the same
            return new Reply.Scripted(ApiErrors.render(e), rule, List.of());
        }
    }

    private Rule take(RequestFacts request) {
        try {
            return rules.take(request);
        } catch (IllegalArgumentException e) { // a pattern that takes too long on this request
            throw new Refused(500, "api_error", "No rule can be found: " + e.getMessage());
        }
    }

    /** As {@link #answer}, when the rule's delay is over and its gate is open. */
    Reply answerInTime(RequestFacts request, Answering answering) {
        return answer(request, rule -> {
            Answer.Raw raw = rule.answer().raw();
            return raw == null ? inTime(rule, () -> answering.answer(rule)) : raw(raw, rule);
        });
    }

    /** The response that a rule has word by word, in its time. */
    Reply raw(Answer.Raw raw, Rule rule) {
        return inTime(
                rule,
                () -> Reply.raw(raw.status(), raw.contentType(), rule.answer().headers(), raw.text()));
    }

    /** The rule's first fault of this type; null for none. */
    static <T> @Nullable T fault(Rule rule, Class<T> type) {
        return rule.faults().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    @Nullable
    Gate gate(Rule rule) {
        String name = rule.pacing().gate();
        return name == null ? null : gates.get(name);
    }

    private Reply inTime(Rule rule, Supplier<Reply> answer) {
        Gate gate = gate(rule);
        Duration delay = rule.pacing().delay();
        if (gate == null && delay.isZero()) {
            return answer.get();
        }
        return new Reply.Later(tell -> {
            Runnable now = () -> tell.accept(Replies.guarded(answer));
            Runnable afterGate = gate == null ? now : () -> gate.pass(() -> timers.soon(now));
            if (delay.isZero()) {
                afterGate.run();
            } else {
                timers.after(delay, afterGate);
            }
        });
    }
}
