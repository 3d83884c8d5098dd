// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.jms.JMSContext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.AvailablePortFinder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** What an answer tells, behind a real queue and behind real HTTP: with routes of the manual, and in YAML alone. */
class HopsTest extends GeminiEmulatorTestSupport {

    private static final String TEXT = "5 € für Škoda & Œuvre";

    @RegisterExtension
    static final EmbeddedBroker BROKER = new EmbeddedBroker();

    @TempDir
    Path folder;

    @TempDir
    Path classes;

    @RegisterExtension
    final AvailablePortFinder.Port port = AvailablePortFinder.find();

    @Override
    protected void bindToRegistry(Registry registry) {
        JmsComponent jms = JmsComponent.jmsComponentAutoAcknowledge(new ActiveMQConnectionFactory(BROKER.url()));
        jms.setReceiveTimeout(100); // a consumer that stops waits for so long
        registry.bind("jms", jms);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                getContext().getPropertiesComponent().addOverrideProperty("port", String.valueOf(port.getPort()));
                getContext().getPropertiesComponent().addOverrideProperty("inbox", folder.toString());
                from("direct:answer").to("mock:answers");
                from("direct:step").to("mock:steps");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void aTurnGoesOnBehindAQueue(String language) throws Exception {
        shown("queue", language);
        emulator().script(onCreate().text("Paris"), onCreate().text("Yes."));

        Message first = sent("direct:ask", "Capital of France?");
        Message second = answer();

        assertThat(second.getBody()).isEqualTo("Yes.");
        RecordedRequest asked = emulator().requests().get(1);
        assertThat(asked.at("/previous_interaction_id").asText())
                .isEqualTo(first.getHeader(GeminiInteractionsConstants.INTERACTION_ID));
        assertThat(asked.at("/environment").asText())
                .isNotEmpty()
                .isEqualTo(first.getHeader(GeminiInteractionsConstants.ENVIRONMENT_ID));
        assertThat(asked.at("/input/0/content/1/text").asText()).isEqualTo("Paris");
        assertThat(second.getHeader("status")).isEqualTo("completed");
        assertThat(second.getHeader("totalTokens"))
                .asString()
                .isEqualTo(first.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS)
                        .toString());
    }

