// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
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
        return traced(super.createCamelContext());
    }

    private CamelContext traced(CamelContext context) {
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

    @Test
    void aFailureIsNamedByItsClassAndAnAttemptByItsStatus() {
        emulator().script(onCreate().httpStatus(400));

        template.send("direct:ask", exchange -> exchange.getMessage().setBody("Capital?"));

        SpanData call = span(CALL);
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(call)).containsEntry("error.type", "InteractionRejectedException");
        assertThat(attributes(span("POST create")))
                .containsEntry("http.response.status_code", "400")
                .containsEntry("http.request.method", "POST")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("error.type", "400");
    }

    @Test
    void anAgentIsInvoked() {
        template.requestBodyAndHeader("direct:ask", "Why?", GeminiInteractionsConstants.AGENT, "deep-research-preview");

        assertThat(attributes(span("invoke_agent deep-research-preview")))
                .containsEntry("gen_ai.operation.name", "invoke_agent")
                .containsEntry("gen_ai.agent.name", "deep-research-preview");
    }

    @Test
    void contentIsInSpansOnRequestOnly() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:shown")
                .to("gemini-interactions:create?captureMessageContent=true&tags=stocks&model=" + MODEL));
        emulator()
                .script(
                        onCreate().call("get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().text("178.50 USD"));
        template.requestBody("direct:ask", "How much is GOOG?");

        assertThat(attributes(span(CALL)).values())
                .noneMatch(value -> value.contains("GOOG") || value.contains("178.50"));
        assertThat(attributes(span("execute_tool get_stock_price")).values())
                .noneMatch(value -> value.contains("GOOG"));

        exporter.reset();
        emulator()
                .script(
                        onCreate().call("get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().text("178.50 USD"));
        template.requestBody("direct:shown", "How much is GOOG?");

        assertThat(attributes(span(CALL)))
                .containsEntry(
                        "gen_ai.input.messages",
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"How much is GOOG?\"}]}]")
                .containsEntry(
                        "gen_ai.output.messages",
                        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"178.50 USD\"}]}]");
        assertThat(attributes(span("execute_tool get_stock_price")))
                .containsEntry("gen_ai.tool.call.arguments", "{\"ticker\":\"GOOG\"}")
                .containsEntry("gen_ai.tool.call.result", "\"178.50 USD\"");
    }

    @Test
    void theEndOfABackgroundRunContinuesTheTraceOfItsCreateOnAnotherNode() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:traces;DB_CLOSE_DELAY=-1");
        JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
        runs.setCreateTableIfNotExists(true);
        context.getRegistry().bind("runs", runs);
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:research")
                .to("gemini-interactions:create?background=true&copyHeaders=false&runRepository=#runs&model=" + MODEL));
        template.requestBody("direct:research", "Why?");
        String traceId = span(CALL).getTraceId();
        exporter.reset();

        try (CamelContext other = RouteKit.another(emulator())) {
            traced(other);
            other.getRegistry().bind("runs", runs);
            RouteBuilder.addRoutes(
                    other, routes -> routes.from("gemini-interactions:await?runRepository=#runs&pollInterval=10")
                            .to("mock:ends"));
            MockEndpoint ends = other.getEndpoint("mock:ends", MockEndpoint.class);
            ends.expectedMessageCount(1);
            other.start();
            RouteKit.assertSatisfied(other);
            eventually().untilAsserted(() -> assertThat(tree())
                    .contains("mock < gemini-interactions", "gemini-interactions < " + CALL));
        }

        assertThat(spans()).extracting(SpanData::getTraceId).containsOnly(traceId);
    }

    @Test
    void theStepsOfAConsumersRunAreOneTrace() throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        MockEndpoint steps = getMockEndpoint("mock:own");
        steps.expectedMessageCount(2);
        RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions:create?input=Capital&model=" + MODEL)
                .to("mock:own"));

        RouteKit.assertSatisfied(context);
        eventually().untilAsserted(() -> assertThat(spans())
                .anyMatch(span -> span.getName().equals(CALL)));

        assertThat(tree()).contains("gemini-interactions < " + CALL, CALL + " < -");
        assertThat(spans())
                .extracting(SpanData::getTraceId)
                .containsOnly(span(CALL).getTraceId());
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
