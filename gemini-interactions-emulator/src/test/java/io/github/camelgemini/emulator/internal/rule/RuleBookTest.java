// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.rule;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.emulator.script.Answer;
import io.github.camelgemini.emulator.script.Match;
import io.github.camelgemini.emulator.script.Pacing;
import io.github.camelgemini.emulator.script.RequestFacts;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How often a rule is compared with a request. */
class RuleBookTest {
    private static final RequestFacts REQUEST = RequestFacts.of(Operation.GET, "v1_x", false);

    private final RuleBook rules = new RuleBook();
    private final AtomicInteger compared = new AtomicInteger();

    @Test
    void aRuleThatIsUsedUpIsNotComparedAnyMore() {
        Rule twice = rule(2);
        rules.add(List.of(twice));

        assertThat(rules.take(REQUEST)).isSameAs(twice);
        assertThat(rules.left()).singleElement().asString().endsWith(", 1 more");
        assertThat(rules.take(REQUEST)).isSameAs(twice);
        assertThat(rules.take(REQUEST)).isSameAs(Rule.NONE);

        assertThat(compared).hasValue(2);
        assertThat(rules.size()).isZero();
        assertThat(rules.left()).isEmpty();
    }

    @Test
    void aRuleWithoutEndStays() {
        Rule always = rule(Rule.ALWAYS);
        rules.add(List.of(rule(1), always));
        rules.take(REQUEST);

        assertThat(rules.take(REQUEST)).isSameAs(always);
        assertThat(rules.take(REQUEST)).isSameAs(always);
        assertThat(rules.size()).isEqualTo(1);
    }

    private Rule rule(int times) {
        Match.Condition counted = new Match.Condition("counted", "", request -> compared.incrementAndGet() > 0);
        return new Rule(new Match(Operation.GET, List.of(counted)), Answer.OPEN, Pacing.IMMEDIATE, List.of(), times);
    }
}
