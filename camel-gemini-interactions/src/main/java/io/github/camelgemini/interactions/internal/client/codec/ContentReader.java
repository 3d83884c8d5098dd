// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.Content;
import org.jspecify.annotations.Nullable;

/** Reads one content. Documented: Interactions API reference, Content, September 2026. */
final class ContentReader {

    static final Set<String> MEDIA = Set.of("image", "audio", "video", "document");

    private ContentReader() {}

    /** True for a type of content; every other type is one of a step. */
    static boolean isContent(String type) {
        return type.equals("text") || MEDIA.contains(type);
    }

    static Content read(JsonNode node) {
        if (node.isTextual()) return new Content.Text(node.textValue());
        if (!(node instanceof ObjectNode object)) return new Content.Unknown("", Json.text(node));
        String type = type(object);
        if (type.equals("text")) {
            Content text = text(object);
            if (text != null) return text;
        } else if (MEDIA.contains(type)) {
            return media(object, type);
        }
        return new Content.Unknown(type, Json.text(object));
    }

    /** Documented samples omit the type of a text. */
    private static String type(ObjectNode object) {
        JsonNode type = object.get("type");
        if (type != null) return type.isTextual() ? type.textValue() : "";
        return object.path("text").isTextual() ? "text" : "";
    }

    /** A missing text, or one that is null, is the default, an empty one. Null if the text is not a string. */
    private static @Nullable Content text(ObjectNode object) {
        if (object.hasNonNull("text") && !object.get("text").isTextual()) return null;
        MemberReader reader = new MemberReader(object);
        reader.drop("type");
        String text = reader.text("text");
        List<String> annotations = annotations(reader);
        return new Content.Text(text == null ? "" : text, annotations, reader.more());
    }

    /** True for a text that is not a string, so that it is not in the text of the answer. */
    static boolean isUnreadText(JsonNode node) {
        if (node.isArray()) return !node.isEmpty();
        if (!node.isObject()) return !node.isNull() && !node.isTextual();
        JsonNode type = node.get("type");
        boolean isText = type == null || type.asText().equals("text");
        return isText && node.hasNonNull("text") && !node.get("text").isTextual();
    }

    static List<String> annotations(MemberReader reader) {
        return reader.list("annotations", JsonNode::isObject, Json::text);
    }

    static Content.Media media(ObjectNode object, String type) {
        MemberReader reader = new MemberReader(object);
        reader.drop("type");
        return new Content.Media(
                type, reader.text("data"), reader.text("uri"), reader.text("mime_type"), reader.more());
    }
}
