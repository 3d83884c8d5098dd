// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.jspecify.annotations.Nullable;

/**
 * One content of a step.
 *
 * <p>Documented: Interactions API reference, Content, September 2026.
 */
@JsonSerialize(using = ApiJson.Serializer.class)
@JsonDeserialize(using = ApiJson.Deserializer.class)
public sealed interface Content {

    /** The API's type of this content, for example {@code text}. */
    String type();

    /**
     * Text.
     *
     * @param text the text, possibly empty
     * @param annotations citations and the like, each the JSON text of an object. Their indexes count UTF-8 bytes.
     * @param more members that no field above represents, name to JSON text
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
     * Image, audio, video or document, inline or by URI.
     *
     * @param type {@code image}, {@code audio}, {@code video} or {@code document}
     * @param data the bytes in standard base64; null if {@code uri} is set
     * @param uri address of the bytes; null if {@code data} is set
     * @param mimeType media type; null if the service omitted it
     * @param more members that no field above represents, name to JSON text
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
     * Content of a type or shape that this version does not know.
     *
     * @param type the API's type; empty if absent
     * @param json the whole object as JSON text
     */
    record Unknown(String type, String json) implements Content {}
}
