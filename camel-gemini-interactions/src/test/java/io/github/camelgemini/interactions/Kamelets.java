// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The ways in which a user gives properties to a kamelet. */
final class Kamelets {

    /** Has what a URI, RAW, JSON or a placeholder ends with, and what begins another. */
    private static final String HOSTILE =
            "# %41 & more + # ? ) } { \"q\" 'q' äöü € RAW(x) {\"a\":{\"b\":1}} ${body} #bean:none";

    /** Camel refuses it in a Pipe, unless it is RAW. */
    private static final String PERCENT = " 50% more";

    /** What Camel loses of a URI: a backslash and a line end, and what is behind a bracket that ends RAW. */
    private static final String NOT_IN_A_URI = "a)&b=c }&d \\ \n ";

    enum Way {
        URI,
        YAML,
        PIPE,
        RAW_IN_A_PIPE,
        PROPERTIES;

        /** A text that must arrive as it is. */
        String hostile() {
            return switch (this) {
                case PIPE -> NOT_IN_A_URI + HOSTILE;
                case PROPERTIES -> NOT_IN_A_URI + HOSTILE + PERCENT;
                default -> HOSTILE + PERCENT;
            };
        }

        /** Adds the route {@code direct:ask}, kamelet, {@code mock:answers}. */
        void add(CamelContext context, String kamelet, Map<String, String> properties) throws Exception {
            switch (this) {
                case URI -> load(context, "ask.yaml", route("kamelet:" + kamelet + query(properties), Map.of()));
                case YAML -> load(context, "ask.yaml", route("kamelet:" + kamelet, raw(properties)));
                case PIPE -> load(context, "ask.yaml", pipe("direct:ask", step(kamelet, properties), "mock:answers"));
                case RAW_IN_A_PIPE ->
                    load(context, "ask.yaml", pipe("direct:ask", step(kamelet, raw(properties)), "mock:answers"));
                case PROPERTIES -> {
                    properties.forEach((name, value) -> context.getPropertiesComponent()
                            .addInitialProperty("camel.kamelet." + kamelet + "." + name, value));
                    load(context, "ask.yaml", route("kamelet:" + kamelet, Map.of()));
                }
            }
        }
    }

    private Kamelets() {}

    private static String query(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(one -> one.getKey() + "=RAW(" + one.getValue() + ")")
                .collect(Collectors.joining("&", properties.isEmpty() ? "" : "?", ""));
    }

    private static Map<String, String> raw(Map<String, String> properties) {
        Map<String, String> raw = new LinkedHashMap<>();
        properties.forEach((name, value) -> raw.put(name, "RAW(" + value + ")"));
        return raw;
    }

    private static String route(String uri, Map<String, String> parameters) {
        return """
                - route:
                    from:
                      uri: direct:ask
                      steps:
                        - to:
                            uri: %s
                            parameters: %s
                        - to: mock:answers
                """
                .formatted(json(uri), json(parameters));
    }

    /** A step, source or sink of a Pipe that is a kamelet. */
    static String step(String kamelet, Map<String, String> properties) {
        return json(Map.of(
                "ref",
                Map.of("kind", "Kamelet", "apiVersion", "camel.apache.org/v1", "name", kamelet),
                "properties",
                properties));
    }

    /** A Pipe; one that names no kamelet names an endpoint. */
    static String pipe(String source, String step, String sink) {
        return """
                apiVersion: camel.apache.org/v1
                kind: Pipe
                metadata:
                  name: %s
                spec:
                  source: %s
                  steps: [%s]
                  sink: %s
                """
                .formatted(source.startsWith("{") ? "pipe" : source.replace(":", "-"), end(source), step, end(sink));
    }

    private static String end(String step) {
        return step.startsWith("{") ? step : json(Map.of("uri", step));
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static void load(CamelContext context, String name, String yaml) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(name, yaml));
    }

    /** Those of the component's endpoints, in milliseconds. */
    static List<Long> requestTimeouts(CamelContext context) {
        return context.getEndpoints().stream()
                .filter(GeminiInteractionsEndpoint.class::isInstance)
                .map(endpoint -> ((GeminiInteractionsEndpoint) endpoint)
                        .getConfiguration()
                        .getRequestTimeout())
                .toList();
    }
}
