// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.option.OutputType;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.engine.DefaultResourceLoader;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Settings are made once, when an endpoint is initialized: resources are loaded once, and the form is not read again. */
class SettingsOnceTest extends GeminiEmulatorTestSupport {

    @TempDir
    Path folder;

    private final Map<String, Integer> loads = new ConcurrentHashMap<>();

    @BeforeEach
    void countLoads() throws Exception {
        context.getCamelContextExtension().addContextPlugin(ResourceLoader.class, new DefaultResourceLoader(context) {
            @Override
            public Resource resolveResource(String uri) {
                loads.merge(uri.substring(uri.lastIndexOf('/') + 1), 1, Integer::sum);
                return super.resolveResource(uri);
            }
        });
        Files.writeString(folder.resolve("key.json"), CredentialsTest.serviceAccountKey(emulator()));
        Files.writeString(folder.resolve("format.json"), "{\"type\":\"object\"}");
        for (String name : List.of("header.txt", "secret.txt", "instruction.txt", "input.txt"))
            Files.writeString(folder.resolve(name), "words");
    }

    private String create(String more) {
        RouteKit.component(context).getConfiguration().setApiKey(null);
        return "gemini-interactions:create?model=" + MODEL + "&enterprise=true&projectId=p&serviceAccountKey="
                + file("key.json") + "&additionalHeader.X-One=" + file("header.txt") + "&secretHeader.X-Two="
                + file("secret.txt") + "&systemInstruction=" + file("instruction.txt") + "&responseFormat="
                + file("format.json") + more;
    }

    private String file(String name) {
        return "file:" + folder.resolve(name);
    }

    /** Code that had only resolved a resource, and read it later, would fail. */
    private void deleteResources() throws Exception {
        for (String name : loads.keySet()) Files.deleteIfExists(folder.resolve(name));
    }

    private void assertLoadedOnce(String... more) {
        assertThat(loads)
                .containsOnlyKeys(Stream.concat(
                                Stream.of("key.json", "header.txt", "secret.txt", "instruction.txt", "format.json"),
                                Stream.of(more))
                        .toList())
                .allSatisfy((name, times) -> assertThat(times).as(name).isEqualTo(1));
    }

    private void restart(String route) throws Exception {
        deleteResources();
        context.getRouteController().stopRoute(route);
        context.getRouteController().startRoute(route);
    }

    @Test
    void aProducerLoadsEachResourceOnce() throws Exception {
        emulator().script(onCreate().text("{}").times(2));
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:in").routeId("asking").to(create("")));

        assertThat(fluentTemplate.to("direct:in").withBody("Hi").send().getException())
                .isNull();
        restart("asking");
        assertThat(fluentTemplate.to("direct:in").withBody("Hi").send().getException())
                .isNull();

        assertLoadedOnce();
    }

    @Test
    void aStreamingProducerLoadsEachResourceOnce() throws Exception {
        emulator().script(onCreate().text("{}"));
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:in").to(create("&streaming=true&channel=c"));
            routes.from("gemini-interactions:stream?channel=c").to("mock:steps");
        });
        deleteResources();

        assertThat(fluentTemplate.to("direct:in").withBody("Hi").send().getException())
                .isNull();

        assertLoadedOnce();
    }

    @Test
    void aConsumerLoadsEachResourceOnceAlsoIfItIsRestarted() throws Exception {
        emulator().script(onCreate().text("{}").times(2));
        RouteBuilder.addRoutes(context, routes -> routes.from(create("&input=" + file("input.txt")))
                .routeId("run")
                .to("mock:run"));
        eventually().until(() -> RouteKit.bodies(getMockEndpoint("mock:run")).contains("{}"));
        int before = emulator().requests().size();

        restart("run");
        eventually().until(() -> emulator().requests().size() > before); // of the same run, or of another

        assertLoadedOnce("input.txt");
    }

    @Test
    void aFunctionLoadsItsSchemaOnce() throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from("gemini-interactions-tool:f?tags=t&argSchema=" + file("format.json"))
                        .routeId("function")
                        .setBody(routes.constant("done")));

        restart("function");

        assertThat(loads).containsExactly(Map.entry("format.json", 1));
    }

    @Test
    void allMessagesShareTheCompiledSchemaOfTheirEndpoint() throws Exception {
        GeminiInteractionsEndpoint endpoint = context.getEndpoint(create(""), GeminiInteractionsEndpoint.class);
        RequestReader requests = endpoint.settings().requests(OptionRules.Role.CREATE);

        Schema first = requests.read(message(endpoint, null).getMessage()).schema();
        Schema second = requests.read(message(endpoint, null).getMessage()).schema();
        Schema other = requests.read(message(endpoint, "{\"type\":\"array\"}").getMessage())
                .schema();

        assertThat(first).isNotNull().isSameAs(second);
        assertThat(other).isNotNull();
        assertThat(other.json()).isEqualTo("{\"type\":\"array\"}");
    }

    private static Exchange message(GeminiInteractionsEndpoint endpoint, @Nullable String format) {
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody("Hi");
        exchange.getMessage().setHeader(GeminiInteractionsConstants.RESPONSE_FORMAT, format);
        return exchange;
    }

    /** With all that would make a difference on a failure, on a restart and at the end. */
    private void change(GeminiInteractionsConfiguration form) {
        form.setModel("gemini-2.5-pro");
        form.setInput("other");
        form.setOutputType(OutputType.json);
        form.setRunKey("other");
        form.setRestartDelay(TimeUnit.HOURS.toMillis(1));
        form.setCancelOnFailure(true);
        form.setCancelOnStop(true);
        form.setBaseUrl("http://127.0.0.1:9");
        form.setEmit("events");
        form.setStepTypes("thought");
    }

    @Test
    void aFormThatChangesAfterStartChangesNoProducer() throws Exception {
        emulator().script(onCreate().text("Paris"));
        String uri = "gemini-interactions:create?model=" + MODEL;
        RouteBuilder.addRoutes(
                context, routes -> routes.from("direct:in").routeId("asking").to(uri));

        GeminiInteractionsEndpoint endpoint = context.getEndpoint(uri, GeminiInteractionsEndpoint.class);
        change(endpoint.getConfiguration());
        restart("asking");

        assertThat(fluentTemplate
                        .to("direct:in")
                        .withBody("Hi")
                        .send()
                        .getMessage()
                        .getBody())
                .isEqualTo("Paris");
        assertThat(emulator().requests().get(0).at("/model").asText()).isEqualTo(MODEL);
        assertThat(endpoint.getServiceUrl()).isEqualTo(emulator().baseUrl());
    }

    @Test
    void aFormThatChangesAfterStartChangesNoConsumer() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is").gateAfter(7, "held"));
        String uri = "gemini-interactions:create?model=" + MODEL + "&input=Capital&background=true&restartDelay=1";
        MockEndpoint run = getMockEndpoint("mock:run");
        run.expectedMinimumMessageCount(2); // it follows the same run again, an hour would be too late
        run.whenExchangeReceived(1, exchange -> {
            change(context.getEndpoint(uri, GeminiInteractionsEndpoint.class).getConfiguration());
            throw new IllegalStateException("the route failed");
        });

        RouteBuilder.addRoutes(
                context, routes -> routes.from(uri).routeId("run").to("mock:run"));
        RouteKit.assertSatisfied(context);
        context.getRouteController().stopRoute("run");

        assertThat(emulator().ledger().creates()).isEqualTo(1);
        assertThat(emulator().ledger().cancels()).isZero();
    }
}
