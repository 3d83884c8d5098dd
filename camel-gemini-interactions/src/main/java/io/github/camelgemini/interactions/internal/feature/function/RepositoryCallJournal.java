// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.feature.toolcall.CallJournal;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionResult;
import io.github.camelgemini.interactions.internal.support.store.RepositoryKey;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * Journal in a repository: stores a marker when a call begins, then its result. Blocks as the repository does. A write that
 * fails is tried once more, because it may have been applied.
 */
public final class RepositoryCallJournal implements CallJournal {

    private static final String BEGUN = "begun";

    private final StateStore store;

    public RepositoryCallJournal(StateRepository<String, String> repository) {
        this.store = new StateStore(repository);
    }

    @Override
    public Entry begin(String key) {
        String marker = BEGUN + " " + UUID.randomUUID();
        return twice(() -> {
            // Atomic: if several nodes begin the call, only one finds no entry.
            String stored = store.update(key, present -> present == null ? marker : null);
            if (stored == null || stored.equals(marker)) return new Entry(false, null);
            return new Entry(true, read(key, stored));
        });
    }

    @Override
    public @Nullable FunctionResult result(String key) {
        return twice(() -> {
            String stored = store.get(key);
            return stored == null ? null : read(key, stored);
        });
    }

    @Override
    public FunctionResult store(String key, FunctionResult result) {
        Step.Result step = new Step.Result(
                Step.Result.FUNCTION_RESULT, null, null, result.json(), result.isError(), null, Map.of());
        String text = InteractionJson.write(step);
        return twice(() -> {
            String stored = store.update(key, present -> present == null || present.startsWith(BEGUN) ? text : null);
            FunctionResult other = stored == null ? null : read(key, stored);
            return other == null ? result : other;
        });
    }

    private static <T extends @Nullable Object> T twice(Supplier<T> act) {
        try {
            return act.get();
        } catch (Throwable e) {
            try {
                return act.get();
            } catch (Throwable again) {
                if (again != e) e.addSuppressed(again);
                throw e;
            }
        }
    }

    private static @Nullable FunctionResult read(String key, String stored) {
        if (stored.startsWith(BEGUN)) return null;
        try {
            if (InteractionJson.readSteps(stored).get(0) instanceof Step.Result step && step.result() != null)
                return new FunctionResult(step.result(), Boolean.TRUE.equals(step.isError()));
        } catch (RuntimeException | Error e) {
            // Reported below, without the text: an Error too, of a text that is nested without end.
        }
        throw new InteractionRequestException(
                "toolResultRepository",
                "The result of a call under " + RepositoryKey.encoded(key)
                        + " in the toolResultRepository is not readable: remove it, which runs the function again, or use a"
                        + " repository that nothing else writes to");
    }
}
