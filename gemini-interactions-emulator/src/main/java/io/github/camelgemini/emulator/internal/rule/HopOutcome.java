// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.answer.Continuation;
import io.github.camelgemini.emulator.internal.answer.Continuation.Part;
import io.github.camelgemini.emulator.internal.answer.ManySteps;
import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.answer.Parts;
import io.github.camelgemini.emulator.internal.answer.StandIn;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.script.Answer;
import org.jspecify.annotations.Nullable;

/** The outcome of a create whose answer comes in parts: the first one, or the one that its token stands for. */
public final class HopOutcome {
    private static final int HEAD = 2;

    private final Answer answer;
    private final CreateRequest request;
    private final List<ObjectNode> history;
    private final int hop;
    private final @Nullable Continuation next;

    private HopOutcome(Answer answer, CreateRequest request, List<ObjectNode> earlier, @Nullable Continuation next) {
        this.answer = answer;
        this.request = request;
        this.history = StandIn.concat(earlier, request.steps());
        this.hop = next == null ? 1 : next.hop();
        this.next = next;
    }

    /**
     * The outcome of one hop.
     *
     * @param earlier all steps of the interactions the request continues
     * @param next what its token stands for; null for the first hop
     */
    public static Outcome of(
            Answer answer, CreateRequest request, List<ObjectNode> earlier, @Nullable Continuation next) {
        Outcome whole = next != null && answer.isOpen() ? null : ScriptedOutcome.of(answer, request, earlier);
        if (whole != null && whole.steps() instanceof ManySteps) {
            throw Refused.unimplemented("continuation of very many steps: give the answer a text or steps.");
        }
        List<Part> parts = new ArrayList<>();
        if (whole == null) {
            parts.addAll(Objects.requireNonNull(next).parts());
        } else if (answer.hops().count() > 1) {
            List<String> texts = answer.hops().texts();
            parts.addAll(texts.isEmpty() ? Parts.of(whole, answer.hops().count()) : Parts.of(whole, texts));
        } else {
            parts.add(new Part(whole.steps(), whole.deltas()));
            parts.addAll(
                    next == null
                            ? List.of()
                            : next.parts().subList(1, next.parts().size()));
        }
        HopOutcome one = new HopOutcome(answer, request, earlier, next);
        return request.background()
                ? one.outcome(whole, Parts.joined(parts), List.of())
                : one.outcome(whole, parts.get(0), parts.subList(1, parts.size()));
    }

    private Outcome outcome(@Nullable Outcome whole, Part part, List<Part> others) {
        Outcome scripted = ScriptedOutcome.ending(
                answer,
                new Outcome(
                        part.steps(),
                        status(whole, part, others),
                        Parts.usage(history, part.steps()),
                        List.of(),
                        part.deltas()));
        boolean more = !others.isEmpty() && !scripted.status().equals("failed");
        return new Outcome(
                scripted.steps(),
                scripted.status(),
                scripted.usage(),
                scripted.errors(),
                scripted.deltas(),
                more ? token(others) : null,
                checkPoints(part, others));
    }

    private static String status(@Nullable Outcome whole, Part part, List<Part> others) {
        if (!others.isEmpty()) {
            return whole != null && whole.status().equals("failed") ? "failed" : "requires_continuation";
        }
        String usual = Parts.hasOpenCall(part.steps()) ? "requires_action" : "completed";
        return whole == null ? usual : whole.status();
    }

    private String token(List<Part> others) {
        return next != null && next.sameToken()
                ? Objects.requireNonNull(request.continuationToken())
                : continuation(others).token();
    }

    private Continuation continuation(List<Part> parts) {
        boolean sameToken = next == null ? answer.hops().sameToken() : next.sameToken();
        boolean singleUse = next == null ? answer.hops().singleUse() : next.singleUse();
        return Continuation.of(hop + 1, parts, request, sameToken, singleUse);
    }

    private List<Outcome.CheckPoint> checkPoints(Part part, List<Part> others) {
        List<Outcome.CheckPoint> points = new ArrayList<>();
        for (int after : answer.hops().checkPoints()) {
            int events = after - HEAD - points.size();
            List<Part> left = new ArrayList<>(List.of(Parts.behind(part, events)));
            left.addAll(others);
            points.add(new Outcome.CheckPoint(
                    after, continuation(left).token(), Parts.usage(history, Parts.before(part, events))));
        }
        return points;
    }
}
