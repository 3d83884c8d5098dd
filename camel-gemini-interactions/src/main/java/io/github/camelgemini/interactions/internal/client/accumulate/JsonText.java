// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.model.Content;
import org.jspecify.annotations.Nullable;

/**
 * Just enough JSON to put what arrived for a step into members that its type has no field for. This room has no JSON
 * library, and reads none.
 */
final class JsonText {

    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c == '\n') quoted.append("\\n");
            else if (c < ' ') quoted.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    static String list(List<Content> contents) {
        StringBuilder list = new StringBuilder("[");
        for (Content content : contents) {
            if (list.length() > 1) list.append(',');
            list.append(content(content));
        }
        return list.append(']').toString();
    }

    private static String content(Content content) {
        if (content instanceof Content.Unknown unknown) return unknown.json();
        StringBuilder members = new StringBuilder();
        member(members, "type", quote(content.type()));
        if (content instanceof Content.Text text) {
            member(members, "text", quote(text.text()));
            if (!text.annotations().isEmpty())
                member(members, "annotations", "[" + String.join(",", text.annotations()) + "]");
            text.more().forEach((name, json) -> member(members, name, json));
        } else if (content instanceof Content.Media media) {
            member(members, "mime_type", quoted(media.mimeType()));
            member(members, "data", quoted(media.data()));
            member(members, "uri", quoted(media.uri()));
            media.more().forEach((name, json) -> member(members, name, json));
        }
        return "{" + members + "}";
    }

    private static @Nullable String quoted(@Nullable String text) {
        return text == null ? null : quote(text);
    }

    private static void member(StringBuilder members, String name, @Nullable String json) {
        if (json == null) return;
        if (members.length() > 0) members.append(',');
        members.append(quote(name)).append(':').append(json);
    }

    /** An object with members behind its own. Of two with one name the last counts, for every parser we know. */
    static String append(String object, Map<String, String> members) {
        int close = object.lastIndexOf('}');
        if (members.isEmpty() || close < 0) return object;
        String own = object.substring(object.indexOf('{') + 1, close).strip();
        StringBuilder all = new StringBuilder(own);
        members.forEach((name, json) -> member(all, name, json));
        return "{" + all + "}";
    }
}
