// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.function.Supplier;

import io.github.camelgemini.interactions.internal.feature.toolcall.CallJournal.Entry;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionResult;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the journal of calls makes of another node's entries, and of writes whose answer is lost. */
class RepositoryCallJournalTest {

    private static final FunctionResult MINE = new FunctionResult("\"mine\"", false);
    private static final FunctionResult THEIRS = new FunctionResult("\"theirs\"", false);

    private final Lossy repository = new Lossy();
    private final RepositoryCallJournal journal = new RepositoryCallJournal(repository);

    /** Stores, and loses the answer. */
    private static final class Lossy extends MemoryStateRepository {
        private int lost;
        private int failures;
        private Supplier<Throwable> failure = () -> new IllegalStateException("away");

        @Override
        public void setState(String key, String value) {
            if (failures-- > 0) fail();
            super.setState(key, value);
            if (lost-- > 0) fail();
        }

        private void fail() {
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) throw error;
            throw (RuntimeException) thrown;
        }
    }

    @Test
    void aCallIsBegunOnce() {
        assertThat(journal.begin("call")).isEqualTo(new Entry(false, null));
        assertThat(journal.begin("call")).isEqualTo(new Entry(true, null));
        assertThat(journal.store("call", MINE)).isEqualTo(MINE);
        assertThat(journal.begin("call")).isEqualTo(new Entry(true, MINE));
    }

    @Test
    void theFirstStoredResultIsThatOfAllNodes() {
        journal.begin("call");
        new RepositoryCallJournal(repository).begin("call");
        assertThat(new RepositoryCallJournal(repository).store("call", THEIRS)).isEqualTo(THEIRS);

        assertThat(journal.store("call", MINE)).isEqualTo(THEIRS);
        assertThat(journal.begin("call").result()).isEqualTo(THEIRS);
    }

    @Test
    void aCallWhoseBeginningWasStoredWithoutAnAnswerIsNoRedelivery() {
        repository.lost = 1;

        assertThat(journal.begin("call")).isEqualTo(new Entry(false, null));
    }

    @Test
    void aResultThatWasStoredWithoutAnAnswerIsNotLost() {
        journal.begin("call");
        repository.lost = 1;
        repository.failure = () -> new NoClassDefFoundError("driver");

        assertThat(journal.store("call", MINE)).isEqualTo(MINE);
        assertThat(journal.begin("call").result()).isEqualTo(MINE);
    }

    @Test
    void aRepositoryThatFailsTwiceFailsTheCall() {
        repository.failures = 2;

        assertThatThrownBy(() -> journal.begin("call")).hasMessage("away");
        assertThat(journal.begin("call")).isEqualTo(new Entry(false, null));
    }
}
