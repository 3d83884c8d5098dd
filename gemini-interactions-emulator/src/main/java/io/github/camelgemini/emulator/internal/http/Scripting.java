// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.camelgemini.emulator.Fault;
import io.github.camelgemini.emulator.Gate;
import io.github.camelgemini.emulator.Rule;
import io.github.camelgemini.emulator.internal.state.Timers;
import org.jspecify.annotations.Nullable;

/** What a rule adds around an answer: an error in its place, time, a gate, and the faults that break it. */
final class Scripting {
    private final Timers timers;
    private final Function<String, Gate> gates;

    Scripting(Timers timers, Function<String, Gate> gates) {
        this.timers = timers;
        this.gates = gates;
    }

    /** The error a rule puts in the place of an answer; null for none. */
    static @Nullable Reply error(@Nullable Rule rule) {
        if (rule != null) {
            for (Fault fault : rule.faults()) {
                if (fault instanceof Fault.Status status) {
                    return ApiErrors.render(status);
                }
            }
        }
        return null;
    }

    /** How a stored stream is replayed. */
    static Fault.Replay replay(@Nullable Rule rule) {
        for (Fault fault : rule == null ? List.<Fault>of() : rule.faults()) {
            if (fault instanceof Fault.Replay replay) {
                return replay;
            }
        }
        return Fault.Replay.USUAL;
    }

    /** The reply with the rule's faults. */
    static Reply breaking(@Nullable Rule rule, Reply reply) {
        List<Fault> faults = rule == null ? List.of() : rule.faults();
        return faults.isEmpty() ? reply : new Reply.Broken(reply, faults);
    }

    @Nullable
    Gate gate(@Nullable Rule rule) {
        return rule == null || rule.gate() == null ? null : gates.apply(rule.gate());
    }

    /** Answers when the rule's delay is over and its gate is open. */
    Reply inTime(@Nullable Rule rule, Supplier<Reply> answer) {
        Gate gate = gate(rule);
        Duration delay = rule == null ? Duration.ZERO : rule.delay();
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
