// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Answer;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Match;
import io.github.camelgemini.emulator.script.Pacing;
import io.github.camelgemini.emulator.script.RequestFacts;
import io.github.camelgemini.emulator.script.ResponseFault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.SoakWeather.Storm;
import org.jspecify.annotations.Nullable;

/**
 * Draws what the emulator does with each request, and books each create that takes effect with its message: the model's
 * name is that of the message.
 */
final class SoakService {

    static final String MODEL = "soak-";

    private static final int FAULTY_OF_100 = 15;

    /** A way to answer. */
    private record Act(String name, List<Fault> faults) {
        boolean takesEffect() {
            return faults.stream().noneMatch(ResponseFault.Status.class::isInstance);
        }
    }

    private static final Act USUAL = new Act("usual", List.of());

    private static final List<Act> FOR_CREATES = List.of(
            act("429", Fault.status(429)),
            act("503", Fault.status(503)),
            act("500", Fault.status(500)),
            act("400", Fault.status(400)),
            act("cut before headers", Fault.cutBeforeHeaders()),
            act("cut after 2", Fault.cutAfter(2)),
            act("cut after 4", Fault.cutAfter(4)),
            act("cut inside 1", Fault.cutInsideFrame(1, 15)),
            act("cut inside 3", Fault.cutInsideFrame(3, 15)),
            act("ends after 3", Fault.endAfter(3)),
            act("silent for a while", Fault.stallBeforeHeaders(Duration.ofMillis(600))),
            act("silent", Fault.stallBeforeHeaders()),
            act("silent after 3 for a while", Fault.stallAfter(3, Duration.ofMillis(600))),
            act("silent after 3", Fault.stallAfter(3)),
            act("slow bytes", Fault.slowBytes(40, Duration.ofMillis(2))),
            act("torn 4", Fault.torn(4, 20)),
            act("malformed 4", Fault.malformed(4)),
            act("error after 3", Fault.error(3, "internal", "The soak")),
            act("duplicate 3", Fault.duplicate(3)),
            act("late usage", Fault.lateUsage(1)));

    private static final List<Act> FOR_GETS = List.of(
            act("get: 429", Fault.status(429)),
            act("get: 503", Fault.status(503)),
            act("get: 500", Fault.status(500)),
            act("get: cut before headers", Fault.cutBeforeHeaders()),
            act("get: cut after 2", Fault.cutAfter(2)),
            act("get: silent for a while", Fault.stallBeforeHeaders(Duration.ofMillis(600))),
            act("get: silent after 3", Fault.stallAfter(3)),
            act("get: replay from start", Fault.replayFromStart()),
            act("get: replay with input", Fault.replayWithInput()));

    private static Act act(String name, Fault fault) {
        return new Act(name, List.of(fault));
    }

    private final SoakWeather weather;
    private final SoakBook book;
    // Only the thread of the emulator, which holds the rules' monitor.
    private final Random random;
    private @Nullable RequestFacts drawnFor;
    private Act drawn = USUAL;

    SoakService(SoakWeather weather, SoakBook book, long seed) {
        this.weather = weather;
        this.book = book;
        this.random = new Random(seed);
    }

    void rule(GeminiEmulator emulator) {
        emulator.script(rules(Operation.CREATE, FOR_CREATES).toArray(Rule[]::new));
        emulator.script(rules(Operation.GET, FOR_GETS).toArray(Rule[]::new));
    }

    private List<Rule> rules(Operation operation, List<Act> acts) {
        List<Rule> rules = new ArrayList<>();
        for (Act act : acts) {
            Match.Condition drawnNow = new Match.Condition("drawn", act.name(), request -> draw(request, acts) == act);
            rules.add(new Rule(
                    new Match(operation, List.of(drawnNow)), Answer.OPEN, Pacing.IMMEDIATE, act.faults(), Rule.ALWAYS));
        }
        return rules;
    }

    private Act draw(RequestFacts request, List<Act> acts) {
        if (request != drawnFor) {
            drawnFor = request;
            boolean faulty = weather.has(Storm.SERVICE) && random.nextInt(100) < FAULTY_OF_100;
            drawn = faulty ? acts.get(random.nextInt(acts.size())) : USUAL;
            String target = request.target();
            if (request.operation() == Operation.CREATE && target != null) {
                book.created(target, request.previousInteractionId(), drawn.name(), drawn.takesEffect());
            }
        }
        return drawn;
    }
}
