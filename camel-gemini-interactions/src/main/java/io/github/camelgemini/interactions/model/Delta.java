// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.jspecify.annotations.Nullable;

/**
 * The addition of a {@code step.delta} event to a step.
 *
 * <p>Documented: Interactions API reference, step.delta, September 2026. Observed: traffic/steps-untouched.
 */
@JsonSerialize(using = ApiJson.Serializer.class)
@JsonDeserialize(using = ApiJson.Deserializer.class)
public sealed interface Delta {

    /** The API's type of this delta, for example {@code text} or {@code arguments_delta}. */
    String type();

    /** More text of the current text content. */
    record Text(String text) implements Delta {
        @Override
        public String type() {
            return "text";
        }
    }

    /** Annotations of the current text content, each the JSON text of an object. */
    record Annotations(String type, List<String> annotations) implements Delta {
        public Annotations {
            annotations = List.copyOf(annotations);
        }
    }

    /** A part of an image, audio, video or document. The parts of one audio are concatenated as bytes. */
    record Media(Content.Media content) implements Delta {
        @Override
        public String type() {
            return content.type();
        }
    }

    /** More of a thought's summary. */
    record ThoughtSummary(Content content) implements Delta {
        @Override
        public String type() {
            return "thought_summary";
        }
    }

    /** The signature of a thought. Empty signatures may precede the real one, and are ignored. */
    record ThoughtSignature(String signature) implements Delta {
        @Override
        public String type() {
            return "thought_signature";
        }
    }

    /** A fragment of the JSON text of a call's arguments, which is valid JSON only after the step's stop. */
    record Arguments(String type, String fragment) implements Delta {}

    /** A whole call. Members that are set replace those of the step. */
    record WholeCall(Step.Call call) implements Delta {
        @Override
        public String type() {
            return call.type();
        }
    }

    /** A whole result. Members that are set replace those of the step. */
    record WholeResult(Step.Result result) implements Delta {
        @Override
        public String type() {
            return result.type();
        }
    }

    /**
     * A delta of a type or shape that this version does not know.
     *
     * @param type the API's type; empty if absent
     * @param members every member except {@code type}, name to JSON text
     */
    record Unknown(String type, Map<String, String> members) implements Delta {
        public Unknown {
            members = Members.copyOf(members);
        }
    }

    /** Number of characters of text or arguments in this delta; 0 for every other delta. */
    default int chars() {
        if (this instanceof Text text) return text.text().length();
        if (this instanceof Arguments arguments) return arguments.fragment().length();
        if (this instanceof ThoughtSummary summary && summary.content() instanceof Content.Text text)
            return text.text().length();
        return 0;
    }

    /** The text that this delta adds to an answer; null for none. */
    default @Nullable String text() {
        return this instanceof Text grown ? grown.text() : null;
    }
}
