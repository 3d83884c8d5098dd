// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Spans of a call, of its parts and of what its steps do, as camel-opentelemetry2 exports them. */
class TracesTest extends GeminiEmulatorTestSupport {

    private static final String CALL = "chat " + MODEL;

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getRegistry().bind("tracer", provider.get("test"));
        context.getRegistry().bind("propagators", ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
        new OpenTelemetryTracer().init(context);
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("gemini-interactions:create?model=" + MODEL + "&tags=stocks");
                from("direct:loop")
                        .to("gemini-interactions:create?model=" + MODEL
                                + "&tags=stocks&background=true&streaming=true&channel=c");
                from("gemini-interactions:stream?channel=c").routeId("steps").to("mock:steps");
                from("gemini-interactions-tool:get_stock_price?tags=stocks&parameter.ticker=string")
                        .routeId("price")
                        .setBody(constant("178.50 USD"));
            }
        };
    }

    @Test
    void oneTraceHasTheFunctionAndTheResumeOfABackgroundRun() throws Exception {
        emulator()
                .script(
                        onCreate()
                                .call("get_stock_price", "{\"ticker\":\"GOOG\"}")
                                .cutAfter(3),
                        onCreate().text("178.50 USD."));

        assertThat(template.requestBody("direct:loop", "How much?")).isEqualTo("178.50 USD.");

        assertThat(tree())
                .contains(
                        CALL + " < gemini-interactions",
                        "POST create < " + CALL,
                        "resume < " + CALL,
                        "GET resume < resume",
                        "execute_tool get_stock_price < " + CALL,
                        "gemini-interactions-tool < execute_tool get_stock_price",
                        "gemini-interactions < " + CALL) // the route of the steps
                .doesNotContain("execute_tool get_stock_price < -");
        assertThat(spans())
                .extracting(SpanData::getTraceId)
                .containsOnly(spans().get(0).getTraceId());
        assertThat(spans())
                .filteredOn(span -> span.getName().equals("POST create"))
                .hasSize(2);
    }

    @Test
    void aFurtherPartOfAnAnswerIsAChild() {
        emulator()
                .script(
                        onCreate().call("get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().continuation("It costs ", "178.50 USD."),
                        onCreate().hop(2));

        assertThat(template.requestBody("direct:ask", "How much?")).isEqualTo("It costs 178.50 USD.");

        assertThat(tree()).contains("continuation < " + CALL, "POST create < continuation", "POST create < " + CALL);
        SpanData call = span(CALL);
        assertThat(attributes(call))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.system", "gcp.gemini")
                .containsEntry("gen_ai.provider.name", "gcp.gemini")
                .containsEntry("gen_ai.request.model", MODEL)
                .containsEntry("camel.component", "gemini-interactions")
                .containsEntry("gen_ai.response.finish_reasons", "completed")
                .containsKeys("gen_ai.response.id", "gen_ai.response.model", "gen_ai.usage.input_tokens");
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    private List<SpanData> spans() {
        return exporter.getFinishedSpanItems();
    }

    private SpanData span(String name) {
        return spans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().getKey(), entry -> entry.getValue()
                        .toString()));
    }

    /** Each span with its parent: {@code child < parent}. */
    private Set<String> tree() {
        Map<String, String> names = spans().stream().collect(Collectors.toMap(SpanData::getSpanId, SpanData::getName));
        return spans().stream()
                .map(span -> span.getName() + " < " + names.getOrDefault(span.getParentSpanId(), "-"))
                .collect(Collectors.toSet());
    }
}
