// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One piece of content inside a step.
 *
 * <p>Documented: Interactions API reference, Content, September 2026.
 */
public sealed interface Content {

    /** The API's word for this kind of content, for example {@code text}. */
    String type();

    /**
     * Text.
     *
     * @param text the text, possibly empty
     * @param annotations citations and the like, each the JSON text of an object. Their indexes count UTF-8 bytes.
     * @param more members that the fields above cannot tell, name to JSON text
     */
    record Text(String text, List<String> annotations, Map<String, String> more) implements Content {
        public Text {
            annotations = List.copyOf(annotations);
            more = Members.copyOf(more);
        }

        public Text(String text) {
            this(text, List.of(), Map.of());
        }

        @Override
        public String type() {
            return "text";
        }
    }

    /**
     * Image, audio, video or document: its bytes, or where they are.
     *
     * @param type {@code image}, {@code audio}, {@code video} or {@code document}
     * @param data standard base64 of the bytes; null when {@code uri} says where they are
     * @param uri where the bytes are; null when {@code data} holds them
     * @param mimeType media type; null when the service left it out
     * @param more members that the fields above cannot tell, name to JSON text
     */
    record Media(
            String type,
            @Nullable String data,
            @Nullable String uri,
            @Nullable String mimeType,
            Map<String, String> more)
            implements Content {
        public Media {
            more = Members.copyOf(more);
        }
    }

    /**
     * Content newer than this library, or of a shape it cannot read.
     *
     * @param type the API's word, empty when there was none
     * @param json the whole object as JSON text
     */
    record Unknown(String type, String json) implements Content {}
}
