// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Routes of the table in one DSL, run once: what they sent and what they got. Messages that routes hand on to
 * {@code direct:answer} and {@code direct:failed}, and steps that they hand on to {@code direct:step}, are got here.
 */
final class DslRun {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** What differs from run to run whatever the DSL. */
    private static final Pattern ID = Pattern.compile("v1_[\\w-]{67}|(?<=id\":\")[a-z0-9]{8}(?=\")");

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");

    private final CamelContext context;
    private final GeminiEmulator emulator;
    private final List<Exchange> returned = new ArrayList<>();

    DslRun(CamelContext context, GeminiEmulator emulator) {
        this.context = context;
        this.emulator = emulator;
    }

    /** @param classes takes the classes of Java that is compiled; an empty folder */
    void start(DslTable.Row row, DslTable.Dsl dsl, Path classes) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:answer").to("mock:answers");
                from("direct:failed").to("mock:answers");
                from("direct:step").to("mock:steps");
            }
        });
        if (dsl == DslTable.Dsl.JAVA) {
            context.addRoutes(row.routes());
        } else if (dsl == DslTable.Dsl.SHOWN_JAVA) {
            context.addRoutes(JavaBlock.compile(Docs.blocks("java").get(row.name()), classes));
        } else {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(resource(row.name(), dsl.name().toLowerCase(Locale.ROOT)));
        }
        context.start();
    }

    /** From the manual if that shows it, else from its file. */
    private Resource resource(String name, String language) {
        Resource shown = Docs.routes(name, language);
        Resource file = ResourceHelper.resolveResource(context, "classpath:" + DslTable.file(name, language));
        if (shown == null) return file;
        if (file.exists())
            throw new IllegalStateException("The manual shows " + name + ": remove " + file.getLocation());
        return shown;
    }

    void script(Rule... rules) {
        emulator.script(rules);
    }

    GeminiEmulator emulator() {
        return emulator;
    }

    Message send(String uri, Object body) {
        return send(uri, body, Map.of());
    }

    Message send(String uri, Object body, Map<String, Object> headers) {
        Exchange exchange = context.createProducerTemplate().send(uri, sent -> {
            sent.getMessage().setBody(body);
            sent.getMessage().setHeaders(new LinkedHashMap<>(headers));
        });
        returned.add(exchange);
        if (exchange.getException() != null) throw new AssertionError(uri + " failed", exchange.getException());
        return exchange.getMessage();
    }

    /** What reached {@code direct:answer}. */
    List<Exchange> answers() {
        return context.getEndpoint("mock:answers", MockEndpoint.class).getReceivedExchanges();
    }

    /** What reached {@code direct:step}. */
    List<Exchange> steps() {
        return context.getEndpoint("mock:steps", MockEndpoint.class).getReceivedExchanges();
    }

    /** One text for each request. How often a run is looked at depends on the time, so equal ones in a row are one. */
    List<String> sent() {
        List<String> sent = new ArrayList<>();
        for (RecordedRequest request : emulator.requests()) {
            String text = request.method() + " " + request.path() + " " + new TreeMap<>(request.query()) + "\n"
                    + new TreeMap<>(request.headers()) + "\n" + json(request.body());
            if (sent.isEmpty() || !sent.get(sent.size() - 1).equals(text)) sent.add(text);
        }
        return lasting(sent);
    }

    /** One text for each message that a route got, or that came back to the sender. */
    List<String> received() {
        List<String> received = new ArrayList<>();
        steps().forEach(exchange -> received.add("step " + text(exchange.getMessage())));
        answers().forEach(exchange -> received.add("answer " + text(exchange.getMessage())));
        returned.forEach(exchange -> received.add("returned " + text(exchange.getMessage())));
        return lasting(received);
    }

    private static String text(Message message) {
        Map<String, String> headers = new TreeMap<>();
        message.getHeaders().forEach((name, value) -> headers.put(name, text(value)));
        return headers + "\n" + text(message.getBody());
    }

    private static String text(Object value) {
        if (value == null) return "null";
        if (value instanceof byte[] bytes)
            return "byte[] " + Base64.getEncoder().encodeToString(bytes);
        if (value instanceof Map || value instanceof List)
            return value.getClass().getSimpleName() + " " + json(JSON.valueToTree(value));
        // Members of a request are in the order in which its options are, which may be another one in a parked body.
        if (value instanceof String text && text.startsWith("{")) return "String " + json(tree(text));
        return value.getClass().getSimpleName() + " " + value;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the members of objects in the order of their names, which has no meaning. */
    private static String json(JsonNode tree) {
        try {
            return tree == null ? "" : JSON.writeValueAsString(JSON.treeToValue(tree, Object.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lasting(List<String> texts) {
        Map<String, String> names = new LinkedHashMap<>();
        List<String> lasting = new ArrayList<>();
        for (String text : texts)
            lasting.add(TIME.matcher(ID.matcher(text)
                            .replaceAll(
                                    found -> names.computeIfAbsent(found.group(), id -> "<id " + names.size() + ">")))
                    .replaceAll("<time>"));
        return lasting;
    }
}
