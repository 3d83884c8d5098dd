// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.Map;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.feature.toolcall.CallJournal;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionResult;
import io.github.camelgemini.interactions.internal.message.emit.StepCursor;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import org.apache.camel.spi.StateRepository;
import org.jspecify.annotations.Nullable;

/**
 * Remembers calls in a repository: a mark when a call begins, then its result. Blocks as the repository does. Any thread.
 */
public record RepositoryCallJournal(StateRepository<String, String> repository) implements CallJournal {

    private static final String BEGUN = "begun";

    @Override
    public Known begin(String key) {
        String at = StepCursor.encoded(key);
        // Of several nodes only one may think that it is the first.
        if (repository instanceof ConditionalStateRepository conditional && conditional.replace(at, null, BEGUN))
            return new Known(false, null);
        String kept = repository.getState(at);
        if (kept != null) return new Known(true, result(kept));
        repository.setState(at, BEGUN);
        return new Known(false, null);
    }

    @Override
    public void keep(String key, FunctionResult result) {
        Step.Result step = new Step.Result(
                Step.Result.FUNCTION_RESULT, null, null, result.json(), result.isError(), null, Map.of());
        repository.setState(StepCursor.encoded(key), InteractionJson.write(step));
    }

    private static @Nullable FunctionResult result(String kept) {
        if (kept.equals(BEGUN)) return null;
        try {
            if (InteractionJson.readSteps(kept).get(0) instanceof Step.Result step && step.result() != null)
                return new FunctionResult(step.result(), Boolean.TRUE.equals(step.isError()));
        } catch (IllegalArgumentException e) {
            // Its message says nothing more.
        }
        throw new InteractionRequestException(
                "toolResultRepository",
                "What is kept of a call cannot be read: use a repository that nobody else writes to");
    }
}
