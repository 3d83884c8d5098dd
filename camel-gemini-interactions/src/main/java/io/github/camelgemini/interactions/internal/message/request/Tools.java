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
 * The three ways to say tools, each as a list of JSON objects in the API's own shape.
 *
 * <p>Documented: Interactions API reference, Tool, September 2026.
 */
public final class Tools {

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]*");
    private static final String SERVER = "mcp_server";

    private Tools() {}

    /** Declarations in the API's own shape, or in an older one. */
    static List<String> declared(Object value) {
        return JsonShape.objects(value).stream().map(InteractionJson::text).toList();
    }

    /** Types of tools that the service runs, each without settings of its own. */
    static List<String> builtin(Object value) {
        return JsonShape.words(value).stream().map(Tools::builtinOf).toList();
    }

    private static String builtinOf(String type) {
        if (type.equals("function") || type.equals(SERVER))
            throw new IllegalArgumentException("the type " + type + " needs more than its name: declare it in "
                    + (type.equals(SERVER) ? "mcpServers" : "tools"));
        if (TYPE.matcher(type).matches()) return InteractionJson.text(Map.of("type", type));
        throw new IllegalArgumentException("one of its words is no type of the API, such as google_search");
    }

    /** Servers that the service calls by itself. */
    static List<String> servers(Object value) {
        return JsonShape.objects(value).stream().map(Tools::server).toList();
    }

    private static String server(Map<?, ?> members) {
        Map<Object, Object> server = new LinkedHashMap<>();
        server.put("type", SERVER);
        server.putAll(members);
        if (SERVER.equals(server.get("type"))) return InteractionJson.text(server);
        throw new IllegalArgumentException("a server has another type than " + SERVER + ": leave the type out");
    }

    /** As {@link #servers}, from a place that others can read. */
    static List<String> serversInTheOpen(Object value) {
        if (JsonShape.objects(value).stream().anyMatch(server -> server.containsKey("headers")))
            throw new IllegalArgumentException(
                    "headers of a server are secret: put the servers into a resource or a bean");
        return servers(value);
    }

    /**
     * Makes sure that servers written into a URI have no headers, as URIs are shown in many places.
     *
     * @throws InteractionRequestException when they have, or are no JSON
     */
    public static void checkWrittenOut(String mcpServers) {
        OptionErrors.json("mcpServers", () -> serversInTheOpen(mcpServers));
    }
}
