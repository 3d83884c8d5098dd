// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.jspecify.annotations.Nullable;

/**
 * Recorded requests without credentials. What the JVM of a test gets lacks those that each request has, and those of tools: a
 * test may ask for a header of its own. What leaves the JVM lacks all that may be one by its name or its place: values of
 * headers and parameters but those that are known to be harmless, values of members, user information and queries of
 * addresses. What a caller says to the model stays, as do the paths of addresses.
 */
final class Redaction {
    private static final String HIDDEN = "***";

    /** Names of members and of parameters of addresses, with {@code -} for {@code _}: the component's, and passcodes. */
    private static final Pattern CREDENTIALS = Pattern.compile(
            ".*(authori[sz]ation|authenticat|api-?key|access-?key|private-?key|subscription-key|secret|pass(w|-?code|-?phrase)"
                    + "|pwd|credential"
                    + "|signature|assertion).*|(.*-)?(auth|bearer|token|cookie2?|session|jwt|otp|pass|key|sig)(-.*)?"
                    + "|.*(access|refresh|id|bearer|auth|session)-?token.*");

    /** Named so, and none. */
    private static final Set<String> NO_CREDENTIALS =
            Set.of("continuation-token", "max-output-tokens", "max-total-tokens", "page-token", "session-config");

    /** In what is said to the model: not secret, or said of something else. */
    private static final Set<String> NO_CREDENTIALS_IF_SAID = Set.of("signature", "thought-signature", "key");

    /** Headers that clients, proxies and browsers send of themselves. A header of any other name may hold a credential. */
    private static final Set<String> HARMLESS_HEADERS = Set.of(
            ("accept accept-charset accept-encoding accept-language api-revision cache-control connection content-encoding"
                            + " content-language content-length content-type date dnt expect host http2-settings"
                            + " if-modified-since if-none-match keep-alive origin pragma priority range referer"
                            + " sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest sec-fetch-mode"
                            + " sec-fetch-site sec-fetch-user te traceparent transfer-encoding upgrade user-agent via"
                            + " x-goog-api-client x-goog-request-params x-goog-user-project x-server-timeout")
                    .split(" "));

    /** Parameters of the API's own, and of Google's front ends. */
    private static final Set<String> HARMLESS_PARAMETERS =
            Set.of("$alt", "alt", "fields", "include_input", "last_event_id", "prettyPrint", "quotaUser", "stream");

    private static final Set<String> HEADERS_OF_ALL =
            Set.of("x-goog-api-key", "authorization", "proxy-authorization", "cookie");
    private static final Set<String> PARAMETERS_OF_ALL = Set.of("key", "access_token");

    /** Members in which every value may be secret, whatever its name. */
    private static final Set<String> SECRET_VALUES =
            Set.of("headers", "env", "env-vars", "transform", "credential", "credentials");

    /** The caller's own words: what is in them is no credential of a request. */
    private static final Set<String> SAID =
            Set.of("input", "system-instruction", "parameters", "schema", "response-format", "function-declarations");

    private static final Set<String> ADDRESSES =
            Set.of("url", "uri", "uris", "source", "webhook", "endpoint", "server");

    private static final Pattern OWN_TOKEN =
            Pattern.compile("Bearer " + Pattern.quote(TokenHandler.PREFIX) + "\\d{1,9}");
    private static final Pattern URL =
            Pattern.compile("^\\s*[A-Za-z][A-Za-z0-9+.-]{0,30}:/{0,2}[^/].*", Pattern.DOTALL);

    private Redaction() {}

