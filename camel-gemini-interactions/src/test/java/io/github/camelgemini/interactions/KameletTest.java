// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.Kamelets.Way;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The kamelet gemini-interactions-action, with each property absent and present, in each way in which a user gives them. */
class KameletTest extends GeminiEmulatorTestSupport {

    private static final String ACTION = "gemini-interactions-action";
    private static final String KEY = "key-of-the-kamelet";
    private static final Map<String, String> NEEDED = Map.of("apiKey", KEY, "model", MODEL);

    /** Where an optional property arrives. Those that are not sent are in {@link #NOT_SENT}. */
    private record Property(String name, String value, String pointer, String sent) {
        static Property text(String name, String pointer) {
            return new Property(name, "", pointer, "");
        }
    }

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"a\":{\"description\":\"%41 & + # ) }\"}}}";

    private static final List<Property> SENT = List.of(
            Property.text("systemInstruction", "/system_instruction"),
            Property.text("prompt", "/input/0/content/0/text"),
            Property.text("previousInteractionId", "/previous_interaction_id"),
            new Property("responseFormat", SCHEMA, "/response_format/schema/properties/a/description", "%41 & + # ) }"),
            new Property(
                    "generationConfig", "{\"x\":{\"y\":\"%41 & + # ) }\"}}", "/generation_config/x/y", "%41 & + # ) }"),
            new Property("agentConfig", "{\"x\":{\"y\":\"%41 & + # ) }\"}}", "/agent_config/x/y", "%41 & + # ) }"),
            new Property("builtinTools", "google_search,url_context", "/tools/1/type", "url_context"),
            new Property("tags", "stocks", "/tools/0/name", "get_stock_price"),
            new Property("store", "false", "/store", "false"),
            new Property("background", "true", "/background", "true"));

    private static final Set<String> NOT_SENT = Set.of(
            "apiKey",
            "model",
            "agent",
            "baseUrl",
            "outputType",
            "conversationId",
            "awaitCompletion",
            "awaitTimeout",
            "requestTimeout");

    static Stream<Arguments> ways() {
        return Stream.of(Way.values())
                .flatMap(way -> SENT.stream().map(property -> Arguments.of(way, property.name())));
    }

