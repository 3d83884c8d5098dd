// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.spi.StateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** What every store does that the component takes. */
abstract class StateRepositoryContract<R extends StateRepository<String, String>> {

    static final int THREADS = 8;

    protected R repository;

    /** A repository over this test's own, empty store; a second call opens another one over the same store. */
    protected abstract R open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        repository = open();
        repository.start();
    }

    @AfterEach
    void stop() {
        repository.stop();
    }

    @Test
    void knowsNothingOfAKeyThatWasNeverSet() {
        assertThat(repository.getState("unknown")).isNull();
    }

    @Test
    void keepsTheLastValue() {
        repository.setState("key", "first");
        repository.setState("key", "second");
        repository.setState("other", "third");

        assertThat(repository.getState("key")).isEqualTo("second");
        assertThat(repository.getState("other")).isEqualTo("third");
    }

    static Stream<String> texts() {
        return Stream.of(
                "",
                " ",
                "a",
                "A",
                "a ",
                " a",
                "a=b",
                "a=b=",
                "line\nfeed",
                "carriage\r\nreturn",
                "tab\t",
                "back\\slash \\u0000",
                "100%_'; DROP TABLE CAMEL_GEMINI_INTERACTIONS_STATE; --",
                "ä",
                "a\u0308",
                "日本語",
                "🦒 and 👩‍👩‍👧",
                "nul\u0000inside",
                "nul\u001a0000inside",
                "\u001a",
                "half \ud83e",
                "\udd92 half",
                "\udd92\ud83e",
                "\uffff\ufeff",
                "k".repeat(511),
                "k".repeat(512),
                "k".repeat(513),
                "k".repeat(5000) + "1",
                "k".repeat(5000) + "2",
                "🦒".repeat(256),
                "k" + "🦒".repeat(600),
                "\u0000".repeat(300),
                StateTable.column("k".repeat(5000) + "1"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void takesAnyTextAsKey(String key) {
        repository.setState(key, "value");

        assertThat(repository.getState(key)).isEqualTo("value");
    }

    @Test
    void keepsKeysApartThatDifferInAnyCharacter() {
        List<String> keys = texts().toList();
        for (int i = 0; i < keys.size(); i++) repository.setState(keys.get(i), "value " + i);

        for (int i = 0; i < keys.size(); i++)
            assertThat(repository.getState(keys.get(i))).isEqualTo("value " + i);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void takesAnyTextAsValue(String value) {
        repository.setState("key", value);

        assertThat(repository.getState("key")).isEqualTo(value);
    }

    @Test
    void keepsALongValue() {
        String value = "0123456789äöü🦒\n".repeat(200_000);

        repository.setState("key", value);

        assertThat(repository.getState("key").equals(value)).isTrue();
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> repository.setState("key", null));
        assertThatNullPointerException().isThrownBy(() -> repository.setState(null, "value"));
        assertThatNullPointerException().isThrownBy(() -> repository.getState(null));
    }

    @Test
    void keepsWhatManyThreadsWriteAtOnce() throws Exception {
        atOnce(thread -> () -> {
            for (int i = 0; i < 25; i++) {
                repository.setState("own " + thread, "value " + i);
                repository.setState("shared", "x".repeat(2000) + thread);
                assertThat(repository.getState("own " + thread)).isEqualTo("value " + i);
                assertThat(repository.getState("shared")).hasSize(2001);
            }
            return true;
        });

        for (int thread = 0; thread < THREADS; thread++) {
            assertThat(repository.getState("own " + thread)).isEqualTo("value 24");
        }
    }

    /** Runs the same on all threads, which begin together; what they return, in order. */
    static <T> List<T> atOnce(IntFunction<Callable<T>> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<T>> running = IntStream.range(0, THREADS)
                    .mapToObj(thread -> threads.submit(() -> {
                        start.await(60, TimeUnit.SECONDS);
                        return work.apply(thread).call();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) results.add(each.get(60, TimeUnit.SECONDS));
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