    /** As a test gets it. */
    static RecordedRequest record(Operation operation, IncomingRequest request, Instant received) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.replaceAll((name, value) -> HEADERS_OF_ALL.contains(name) ? hide(value) : value);
        Map<String, String> query = new HashMap<>(request.query());
        query.replaceAll((name, value) -> PARAMETERS_OF_ALL.contains(name) ? HIDDEN : value);
        return new RecordedRequest(
                operation,
                request.method(),
                request.path(),
                query,
                headers,
                withoutSecretsOfTools(request.json()),
                request.body().length(),
                received);
    }

    private static String hide(String value) {
        if (OWN_TOKEN.matcher(value).matches()) {
            return value;
        }
        return value.startsWith("Bearer ") ? "Bearer " + HIDDEN : HIDDEN;
    }

    private static @Nullable JsonNode withoutSecretsOfTools(@Nullable JsonNode body) {
        if (!(body instanceof ObjectNode object)) {
            return body;
        }
        JsonNode tools = object.path("tools");
        if (tools.findValue("headers") == null && tools.findValue("api_key") == null) {
            return body;
        }
        ObjectNode copy = shallow(object);
        JsonNode shown = tools.deepCopy();
        shown.forEach(tool -> {
            if (tool.path("headers") instanceof ObjectNode headers) {
                headers.fieldNames().forEachRemaining(name -> headers.put(name, HIDDEN));
            }
            for (JsonNode parent : tool.findParents("api_key")) {
                if (parent.path("api_key").isValueNode()) { // not the schema of a member of that name
                    ((ObjectNode) parent).put("api_key", HIDDEN);
                }
            }
        });
        return copy.set("tools", shown);
    }

    /** As it leaves the JVM. */
    static ObjectNode json(RecordedRequest request) {
        ObjectNode json = head(request);
        json.set("body", request.body() == null ? null : redacted(request.body(), false));
        return json.put("received", request.received().toString());
    }

    /** What a caller says to the model, as it leaves the JVM. */
    static JsonNode input(JsonNode steps) {
        return redacted(steps, true);
    }

    /** All but the body. */
    static ObjectNode head(RecordedRequest request) {
        Map<String, String> query = new HashMap<>(request.query());
        query.replaceAll((name, value) -> HARMLESS_PARAMETERS.contains(name) ? address(value, false) : HIDDEN);
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.replaceAll((name, value) -> HARMLESS_HEADERS.contains(name) ? address(value, false) : hide(value));
        ObjectNode json = Json.object()
                .put("operation", request.operation().name().toLowerCase(Locale.ROOT))
                .put("method", request.method())
                .put("path", request.path());
        json.set("query", Json.tree(query));
        json.set("headers", Json.tree(headers));
        return json;
    }

    static boolean isCredential(String name) {
        String plain = plain(name);
        return CREDENTIALS.matcher(plain).matches() && !NO_CREDENTIALS.contains(plain);
    }

    /** {@code apiKey} and {@code api_key} are {@code api-key}. */
    private static String plain(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** The node itself where nothing in it is secret. Bodies of media are large: they are not copied. */
    private static JsonNode redacted(JsonNode node, boolean said) {
        if (node instanceof ArrayNode list) {
            return redacted(list, said);
        }
        if (!(node instanceof ObjectNode object)) {
            return said ? node : addresses(node, false);
        }
        ObjectNode copy = null;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode shown = redacted(plain(member.getKey()), member.getValue(), said);
            if (shown != member.getValue()) {
                copy = copy == null ? shallow(object) : copy;
                copy.set(member.getKey(), shown);
            }
        }
        return copy == null ? object : copy;
    }

    private static ObjectNode shallow(ObjectNode object) {
        return Json.object().setAll(object);
    }

    private static JsonNode redacted(ArrayNode list, boolean said) {
        ArrayNode copy = null;
        for (int i = 0; i < list.size(); i++) {
            JsonNode shown = redacted(list.get(i), said);
            if (shown != list.get(i)) {
                copy = copy == null ? Json.array().addAll(list) : copy;
                copy.set(i, shown);
            }
        }
        return copy == null ? list : copy;
    }

    private static JsonNode redacted(String name, JsonNode value, boolean said) {
        if (ADDRESSES.contains(name) || name.endsWith("-url") || name.endsWith("-uri")) {
            return addresses(value, !said);
        }
        boolean credential = CREDENTIALS.matcher(name).matches() && !NO_CREDENTIALS.contains(name);
        if (said || SAID.contains(name)) {
            boolean hide = credential && said && value.isTextual() && !NO_CREDENTIALS_IF_SAID.contains(name);
            return hide ? TextNode.valueOf(HIDDEN) : redacted(value, true);
        }
        return credential || SECRET_VALUES.contains(name) || name.endsWith("-headers")
                ? hidden(value)
                : redacted(value, false);
    }

    /** Each value in it, names stay. */
    private static JsonNode hidden(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties()
                    .forEach(member -> copy.set(
                            member.getKey(),
                            Set.of("type", "mode").contains(member.getKey())
                                    ? member.getValue()
                                    : hidden(member.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode list) {
            ArrayNode copy = Json.array();
            list.forEach(item -> copy.add(hidden(item)));
            return copy;
        }
        return value.isTextual() || value.isNumber() ? TextNode.valueOf(HIDDEN) : value;
    }

    private static JsonNode addresses(JsonNode value, boolean everyValue) {
        if (value.isTextual()) {
            String shown = address(value.asText(), everyValue);
            return shown.equals(value.asText()) ? value : TextNode.valueOf(shown);
        }
        if (value instanceof ArrayNode list) {
            ArrayNode copy = Json.array();
            list.forEach(item -> copy.add(addresses(item, everyValue)));
            return copy.equals(list) ? list : copy;
        }
        return value.isContainerNode() ? redacted(value, !everyValue) : value;
    }

    /**
     * An address without user, password and fragment, and without values of its query.
     *
     * @param everyValue whether this is an address in any form, and each value of the query goes, or only those whose name says that they are credentials
     */
    static String address(String text, boolean everyValue) {
        if (!everyValue && !URL.matcher(text).matches()) {
            return text;
        }
        int fragment = text.indexOf('#');
        int query = text.indexOf('?');
        int end = query >= 0 && (fragment < 0 || query < fragment) ? query : fragment >= 0 ? fragment : text.length();
        String front = text.substring(0, end);
        int authority = front.indexOf("//") < 0 ? front.indexOf(':') + 1 : front.indexOf("//") + 2;
        int slash = front.indexOf('/', authority);
        int at = front.lastIndexOf('@', slash < 0 ? front.length() : slash);
        StringBuilder shown = new StringBuilder();
        shown.append(at < authority ? front : front.substring(0, authority) + HIDDEN + front.substring(at));
        if (end == query) {
            shown.append('?')
                    .append(query(text.substring(query + 1, fragment < 0 ? text.length() : fragment), everyValue));
        }
        if (fragment >= 0) {
            shown.append('#')
                    .append(everyValue || text.indexOf('=', fragment) >= 0 ? HIDDEN : text.substring(fragment + 1));
        }
        return shown.toString();
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static String query(String query, boolean everyValue) {
        StringBuilder shown = new StringBuilder();
        for (String parameter : query.split("&", -1)) {
            int is = parameter.indexOf('=');
            String name = is < 0 ? parameter : parameter.substring(0, is);
            boolean hide = everyValue || isCredential(decoded(name));
            shown.append(shown.isEmpty() ? "" : "&");
            shown.append(!hide ? parameter : is < 0 ? HIDDEN : name + "=" + HIDDEN);
        }
        return shown.toString();
    }
}
