// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Changes of values in a repository that can change on condition, and in one that cannot. */
class StateStoreTest {

    private static final String NONE = "none";

    @TempDir
    Path folder;

    @Test
    void noChangeIsLostUnderALock() {
        assertThat(counted(new MemoryStateRepository())).isEqualTo("400");
    }

    @Test
    void noChangeIsLostOnCondition() throws Exception {
        try (FileCursorRepository file = new FileCursorRepository(folder.resolve("states"))) {
            file.start();
            assertThat(counted(file)).isEqualTo("400");
        }
    }

    /** Each thread has a store of its own, as endpoints that share a repository do. */
    private static String counted(StateRepository<String, String> repository) {
        List<CompletableFuture<Void>> counters = new ArrayList<>();
        for (int i = 0; i < 4; i++)
            counters.add(
                    CompletableFuture.runAsync(() -> IntStream.range(0, 100).forEach(n -> new StateStore(repository)
                            .update(
                                    "a=b",
                                    present ->
                                            Integer.toString(present == null ? 1 : Integer.parseInt(present) + 1)))));
        counters.forEach(CompletableFuture::join);
        return repository.getState("a~3d~b");
    }

    @Test
    void anUpdateTellsWhatWasThereAndMayLeaveIt() {
        StateStore store = new StateStore(new MemoryStateRepository());

        assertThat(store.update("key", present -> "first")).isNull();
        assertThat(store.update("key", present -> null)).isEqualTo("first");
        assertThat(store.get("key")).isEqualTo("first");
    }

    @Test
    void aValueThatHasChangedIsNotRemoved() throws Exception {
        StateStore memory = new StateStore(new MemoryStateRepository());
        memory.set("key", "theirs");
        assertThat(memory.remove("key", "mine", NONE)).isFalse();
        assertThat(memory.get("key")).isEqualTo("theirs");
        assertThat(memory.remove("key", "theirs", NONE)).isTrue();
        assertThat(memory.get("key")).isEqualTo(NONE);

        try (FileCursorRepository repository = new FileCursorRepository(folder.resolve("states"))) {
            repository.start();
            StateStore file = new StateStore(repository);
            file.set("key", "theirs");
            assertThat(file.remove("key", "mine", NONE)).isFalse();
            assertThat(file.get("key")).isEqualTo("theirs");
            assertThat(file.remove("key", "theirs", NONE)).isTrue();
            assertThat(file.get("key")).isNull();
        }
    }

    /** Removal and the check before it would be two steps: another process may write between them. */
    @Test
    void aRepositoryWithoutRemovalOnConditionGetsThePlaceholder() {
        ReplacesOnly repository = new ReplacesOnly();
        StateStore store = new StateStore(repository);
        store.set("key", "theirs");

        assertThat(store.remove("key", "mine", NONE)).isFalse();
        assertThat(store.get("key")).isEqualTo("theirs");
        assertThat(store.remove("key", "theirs", NONE)).isTrue();
        assertThat(store.get("key")).isEqualTo(NONE);
    }

    private static final class ReplacesOnly extends ServiceSupport implements ConditionalStateRepository {
        private final Map<String, String> values = new ConcurrentHashMap<>();

        @Override
        public void setState(String key, String value) {
            values.put(key, value);
        }

        @Override
        public String getState(String key) {
            return values.get(key);
        }

        @Override
        public boolean replace(String key, String expected, String value) {
            return expected == null ? values.putIfAbsent(key, value) == null : values.replace(key, expected, value);
        }

        @Override
        public void removeState(String key) {
            throw new AssertionError("not on condition");
        }
    }

    @Test
    void aRepositoryThatCannotRemoveGetsThePlaceholder() throws Exception {
        StateStore memory = new StateStore(new MemoryStateRepository());
        memory.set("key", "value");
        assertThat(memory.remove("key", "value", NONE)).isTrue();
        assertThat(memory.get("key")).isEqualTo(NONE);

        try (FileCursorRepository repository = new FileCursorRepository(folder.resolve("states"))) {
            repository.start();
            StateStore file = new StateStore(repository);
            file.set("key", "value");
            assertThat(file.remove("key", "value", NONE)).isTrue();
            assertThat(file.get("key")).isNull();
        }
    }
}
