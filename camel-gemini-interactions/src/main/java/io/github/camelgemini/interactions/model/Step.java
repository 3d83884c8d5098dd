// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One ordered entry of an interaction.
 *
 * <p>Documented: Interactions API reference, Step, September 2026. Observed: traffic/steps-untouched.
 */
public sealed interface Step {

    /** The API's word for this kind of step, for example {@code model_output}. */
    String type();

    /** What the user said. */
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

    /** What the model said. */
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
     * What the model thought.
     *
     * @param signature opaque; null when absent. Has to be sent back unchanged where the service keeps no history.
     * @param summary the thought in words, often empty
     * @param more members that the fields above cannot tell, name to JSON text
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
     * A call: of a function of ours ({@code function_call}) or of a tool that the service runs by itself
     * ({@code google_search_call}, {@code code_execution_call} and all others that end in {@code _call}).
     *
     * @param type the API's word
     * @param id ties the result to the call; null when the service sent none
     * @param name name of the function; null for most server tools
     * @param arguments JSON text of the arguments; null when the service sent none
     * @param signature opaque; null when absent
     * @param more members that the fields above cannot tell, name to JSON text
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

        /** True for a function that we run; false for a tool that the service runs. */
        public boolean isFunction() {
            return type.equals(FUNCTION_CALL);
        }
    }

    /**
     * The result of a call.
     *
     * @param type {@code function_result} or the API's word for the result of a server tool
     * @param callId id of the call; null when the service sent none
     * @param name name of the function; null when absent
     * @param result JSON text of the result; null when absent
     * @param isError true when the tool failed; null when absent
     * @param signature opaque; null when absent
     * @param more members that the fields above cannot tell, name to JSON text
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
     * A step newer than this library, or of a shape it cannot read.
     *
     * @param type the API's word, empty when there was none
     * @param json the whole object as JSON text
     */
    record Unknown(String type, String json) implements Step {}

    /** The text of what the model said, or of its thought's summary; empty for every other step. */
    default String text() {
        List<Content> contents = List.of();
        if (this instanceof ModelOutput output) contents = output.content();
        if (this instanceof Thought thought) contents = thought.summary();
        StringBuilder text = new StringBuilder();
        for (Content content : contents) if (content instanceof Content.Text part) text.append(part.text());
        return text.toString();
    }

    /**
     * True for a step that belongs to the request, where it stands before everything generated: what a user said, or the
     * result of a function of ours.
     */
    default boolean isInput() {
        return this instanceof UserInput
                || this instanceof Result result && result.type().equals(Result.FUNCTION_RESULT);
    }
}
