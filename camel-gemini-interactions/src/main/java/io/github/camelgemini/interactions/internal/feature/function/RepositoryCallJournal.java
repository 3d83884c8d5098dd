// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.Map;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.feature.toolcall.CallJournal;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionResult;
import io.github.camelgemini.interactions.internal.support.store.StateStore;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/** Journal in a repository: stores a marker when a call begins, then its result. Blocks as the repository does. */
public final class RepositoryCallJournal implements CallJournal {

    private static final String BEGUN = "begun";

    private final StateStore store;

    public RepositoryCallJournal(StateRepository<String, String> repository) {
        this.store = new StateStore(repository);
    }

    @Override
    public Entry begin(String key) {
        // Atomic: if several nodes begin the call, only one finds no entry.
        String stored = store.update(key, present -> present == null ? BEGUN : null);
        return new Entry(stored != null, stored == null ? null : result(stored));
    }

    @Override
    public void store(String key, FunctionResult result) {
        Step.Result step = new Step.Result(
                Step.Result.FUNCTION_RESULT, null, null, result.json(), result.isError(), null, Map.of());
        store.set(key, InteractionJson.write(step));
    }

    private static @Nullable FunctionResult result(String stored) {
        if (stored.equals(BEGUN)) return null;
        try {
            if (InteractionJson.readSteps(stored).get(0) instanceof Step.Result step && step.result() != null)
                return new FunctionResult(step.result(), Boolean.TRUE.equals(step.isError()));
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw new InteractionRequestException(
                "toolResultRepository",
                "The stored result of a call is not readable: use a repository that nothing else writes to");
    }
}
