// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.time.Duration;

import io.github.camelgemini.interactions.internal.feature.toolcall.CallJournal.Entry;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the memory has of calls when there are too many. */
class MemoryCallJournalTest {

    private long now;
    private final MemoryCallJournal journal = new MemoryCallJournal(() -> now);

    private static FunctionResult result(int chars) {
        return new FunctionResult("\"" + "x".repeat(chars) + "\"", false);
    }

    @Test
    void aResultThatIsForgottenLeavesACallThatIsRunAgainAsRedelivered() {
        int large = (int) (MemoryCallJournal.MAX_CHARS / 4);
        for (int i = 0; i < 5; i++) {
            journal.begin("call" + i);
            journal.store("call" + i, result(large));
        }

        assertThat(journal.begin("call0")).isEqualTo(new Entry(true, null));
        assertThat(journal.begin("call4").result()).isNotNull();
        assertThat(journal.begin("new")).isEqualTo(new Entry(false, null));
    }

    @Test
    void aResultThatIsLargerThanAllIsForgottenAtOnce() {
        journal.begin("call");
        assertThat(journal.store("call", result((int) MemoryCallJournal.MAX_CHARS + 1)))
                .isNotNull();

        assertThat(journal.begin("call")).isEqualTo(new Entry(true, null));
    }

    @Test
    void theNumberOfCallsIsBounded() {
        for (int i = 0; i <= MemoryCallJournal.MAX_CALLS; i++) {
            journal.begin("call" + i);
            journal.store("call" + i, result(1));
        }

        assertThat(journal.begin("call" + MemoryCallJournal.MAX_CALLS).result()).isNotNull();
        assertThat(journal.begin("call1")).as("its result is gone").isEqualTo(new Entry(true, null));
        assertThat(journal.begin("call0").begun()).isFalse();
    }

    @Test
    void callsAreForgottenAfterADay() {
        journal.begin("call");
        journal.store("call", result(1));
        now += MemoryCallJournal.MAX_AGE.plus(Duration.ofSeconds(1)).toNanos();

        assertThat(journal.begin("call")).isEqualTo(new Entry(false, null));
    }
}