    private static Property property(String name) {
        return SENT.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    private static Map<String, String> with(String... more) {
        Map<String, String> properties = new LinkedHashMap<>(NEEDED);
        for (int i = 0; i < more.length; i += 2) properties.put(more[i], more[i + 1]);
        return properties;
    }

    private Exchange ask(Object body) {
        return fluentTemplate.to("direct:ask").withBody(body).send();
    }

    private void addTool() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from(
                        "gemini-interactions-tool:get_stock_price?tags=stocks&description=Price&parameter.ticker=string")
                .setBody(routes.constant("178.50")));
    }

    /** Of the endpoints that are no test's own. The emulator records none. */
    private List<String> keys() {
        return context.getEndpoints().stream()
                .filter(GeminiInteractionsEndpoint.class::isInstance)
                .map(endpoint -> (GeminiInteractionsEndpoint) endpoint)
                .filter(endpoint -> endpoint.getOptions() != null)
                .map(endpoint -> endpoint.getConfiguration().getApiKey())
                .toList();
    }

    private JsonNode sent() {
        return emulator().lastRequest().at("");
    }

    @ParameterizedTest
    @EnumSource
    void withoutOptionalPropertiesItSendsWhatTheEndpointSends(Way way) throws Exception {
        way.add(context, ACTION, NEEDED);
        fluentTemplate
                .to("gemini-interactions:create?model=" + MODEL)
                .withBody("Hi")
                .send();
        JsonNode endpoint = sent();

        assertThat(ask("Hi").getException()).isNull();

        assertThat(sent()).isEqualTo(endpoint);
        assertThat(keys()).containsOnly(KEY);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anOptionalPropertyArrivesAndLeavesTheOthersUnchanged(Way way, String name) throws Exception {
        addTool();
        Property property = property(name);
        String value = property.value().isEmpty() ? way.hostile() : property.value();
        Map<String, String> properties = with(name, value);
        properties.putIfAbsent("systemInstruction", way.hostile());
        way.add(context, ACTION, properties);

        Exchange answered = ask("Hi");

        assertThat(emulator().requests()).as("%s", answered.getException()).isNotEmpty();
        assertThat(emulator().lastRequest().at(property.pointer()).asText())
                .isEqualTo(property.sent().isEmpty() ? value : property.sent());
        assertThat(emulator().lastRequest().at("/system_instruction").asText()).isEqualTo(way.hostile());
        assertThat(keys()).containsOnly(KEY);
    }

    @Test
    void everyPropertyIsTried() throws Exception {
        Set<String> tried = new TreeSet<>(NOT_SENT);
        SENT.forEach(property -> tried.add(property.name()));
        assertThat(KameletFilesTest.properties(ACTION)).containsExactlyInAnyOrderElementsOf(tried);
    }

    @ParameterizedTest
    @EnumSource
    void anAgentMayAnswerInPlaceOfAModel(Way way) throws Exception {
        way.add(context, ACTION, Map.of("apiKey", KEY, "agent", "agents/mine"));

        ask("Hi");

        assertThat(emulator().lastRequest().at("/agent").asText()).isEqualTo("agents/mine");
        assertThat(emulator().lastRequest().at("/model").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerAsObjectIsAMapWithItsHeaders(Way way) throws Exception {
        emulator().script(onCreate().text("{\"capital\":\"Paris\"}").usage(7, 2, 5));
        way.add(context, ACTION, with("outputType", "object", "responseFormat", SCHEMA));
        MockEndpoint answers = getMockEndpoint("mock:answers");
        answers.expectedMessageCount(1);

        ask("Capital?");

        RouteKit.assertSatisfied(context);
        Exchange answer = answers.getReceivedExchanges().get(0);
        assertThat(answer.getMessage().getBody()).isEqualTo(Map.of("capital", "Paris"));
        assertThat(answer.getMessage().getHeader(GeminiInteractionsConstants.STATUS))
                .isEqualTo("completed");
        assertThat(answer.getMessage().getHeader(GeminiInteractionsConstants.OUTPUT_TOKENS))
                .isEqualTo(2L);
    }

    @ParameterizedTest
    @EnumSource
    void theModelCallsTheRoutesOfItsTags(Way way) throws Exception {
        addTool();
        emulator()
                .script(
                        onCreate().call("c1", "get_stock_price", "{\"ticker\":\"GOOG\"}"),
                        onCreate().text("178.50 USD"));
        way.add(context, ACTION, with("tags", "stocks"));

        assertThat(ask("GOOG?").getMessage().getBody()).isEqualTo("178.50 USD");
    }

    @ParameterizedTest
    @EnumSource
    void aBackgroundRunIsAwaited(Way way) throws Exception {
        emulator().script(onCreate().text("late"));
        way.add(context, ACTION, with("background", "true", "awaitCompletion", "true", "awaitTimeout", "10m"));

        assertThat(ask("Hi").getMessage().getBody()).isEqualTo("late");
    }

    @ParameterizedTest
    @EnumSource
    void aConversationContinues(Way way) throws Exception {
        way.add(context, ACTION, with("conversationId", "c & d"));

        String first = ask("Hi").getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        ask("And?");

        assertThat(emulator().lastRequest().at("/previous_interaction_id").asText())
                .isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void theAddressAndTheTimeoutAreThoseOfTheKamelet(Way way) throws Exception {
        RouteKit.component(context).getConfiguration().setBaseUrl("http://127.0.0.1:1");
        way.add(context, ACTION, with("baseUrl", emulator().baseUrl(), "requestTimeout", "30s"));

        assertThat(ask("Hi").getException()).isNull();

        assertThat(emulator().requests()).hasSize(1);
        assertThat(Kamelets.requestTimeouts(context)).containsExactly(30_000L);
    }

    @Test
    void twoKameletsHaveTheirOwnProperties() throws Exception {
        emulator().script(onCreate().text("Paris"), onCreate().text("France"));
        String first = Kamelets.step(ACTION, with("prompt", "First"));
        String second = Kamelets.step(ACTION, with("systemInstruction", "Second"));
        Kamelets.load(context, "two.yaml", Kamelets.pipe("direct:ask", first + "," + second, "mock:answers"));

        assertThat(ask("Hi").getException()).isNull();

        assertThat(emulator().requests().get(0).at("/input").toString()).contains("First");
        assertThat(emulator().requests().get(0).at("/system_instruction").isMissingNode())
                .isTrue();
        assertThat(emulator().requests().get(1).at("/input").toString()).doesNotContain("First");
        assertThat(emulator().requests().get(1).at("/system_instruction").asText())
                .isEqualTo("Second");
    }

    @Test
    void twoKameletsHaveTheirOwnKeys() throws Exception {
        try (EchoServer service = EchoServer.answering(200, "application/json", KameletTest::saying)) {
            RouteKit.component(context).getConfiguration().setBaseUrl(service.url());
            for (String key : List.of("key-1", "key-2")) {
                String step = Kamelets.step(ACTION, with("apiKey", key));
                Kamelets.load(context, key + ".yaml", Kamelets.pipe("direct:" + key, step, "mock:answers"));
            }

            for (String key : List.of("key-1", "key-2", "key-1"))
                assertThat(fluentTemplate.to("direct:" + key).withBody("Hi").request(String.class))
                        .containsIgnoringCase("x-goog-api-key=[" + key + "]");
        }
    }

    private static String saying(String text) {
        return "{\"id\":\"v1_x\",\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"" + text + "\"}]}]}";
    }

    @ParameterizedTest
    @EnumSource
    void placeholdersAreResolved(Way way) throws Exception {
        context.getPropertiesComponent().addInitialProperty("gemini.key", "key-of-a-secret");
        way.add(context, ACTION, with("apiKey", "{{gemini.key}}"));

        ask("Hi");

        assertThat(keys()).containsExactly("key-of-a-secret");
    }

    @ParameterizedTest
    @EnumSource
    void aPropertyOfTheSameNameThatIsNotTheKameletsIsNotTaken(Way way) throws Exception {
        for (String name : KameletFilesTest.texts(ACTION))
            if (!NEEDED.containsKey(name) && !name.equals("outputType"))
                context.getPropertiesComponent().addInitialProperty(name, "ambient");
        way.add(context, ACTION, NEEDED);

        assertThat(ask("Hi").getException()).isNull();

        assertThat(sent().toString()).doesNotContain("ambient");
    }

    @Test
    void anErrorFailsTheExchangeOfThePipe() throws Exception {
        emulator().script(onCreate().httpStatus(400));
        Way.PIPE.add(context, ACTION, NEEDED);
        getMockEndpoint("mock:answers").expectedMessageCount(0);

        assertThat(ask("Hi").getException()).isInstanceOf(InteractionRejectedException.class);

        RouteKit.assertSatisfied(context);
    }

    @Test
    void aKameletThatCannotWorkDoesNotStartAndSaysWhy() {
        assertThatThrownBy(() -> Way.PIPE.add(context, ACTION, with("background", "true", "store", "false")))
                .rootCause()
                .hasMessageContaining("store=false")
                .hasMessageNotContaining(KEY);
    }

    @Test
    void theRouteOfAKameletHasTheIdThatItsUriNames() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:ask")
                .to("kamelet:" + ACTION + "/mine?apiKey=" + KEY + "&model=" + MODEL));

        assertThat(ask("Hi").getException()).isNull();

        assertThat(context.getRoute("mine")).isNotNull();
    }

    @Test
    void theKeyIsInNoLogAndNoEndpointOfTheComponent() throws Exception {
        try (Witness witness = new Witness()) {
            emulator().script(onCreate().httpStatus(400));
            Way.PROPERTIES.add(context, ACTION, NEEDED);
            ask("Hi");

            assertThat(witness.log(Level.DEBUG)).isNotEmpty().noneMatch(shown -> shown.text()
                    .contains(KEY));
            assertThat(Witness.dumps(context)).noneMatch(shown -> shown.text().contains(KEY));
        }
        assertThat(context.getEndpoints())
                .filteredOn(GeminiInteractionsEndpoint.class::isInstance)
                .isNotEmpty()
                .allSatisfy(endpoint -> {
                    assertThat(endpoint.getEndpointUri()).doesNotContain(KEY);
                    assertThat(((GeminiInteractionsEndpoint) endpoint).getOptions())
                            .asString()
                            .doesNotContain(KEY);
                });
    }

    @Test
    void aCallInFlightEndsWhenTheContextStops() throws Exception {
        emulator().script(onCreate().text("late").gate("held"));
        Way.PIPE.add(context, ACTION, NEEDED);
        Future<Exchange> asked = fluentTemplate.to("direct:ask").withBody("Hi").asyncSend();
        emulator().awaitRequests(1, RouteKit.FAR);

        context.stop();

        assertThat(asked.get(1, TimeUnit.MINUTES).getException()).isInstanceOf(InteractionStoppedException.class);
    }
}
