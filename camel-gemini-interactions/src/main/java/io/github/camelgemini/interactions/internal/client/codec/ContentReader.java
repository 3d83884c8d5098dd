// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.Content;
import org.jspecify.annotations.Nullable;

/** Reads one piece of content. Documented: Interactions API reference, Content, September 2026. */
final class ContentReader {

    static final Set<String> MEDIA = Set.of("image", "audio", "video", "document");

    private ContentReader() {}

    /** True for the type words that mean content; every other type word means a step. */
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

    /** Documented samples leave the type of a text out. */
    private static String type(ObjectNode object) {
        JsonNode type = object.get("type");
        if (type != null) return type.isTextual() ? type.textValue() : "";
        return object.path("text").isTextual() ? "text" : "";
    }

    /** Without a text member an empty text: a default that was left out. A text of another shape is not ours. */
    private static @Nullable Content text(ObjectNode object) {
        if (object.has("text") && !object.get("text").isTextual()) return null;
        MemberReader taker = new MemberReader(object);
        taker.drop("type");
        String text = taker.text("text");
        List<String> annotations = annotations(taker);
        return new Content.Text(text == null ? "" : text, annotations, taker.more());
    }

    static List<String> annotations(MemberReader taker) {
        return taker.list("annotations", JsonNode::isObject, Json::text);
    }

    static Content.Media media(ObjectNode object, String type) {
        MemberReader taker = new MemberReader(object);
        taker.drop("type");
        return new Content.Media(type, taker.text("data"), taker.text("uri"), taker.text("mime_type"), taker.more());
    }
}
