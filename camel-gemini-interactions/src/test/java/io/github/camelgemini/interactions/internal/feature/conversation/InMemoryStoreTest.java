// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How long conversations stay in memory. */
class InMemoryStoreTest {

    private long now;
    private final InMemoryStore store = new InMemoryStore(() -> now);

    private void turn(String key) {
        store.take(key).end(new ConversationState.Idle("v1_of_" + key.charAt(0)), false);
    }

    private ConversationState state(String key) {
        return store.take(key).state();
    }

    @Test
    void theOneThatIsIdleForLongestIsForgottenWhenAllTakeTooMuch() {
        String padding = "x".repeat((int) (InMemoryStore.MAX_CHARS / 4));
        for (String key : new String[] {"a", "b", "c"}) turn(key + padding);
        turn("a" + padding);

        turn("d" + padding);

        assertThat(state("b" + padding)).isEqualTo(new ConversationState.New());
        for (String key : new String[] {"a", "c", "d"})
            assertThat(state(key + padding)).isEqualTo(new ConversationState.Idle("v1_of_" + key));
    }

    @Test
    void anIdleOneIsForgottenAfterAMonth() {
        turn("a");
        now += InMemoryStore.MAX_AGE.minus(Duration.ofDays(1)).toNanos();
        turn("b");
        assertThat(state("a")).isEqualTo(new ConversationState.Idle("v1_of_a"));
        now += Duration.ofDays(2).toNanos();

        turn("b");

        assertThat(state("a")).isEqualTo(new ConversationState.New());
        assertThat(state("b")).isEqualTo(new ConversationState.Idle("v1_of_b"));
    }
}
