// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a {@code step.delta} event adds to a step.
 *
 * <p>Documented: Interactions API reference, step.delta, September 2026. Observed: traffic/steps-untouched.
 */
public sealed interface Delta {

    /** The API's word for this kind of delta, for example {@code text} or {@code arguments_delta}. */
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

    /** A piece of an image, an audio, a video or a document. Pieces of one audio are joined as bytes. */
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

    /** The signature of a thought; empty ones come first and do not count. */
    record ThoughtSignature(String signature) implements Delta {
        @Override
        public String type() {
            return "thought_signature";
        }
    }

    /** A fragment of the JSON text of a call's arguments; JSON only when the step has stopped. */
    record Arguments(String type, String fragment) implements Delta {}

    /** A whole call at once: what is set replaces what the step had. */
    record WholeCall(Step.Call call) implements Delta {
        @Override
        public String type() {
            return call.type();
        }
    }

    /** A whole result at once: what is set replaces what the step had. */
    record WholeResult(Step.Result result) implements Delta {
        @Override
        public String type() {
            return result.type();
        }
    }

    /**
     * A delta newer than this library, or of a shape it cannot read.
     *
     * @param type the API's word, empty when there was none
     * @param members every member but {@code type}, name to JSON text
     */
    record Unknown(String type, Map<String, String> members) implements Delta {
        public Unknown {
            members = Members.copyOf(members);
        }
    }

    /** How many characters of text or of arguments this delta brings; 0 for every other delta. */
    default int chars() {
        if (this instanceof Text text) return text.text().length();
        if (this instanceof Arguments arguments) return arguments.fragment().length();
        if (this instanceof ThoughtSummary summary && summary.content() instanceof Content.Text text)
            return text.text().length();
        return 0;
    }

    /** The text that this delta adds to an answer; null when it adds none. */
    default @Nullable String text() {
        return this instanceof Text grown ? grown.text() : null;
    }
}
