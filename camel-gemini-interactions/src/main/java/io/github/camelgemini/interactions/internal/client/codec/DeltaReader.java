// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.Delta;
import org.jspecify.annotations.Nullable;

/**
 * Reads the delta of a {@code step.delta} event.
 *
 * <p>Documented: Interactions API reference, step.delta, September 2026; some samples there omit the type.
 */
final class DeltaReader {

    private DeltaReader() {}

    /** Removes members from the object. */
    static Delta read(ObjectNode object) {
        String type = type(object);
        Delta known = known(object, type);
        return known != null ? known : unknown(object, type);
    }

    private static String type(ObjectNode object) {
        JsonNode type = object.get("type");
        if (type != null) return type.isTextual() ? type.textValue() : "";
        if (object.path("text").isTextual()) return "text";
        if (object.has("content")) return "thought_summary";
        if (object.path("arguments").isTextual()) return "arguments_delta";
        if (object.path("annotations").isArray()) return "text_annotation_delta";
        return object.path("signature").isTextual() && object.size() == 1 ? "thought_signature" : "";
    }

    private static @Nullable Delta known(ObjectNode object, String type) {
        return switch (type) {
            case "text" -> text(object);
            case "text_annotation_delta", "text_annotation" -> annotations(object, type);
            case "image", "audio", "video", "document" -> new Delta.Media(ContentReader.media(object, type));
            case "thought_summary" -> summary(object);
            case "thought_signature" -> signature(object);
            case "arguments_delta" -> arguments(object, type, "arguments");
            case "arguments" -> arguments(object, type, "partial_arguments");
            default -> whole(object, type);
        };
    }

    private static @Nullable Delta text(ObjectNode object) {
        JsonNode text = object.get("text");
        return text != null && text.isTextual() ? new Delta.Text(text.textValue()) : null;
    }

    private static @Nullable Delta annotations(ObjectNode object, String type) {
        List<String> annotations = ContentReader.annotations(new MemberReader(object));
        return annotations.isEmpty() ? null : new Delta.Annotations(type, annotations);
    }

    private static @Nullable Delta summary(ObjectNode object) {
        JsonNode content = object.get("content");
        if (content == null || content.isNull()) return null;
        return new Delta.ThoughtSummary(ContentReader.read(content));
    }

    private static @Nullable Delta signature(ObjectNode object) {
        JsonNode signature = object.get("signature");
        return signature != null && signature.isTextual() ? new Delta.ThoughtSignature(signature.textValue()) : null;
    }

    /** A fragment of JSON text. A value that is not a string counts as one complete fragment. */
    private static @Nullable Delta arguments(ObjectNode object, String type, String name) {
        JsonNode arguments = object.get(name);
        if (arguments == null || arguments.isNull()) return null;
        return new Delta.Arguments(type, arguments.isTextual() ? arguments.textValue() : Json.text(arguments));
    }

    private static @Nullable Delta whole(ObjectNode object, String type) {
        if (type.endsWith("_call")) return new Delta.WholeCall(StepReader.call(object, type));
        if (type.endsWith("_result")) return new Delta.WholeResult(StepReader.result(object, type));
        return null;
    }

    private static Delta unknown(ObjectNode object, String type) {
        MemberReader reader = new MemberReader(object);
        if (!type.isEmpty()) reader.drop("type");
        return new Delta.Unknown(type, reader.more());
    }
}
