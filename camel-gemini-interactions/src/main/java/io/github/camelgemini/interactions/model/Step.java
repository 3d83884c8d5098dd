// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.jspecify.annotations.Nullable;

/**
 * One ordered entry of an interaction.
 *
 * <p>Documented: Interactions API reference, Step, September 2026. Observed: traffic/steps-untouched.
 */
@JsonSerialize(using = ApiJson.Serializer.class)
@JsonDeserialize(using = ApiJson.Deserializer.class)
public sealed interface Step {

    /** The API's type of this step, for example {@code model_output}. */
    String type();

    /** The user's input. */
    record UserInput(List<Content> content, Map<String, String> more) implements Step {
        public UserInput {
            content = List.copyOf(content);
            more = Members.copyOf(more);
        }

        public UserInput(List<Content> content) {
            this(content, Map.of());
        }

        @Override
        public String type() {
            return "user_input";
        }
    }

    /** The model's output. */
    record ModelOutput(List<Content> content, Map<String, String> more) implements Step {
        public ModelOutput {
            content = List.copyOf(content);
            more = Members.copyOf(more);
        }

        @Override
        public String type() {
            return "model_output";
        }
    }

    /**
     * A thought of the model.
     *
     * @param signature opaque; null if absent. Must be sent back unchanged if the service stores no history.
     * @param summary summary of the thought, often empty
     * @param more members that no field above represents, name to JSON text
     */
    record Thought(@Nullable String signature, List<Content> summary, Map<String, String> more) implements Step {
        public Thought {
            summary = List.copyOf(summary);
            more = Members.copyOf(more);
        }

        @Override
        public String type() {
            return "thought";
        }
    }

    /**
     * A call of a function of the route ({@code function_call}) or of a server tool ({@code google_search_call}, {@code
     * code_execution_call} and all others that end in {@code _call}).
     *
     * @param type the API's type
     * @param id links the result to the call; null if the service sent none
     * @param name name of the function; null for most server tools
     * @param arguments JSON text of the arguments; null if the service sent none
     * @param signature opaque; null if absent
     * @param more members that no field above represents, name to JSON text
     */
    record Call(
            String type,
            @Nullable String id,
            @Nullable String name,
            @Nullable String arguments,
            @Nullable String signature,
            Map<String, String> more)
            implements Step {

        public static final String FUNCTION_CALL = "function_call";

        public Call {
            more = Members.copyOf(more);
        }

        /** True for a function of the route; false for a server tool. */
        public boolean isFunction() {
            return type.equals(FUNCTION_CALL);
        }
    }

    /**
     * The result of a call.
     *
     * @param type {@code function_result}, or the API's type of a server tool's result
     * @param callId id of the call; null if the service sent none
     * @param name name of the function; null if absent
     * @param result JSON text of the result; null if absent
     * @param isError true if the tool failed; null if absent
     * @param signature opaque; null if absent
     * @param more members that no field above represents, name to JSON text
     */
    record Result(
            String type,
            @Nullable String callId,
            @Nullable String name,
            @Nullable String result,
            @Nullable Boolean isError,
            @Nullable String signature,
            Map<String, String> more)
            implements Step {

        public static final String FUNCTION_RESULT = "function_result";

        public Result {
            more = Members.copyOf(more);
        }
    }

    /**
     * A step of a type or shape that this version does not know.
     *
     * @param type the API's type; empty if absent
     * @param json the whole object as JSON text
     */
    record Unknown(String type, String json) implements Step {}

    /** The text of a model output or of a thought's summary; empty for every other step. */
    default String text() {
        List<Content> contents = List.of();
        if (this instanceof ModelOutput output) contents = output.content();
        if (this instanceof Thought thought) contents = thought.summary();
        StringBuilder text = new StringBuilder();
        for (Content content : contents) if (content instanceof Content.Text part) text.append(part.text());
        return text.toString();
    }

    /**
     * True for a step of the request, which precedes all generated steps: a user's input, or the result of a function of the
     * route.
     */
    default boolean isInput() {
        return this instanceof UserInput
                || this instanceof Result result && result.type().equals(Result.FUNCTION_RESULT);
    }
}
