// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** What our own stores do on top: change on condition, forget, and keep everything over a restart. */
abstract class ConditionalStateRepositoryContract extends StateRepositoryContract<ConditionalStateRepository> {

    /** Two repositories that compete for one store; where a store takes but one, that one twice. */
    protected abstract List<ConditionalStateRepository> competitors() throws Exception;

    @Test
    void replacesOnlyWhatWasExpected() {
        repository.setState("key", "one");

        assertThat(repository.replace("key", "two", "three")).isFalse();
        assertThat(repository.getState("key")).isEqualTo("one");
        assertThat(repository.replace("key", "one", "three")).isTrue();
        assertThat(repository.getState("key")).isEqualTo("three");
    }

    @Test
    void replacesNothingOnlyWhereNothingIs() {
        assertThat(repository.replace("key", "something", "value")).isFalse();
        assertThat(repository.getState("key")).isNull();
        assertThat(repository.replace("key", null, "first")).isTrue();
        assertThat(repository.replace("key", null, "second")).isFalse();
        assertThat(repository.getState("key")).isEqualTo("first");
    }

    @Test
    void replacesAValueByItself() {
        repository.setState("key", "same");

        assertThat(repository.replace("key", "same", "same")).isTrue();
        assertThat(repository.replace("key", "same", "same")).isTrue();
    }

    @Test
    void tellsTheEmptyValueFromNone() {
        repository.setState("key", "");

        assertThat(repository.replace("key", null, "value")).isFalse();
        assertThat(repository.replace("key", "", "value")).isTrue();
    }

    @Test
    void forgetsAKey() {
        repository.setState("key", "value");
        repository.setState("other", "value");

        repository.removeState("key");
        repository.removeState("key");

        assertThat(repository.getState("key")).isNull();
        assertThat(repository.getState("other")).isEqualTo("value");
        assertThat(repository.replace("key", "value", "late")).isFalse();
        assertThat(repository.replace("key", null, "new")).isTrue();
    }

    @Test
    void removesOnlyTheExpectedValue() {
        repository.setState("key", "theirs");

        assertThat(repository.removeState("key", "mine")).isFalse();
        assertThat(repository.getState("key")).isEqualTo("theirs");
        assertThat(repository.removeState("key", "theirs")).isTrue();
        assertThat(repository.removeState("key", "theirs")).isFalse();
        assertThat(repository.getState("key")).isNull();
    }

    @Test
    void forgetsAKeyOfAnyText() {
        texts().forEach(key -> repository.setState(key, "value"));

        texts().forEach(repository::removeState);

        assertThat(texts().map(repository::getState)).containsOnlyNulls();
    }

    @Test
    void refusesNullHereToo() {
        assertThatNullPointerException().isThrownBy(() -> repository.replace("key", null, null));
        assertThatNullPointerException().isThrownBy(() -> repository.replace(null, null, "value"));
        assertThatNullPointerException().isThrownBy(() -> repository.removeState(null));
        assertThatNullPointerException().isThrownBy(() -> repository.removeState("key", null));
    }

    @Test
    void letsExactlyOneWin() throws Exception {
        List<ConditionalStateRepository> competitors = competitors();
        String before = null;
        for (int round = 0; round < 25; round++) {
            String expected = before;
            String prize = "round " + round + " thread ";
            List<Boolean> won = atOnce(thread ->
                    () -> competitors.get(thread % competitors.size()).replace("key", expected, prize + thread));

            assertThat(won).containsOnlyOnce(true);
            before = repository.getState("key");
            assertThat(before).isEqualTo(prize + won.indexOf(true));
        }
    }

    @Test
    void losesNoStepOfACounterThatAllMove() throws Exception {
        List<ConditionalStateRepository> competitors = competitors();
        repository.setState("counter", "0");

        atOnce(thread -> () -> {
            ConditionalStateRepository mine = competitors.get(thread % competitors.size());
            for (int done = 0; done < 20; ) {
                String seen = mine.getState("counter");
                if (mine.replace("counter", seen, Integer.toString(Integer.parseInt(seen) + 1))) done++;
            }
            return true;
        });

        assertThat(repository.getState("counter")).isEqualTo(Integer.toString(THREADS * 20));
    }

    @Test
    void letsExactlyOneWinWhileOthersForget() throws Exception {
        List<ConditionalStateRepository> competitors = competitors();
        repository.setState("key", "old");

        List<Boolean> won = atOnce(thread -> () -> {
            ConditionalStateRepository mine = competitors.get(thread % competitors.size());
            if (thread == 0) {
                mine.removeState("key");
                return false;
            }
            return mine.replace("key", "old", "new " + thread);
        });

        assertThat(won.stream().filter(each -> each)).hasSizeLessThanOrEqualTo(1);
        assertThat(repository.getState("key")).isIn(null, "new " + won.indexOf(true));
    }

    @Test
    void keepsEverythingOverARestart() throws Exception {
        texts().forEach(text -> repository.setState(text, "old"));
        texts().forEach(text -> repository.setState(text, text));
        repository.removeState("a=b");
        repository.replace("new", null, "value");

        repository.stop();
        repository = open();
        repository.start();

        assertThat(texts().filter(text -> !text.equals("a=b")))
                .allSatisfy(text -> assertThat(repository.getState(text)).isEqualTo(text));
        assertThat(repository.getState("a=b")).isNull();
        assertThat(repository.getState("new")).isEqualTo("value");
    }

    @Test
    void worksAgainAfterStopAndStart() {
        repository.setState("key", "value");

        repository.stop();
        repository.start();

        assertThat(repository.getState("key")).isEqualTo("value");
        assertThat(repository.replace("key", "value", "next")).isTrue();
    }
}
