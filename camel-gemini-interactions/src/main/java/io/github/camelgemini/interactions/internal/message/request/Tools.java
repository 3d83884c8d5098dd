// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;

/**
 * Converts the three options for tools into tool declarations of the API, each the JSON text of an object.
 *
 * <p>Documented: Interactions API reference, Tool, September 2026.
 */
public final class Tools {

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]*");
    private static final String SERVER = "mcp_server";

    private Tools() {}

    /** Declarations of the option {@code tools}. */
    static List<String> declared(Object value) {
        return JsonShape.objects(value).stream().map(InteractionJson::text).toList();
    }

    /** Tools that the service runs, given by their types alone. */
    static List<String> builtin(Object value) {
        return JsonShape.words(value).stream().map(Tools::builtinOf).toList();
    }

    private static String builtinOf(String type) {
        if (type.equals("function") || type.equals(SERVER))
            throw new IllegalArgumentException("the type " + type + " needs more than its name: declare it in "
                    + (type.equals(SERVER) ? "mcpServers" : "tools"));
        if (TYPE.matcher(type).matches()) return InteractionJson.text(Map.of("type", type));
        throw new IllegalArgumentException("one of its words is not a tool type of the API, such as google_search");
    }

    /** MCP servers that the service calls. */
    static List<String> servers(Object value) {
        return JsonShape.objects(value).stream().map(Tools::server).toList();
    }

    private static String server(Map<?, ?> members) {
        Map<Object, Object> server = new LinkedHashMap<>();
        server.put("type", SERVER);
        server.putAll(members);
        if (SERVER.equals(server.get("type"))) return InteractionJson.text(server);
        throw new IllegalArgumentException("the type of a server is not " + SERVER + ": leave the type out");
    }

    /** MCP servers from a header or a URI, which others may read. */
    static List<String> serversWithoutHeaders(Object value) {
        if (JsonShape.objects(value).stream().anyMatch(server -> server.containsKey("headers")))
            throw new IllegalArgumentException(
                    "headers of a server are secret: put the servers into a resource or a bean");
        return servers(value);
    }

    /**
     * Checks that servers in a URI have no headers, because URIs are shown in many places.
     *
     * @throws InteractionRequestException if they have headers, or are not JSON
     */
    public static void checkInUri(String mcpServers) {
        OptionErrors.json("mcpServers", () -> serversWithoutHeaders(mcpServers));
    }
}