    /** Names that begin with CAmel cross JMS in Camel 4.18.0: CVE-2026-40453. */
    @Test
    void aHeaderInASpellingThatCrossesAQueueIsLocked() throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.onException(InteractionRequestException.class)
                    .handled(true)
                    .setBody()
                    .simple("${exception.message}")
                    .to("mock:answers");
            routes.from("jms:queue:open")
                    .to("gemini-interactions:create?model=m")
                    .to("mock:answers");
        });
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(BROKER.url());
                JMSContext queues = connections.createContext()) {
            queues.createProducer()
                    .setProperty("CAmelGeminiInteractionsBuiltinTools", "code_execution")
                    .send(queues.createQueue("open"), "Hi");
        }

        assertThat(answer().getBody(String.class))
                .contains(GeminiInteractionsConstants.BUILTIN_TOOLS, "locked by allowedHeaders");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void everyHeaderOfAnAnswerCrossesUnderAPlainName() throws Exception {
        file("headers");
        emulator().script(onCreate().thought("Easy.").text("Paris"));

        Message asked = sent("direct:ask", "Capital of France?");
        Message arrived = answer();

        assertThat(arrived.getBody()).isEqualTo("Paris");
        Map<String, Object> told = asked.getHeaders();
        for (String name : List.of(
                "InteractionId",
                "Status",
                "ResponseModel",
                "ServiceTier",
                "InputTokens",
                "OutputTokens",
                "ThoughtTokens",
                "CachedTokens",
                "ToolUseTokens",
                "TotalTokens",
                "EnvironmentId",
                "ReasoningContent"))
            assertThat(arrived.getHeader(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1)))
                    .as(name)
                    .isEqualTo(String.valueOf(told.get("CamelGeminiInteractions" + name)));
        assertThat(arrived.getHeader("responseCode")).isEqualTo("200");
        assertThat(arrived.getHeaders().keySet()).noneMatch(name -> name.startsWith("CamelGemini"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void aStepCrossesWithItsKeyAndIsKnownAgain(String language) throws Exception {
        shown("steps", language);
        emulator().script(onCreate().thought("Easy.").deltas("Ro", "me"));

        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedMessageCount(2);

        Message whole = sent("direct:stream", "Capital of Italy?");
        RouteKit.assertSatisfied(context);
        Object id = whole.getHeader(GeminiInteractionsConstants.INTERACTION_ID);

        assertThat(RouteKit.headers(steps, "stepKey")).containsExactly(id + "/0", id + "/1");
        Map<?, ?> step = steps.getExchanges().get(1).getMessage().getBody(Map.class);
        assertThat(step.get("interaction_id")).isEqualTo(id);
        assertThat(step.get("step").toString()).contains("Rome");
        sent(
                "jms:queue:steps",
                Traffic.tree(new ObjectMapper().writeValueAsString(step)).toString());
        sent("jms:queue:steps", "{\"step_key\":\"last\"}");
        eventually().until(() -> steps.getReceivedCounter() > 2);
        assertThat(RouteKit.headers(steps, "stepKey")).containsExactly(id + "/0", id + "/1", "last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void aRunIsAwaitedBehindHttp(String language) throws Exception {
        shown("http", language);
        emulator().script(onCreate().text("Owls sleep by day."));

        Message answer = sent("direct:research", "When do owls sleep?");

        assertThat(answer.getBody(String.class)).isEqualTo("Owls sleep by day.");
        assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
    }

    /** The hop is also the way back: its reply is what the operation answers. */
    @ParameterizedTest
    @ValueSource(strings = {"jms:queue:", "http"})
    void whatIsDoneWithAStoredRunFindsItsIdInTheBody(String hop) throws Exception {
        file("stored");
        String to = hop.equals("http") ? "http://127.0.0.1:" + port.getPort() + "/" : hop;
        String back = hop.equals("http") ? "" : "?exchangePattern=InOut";
        emulator()
                .script(
                        onCreate().text("Rome"),
                        onCreate().text("Madrid"),
                        onCreate().gate("never"));

        Object whole = sent("direct:whole", "Capital of Italy?").getBody();
        assertThat(replied(to + "get" + back, whole)).isEqualTo("Rome");
        assertThat(replied(to + "await" + back, whole)).isEqualTo("Rome");
        assertThat(replied(to + "resume" + back, whole)).isEqualTo("Rome");
        assertThat(getMockEndpoint("mock:steps").getExchanges()).hasSize(1);
        Object id = sent("direct:id", "Capital of Spain?").getBody();
        assertThat(replied(to + "await" + back, id)).isEqualTo("Madrid");
        assertThat(replied(to + "get" + back, "{\"interaction_id\":\"" + id + "\",\"id\":\"other\"}"))
                .isEqualTo("Madrid");
        replied(to + "delete" + back, whole);
        assertThat(emulator().requests(Operation.DELETE))
                .extracting(RecordedRequest::path)
                .containsExactly("/v1beta/interactions/"
                        + Traffic.tree((String) whole).get("id").asText());
        Object unending = sent("direct:id", "Count to infinity").getBody();
        assertThat(replied(to + "cancel" + back, unending)).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jms:queue:decisions?exchangePattern=InOut", "http"})
    void aDecisionRunsWhatWaitsForItBehindAnotherNode(String hop) throws Exception {
        file("decisions");
        emulator()
                .script(
                        onCreate().call("c1", "pay", "{\"sum\":5.50}"),
                        onCreate().text("It is paid."));
        String parked = sent("direct:order", "Pay 5.50").getBody(String.class);
        String decided = parked.substring(0, parked.length() - 1) + ",\"decisions\":{\"c1\":\"approve\"}}";
        String to = hop.equals("http") ? "http://127.0.0.1:" + port.getPort() + "/decisions" : hop;

        assertThat(replied(to, decided)).isEqualTo("It is paid.");
        assertThat(replied(to, decided.getBytes(StandardCharsets.UTF_8))).isNotEmpty();

        assertThat(emulator()
                        .requests(Operation.CREATE)
                        .get(1)
                        .at("/input/0/result")
                        .asText())
                .isEqualTo("paid 5.50");
        assertThat(emulator().requests(Operation.CREATE))
                .extracting(request -> request.at("/input/0/type").asText())
                .containsExactly("user_input", "function_result", "function_result");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void aTextInAnotherCharsetCrossesAsAString(String language) throws Exception {
        shown("charset", language);

        put("text.txt", TEXT.getBytes(Charset.forName("ISO-8859-15")));
        answer();

        assertThat(emulator().lastRequest().at("/input/0/content/0/text").asText())
                .isEqualTo(TEXT);
    }

    @Test
    void aTextInAnotherCharsetCrossesAsBytesThatSayTheirs() throws Exception {
        file("texts");

        put("text.txt", TEXT.getBytes(Charset.forName("ISO-8859-15")));
        emulator().awaitRequests(2);

        assertThat(emulator().requests())
                .extracting(request -> request.at("/input/0/content/0/text").asText())
                .containsExactlyInAnyOrder("queue", "web");
        assertThat(emulator().requests())
                .extracting(request -> request.at("/input/0/content/1/text").asText())
                .containsExactly(TEXT, TEXT);
    }

    @Test
    void aPromptAPdfAndAnImageMeetBehindAQueue() throws Exception {
        file("texts");

        sent("direct:part", "%PDF-1.7".getBytes(StandardCharsets.US_ASCII));
        sent("direct:part", new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        answer();

        JsonNode content = emulator().lastRequest().at("/input/0/content");
        assertThat(content.at("/0/text").asText()).isEqualTo("Do they show the same?");
        assertThat(content)
                .extracting(part -> part.path("mime_type").asText())
                .containsExactly("", "application/pdf", "image/png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void aDecimalKeepsItsDigitsBehindAQueue(String language) throws Exception {
        shown("digits", language);
        emulator().script(onCreate().text("{\"amount\":1234567890.12345678901234567890,\"rate\":1.50}"));

        sent("direct:invoice", "Which amount?");

        assertThat(answer().getBody()).hasToString("{amount=1234567890.12345678901234567890, rate=1.50}");
    }

    @Test
    void aDecimalKeepsItsDigitsInTheNextQuestionBehindHttp() throws Exception {
        file("invoices");
        emulator().script(onCreate().text("{\"amount\":1234567890.12345678901234567890,\"rate\":1.50}"));

        sent("direct:invoice", "Which amount?");

        assertThat(emulator().lastRequest().at("/input/0/content/0/text").asText())
                .isEqualTo("Pay 1234567890.12345678901234567890 at 1.50");
    }

    /** Loads what the manual shows. */
    private void shown(String id, String language) throws Exception {
        if (language.equals("java"))
            context.addRoutes(JavaBlock.compile(Docs.blocks(language).get(id), classes));
        else load(Docs.routes(id, language));
    }

    private void file(String name) throws Exception {
        load(ResourceHelper.resolveResource(context, "classpath:dsl/hops/" + name + ".yaml"));
    }

    private void load(Resource routes) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(routes);
    }

    private Message sent(String uri, Object body) {
        Exchange exchange = fluentTemplate.to(uri).withBody(body).send();
        if (exchange.getException() != null) throw new AssertionError(uri + " failed", exchange.getException());
        return exchange.getMessage();
    }

    private String replied(String uri, Object body) {
        return sent(uri, body).getBody(String.class);
    }

    private Message answer() throws InterruptedException {
        MockEndpoint answers = getMockEndpoint("mock:answers");
        answers.expectedMessageCount(1);
        RouteKit.assertSatisfied(context);
        return answers.getExchanges().get(0).getMessage();
    }

    /** Names with a dot are left alone until all is written. */
    private void put(String name, byte[] content) throws Exception {
        Files.move(Files.write(folder.resolve("." + name), content), folder.resolve(name));
    }
}
