// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Bad input gets an error that names the option and the cure, and nothing is sent. */
public class BadInputTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create";
    private static final String MODELLED = CREATE + "?model=" + MODEL;

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("cursors", new MemoryStateRepository());
        RouteKit.component(context).setEnvironment(Map.of()); // nothing but a test says as whom it calls
    }

    @AfterEach
    void nothingWasSent() {
        assertThat(emulator().requests()).isEmpty();
    }

    static Stream<Arguments> uris() {
        return Stream.of(
                Arguments.of(
                        "gemini-interactions:crate",
                        "operation",
                        "use one of [create, get, await, cancel, delete, resume, approve, stream]"),
                Arguments.of("gemini-interactions:${header.op}", "operation", "use toD in place of to"),
                Arguments.of(
                        CREATE + "?model=${header.m}",
                        "model",
                        "set the header CamelGeminiInteractionsModel, or use toD"),
                Arguments.of(CREATE + "?model=$simple{header.m}", "model", "use toD"),
                Arguments.of(MODELLED + "&prompt=Say ${body} in words", "prompt", "CamelGeminiInteractionsPrompt"),
                Arguments.of(MODELLED + "&systemInstruction=%24%7Bbody%7D", "systemInstruction", "RAW(...)"),
                Arguments.of(
                        MODELLED + "&systemInstruction=classpath:prompts/${header.tenant}.txt",
                        "systemInstruction",
                        "CamelGeminiInteractionsSystemInstruction"),
                Arguments.of(
                        MODELLED + "&generationConfig.temperature=${header.t}",
                        "generationConfig.temperature",
                        "CamelGeminiInteractionsGenerationConfig"),
                Arguments.of(
                        MODELLED + "&additionalBodyProperty.a=${header.a}",
                        "additionalBodyProperty.a",
                        "CamelGeminiInteractionsAdditionalBodyProperties"),
                Arguments.of(MODELLED + "&apiKey=s3cret${header.k}", "apiKey", "does not evaluate: use toD"),
                Arguments.of(MODELLED + "&streaming=true&channel=${header.c}", "channel", "use toD"),
                Arguments.of("gemini-interactions:get?interactionId=${body}", "interactionId", "use toD"),
                Arguments.of(CREATE + "?model=m&agent=a", "model", "Both model and agent are set"),
                Arguments.of(CREATE + "?model=gemini-1.5-pro", "model", "use gemini-2.5-flash"),
                Arguments.of(CREATE + "?model=models/gemini-2.0-flash", "model", "does not support interactions"),
                Arguments.of(
                        CREATE + "?model=publishers/google/models/gemini-1.0-pro",
                        "model",
                        "does not support interactions"),
                Arguments.of(
                        MODELLED + "&responseFormat=RAW({\"type\":\"nonsense\"})",
                        "responseFormat",
                        "not a JSON Schema"),
                Arguments.of(MODELLED + "&responseFormat=RAW({not json)", "responseFormat", "JSON"),
                Arguments.of(MODELLED + "&outputClass=no.such.Class", "outputClass", "not on the class path"),
                Arguments.of(MODELLED + "&outputClass=java.lang.Runnable", "outputClass", "cannot be used"),
                Arguments.of(MODELLED + "&store=false&background=true", "background", "leave out store=false"),
                Arguments.of(
                        MODELLED + "&store=false&streaming=true&channel=c&cursorRepository=#cursors",
                        "cursorRepository",
                        "leave out store=false"),
                Arguments.of(MODELLED + "&tools=RAW({broken)", "tools", "not JSON"),
                Arguments.of(MODELLED + "&tools=RAW([5])", "tools", "array of objects"),
                Arguments.of(MODELLED + "&builtinTools=google_search,,x", "builtinTools", "one of its words is empty"),
                Arguments.of(MODELLED + "&builtinTools=googleSearch", "builtinTools", "such as google_search"),
                Arguments.of(MODELLED + "&builtinTools=function", "builtinTools", "declare it in tools"),
                Arguments.of(MODELLED + "&builtinTools=mcp_server", "builtinTools", "declare it in mcpServers"),
                Arguments.of(MODELLED + "&mcpServers=RAW({broken)", "mcpServers", "not JSON"),
                Arguments.of(MODELLED + "&mcpServers=RAW({\"type\":\"x\"})", "mcpServers", "leave the type out"),
                Arguments.of(
                        MODELLED + "&mcpServers=RAW({\"name\":\"m\",\"headers\":{\"A\":\"s3cret\"}})",
                        "mcpServers",
                        "into a resource or a bean"),
                Arguments.of(MODELLED + "&generationConfig=RAW({broken)", "generationConfig", "not JSON"),
                Arguments.of(MODELLED + "&generationConfig=5", "generationConfig", "a number"),
                Arguments.of(MODELLED + "&generationConfig.a=#none", "generationConfigFields", "no bean #none"),
                Arguments.of(MODELLED + "&agentConfig=RAW([])", "agentConfig", "JSON object is needed"),
                Arguments.of(MODELLED + "&environment=RAW({broken)", "environment", "not JSON"),
                Arguments.of(MODELLED + "&responseModalities=text,,audio", "responseModalities", "one of its words"),
                Arguments.of(MODELLED + "&safetySettings=high", "safetySettings", "not JSON"),
                Arguments.of(MODELLED + "&labels=RAW({\"a\":5})", "labels", "put them in quotes"),
                Arguments.of(MODELLED + "&labels=RAW([\"a\"])", "labels", "not a JSON object"),
                Arguments.of(MODELLED + "&webhookConfig=null", "webhookConfig", "it is null"),
                Arguments.of(
                        MODELLED + "&additionalBodyProperty.store=false", "additionalBodyProperties", "option store"),
                Arguments.of(
                        MODELLED + "&additionalBodyProperty.service_tier=flex",
                        "additionalBodyProperties",
                        "has the option serviceTier: use that"),
                Arguments.of(MODELLED + "&additionalBodyProperty.stream=true", "additionalBodyProperties", "streaming"),
                Arguments.of(MODELLED + "&allowedHeaders=model,promt", "allowedHeaders", "'promt'"),
                Arguments.of(
                        "gemini-interactions:get?additionalBodyProperty.a=1",
                        "additionalBodyProperty.a",
                        "changes nothing"),
                Arguments.of("gemini-interactions:delete?labels=RAW({})", "labels", "changes nothing"),
                Arguments.of(MODELLED + "&store=false&conversationId=c", "conversationId", "leave out store=false"),
                Arguments.of(MODELLED + "&conversationId=c&conversationTimeout=0", "conversationTimeout", "set for"),
                Arguments.of("gemini-interactions:get?conversationId=c", "conversationId", "changes nothing"),
                Arguments.of(
                        "gemini-interactions:delete?onConversationLost=restart",
                        "onConversationLost",
                        "changes nothing"),
                Arguments.of(
                        "gemini-interactions:delete?conversationId=c&interactionId=v1_a",
                        "conversationId",
                        "remove the other"),
                Arguments.of(MODELLED + "&channel=c", "channel", "changes nothing"),
                Arguments.of(MODELLED + "&streaming=true&stepTypes=thought,,", "stepTypes", "an empty word"),
                Arguments.of(MODELLED + "&streaming=true&channel=c&cursorInterval=2s", "cursorInterval", "set it"),
                Arguments.of("gemini-interactions:get?model=m", "model", "changes nothing"),
                Arguments.of("gemini-interactions:stream?channel=c", "operation", "cannot be sent to"),
                Arguments.of(MODELLED + "&enterprise=true&apiKey=", "projectId", "GOOGLE_CLOUD_PROJECT"),
                Arguments.of(
                        MODELLED + "&systemInstruction=file:no/such/file.txt", "systemInstruction", "cannot be read"),
                Arguments.of(MODELLED + "&maxInlineSize=" + Long.MAX_VALUE, "maxInlineSize", "as a reference"),
                Arguments.of(MODELLED + "&requestTimeout=0", "requestTimeout", "longer than zero"),
                Arguments.of(MODELLED + "&connectTimeout=-1", "connectTimeout", "longer than zero"),
                Arguments.of(
                        MODELLED + "&streaming=true&streamingReadTimeout=0",
                        "streamingReadTimeout",
                        "longer than zero"),
                Arguments.of(MODELLED + "&streaming=true&maxEventSize=0", "maxEventSize", "allows no event"),
                Arguments.of(MODELLED + "&baseUrl=http://192.0.2.1:1", "baseUrl", "allowInsecureBaseUrl"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uris")
    void anEndpointThatCannotWorkFailsAtStart(String uri, String option, String cure) {
        if (uri.contains("enterprise"))
            RouteKit.component(context).getConfiguration().setBaseUrl(null);
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("direct:in").to(uri)))
                .hasRootCauseInstanceOf(Exception.class)
                .satisfies(failure -> {
                    InteractionRequestException named = named(failure);
                    assertThat(named.getOption()).isEqualTo(option);
                    assertThat(named).hasMessageContaining(cure).hasMessageNotContaining("s3cret");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-interactions:create?model=m&input=Hi, operation, streaming=true and a channel",
        "gemini-interactions:stream?channel=c, operation, streaming=true and a channel",
        "gemini-interactions:get?interactionId=v1_a, operation, send to it",
        "gemini-interactions-tool:f?tags=t&description=Weather, name, is called by the model"
    })
    void aPollFails(String uri, String option, String cure) {
        assertThatThrownBy(() -> context.createConsumerTemplate().receiveNoWait(uri))
                .satisfies(failure -> {
                    assertThat(named(failure).getOption()).isEqualTo(option);
                    assertThat(named(failure)).hasMessageContaining(cure);
                });
    }

    @Test
    void anExpressionInTheUriOfAFunctionFailsAtStart() {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(context, routes -> routes.from(
                                "gemini-interactions-tool:f?description=Prices of ${header.shop}")
                        .to("mock:f")))
                .satisfies(failure -> assertThat(named(failure).getOption()).isEqualTo("description"));
    }

    @Test
    void anExpressionInOptionsBesideTheUriFailsToo() {
        assertThatThrownBy(() -> context.getEndpoint(CREATE, Map.of("model", "${header.m}")))
                .satisfies(failure -> assertThat(named(failure).getOption()).isEqualTo("model"));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of(GeminiInteractionsConstants.GENERATION_CONFIG, "[]", "generationConfig"),
                Arguments.of(GeminiInteractionsConstants.AGENT_CONFIG, "{s3cret", "agentConfig"),
                Arguments.of(GeminiInteractionsConstants.BUILTIN_TOOLS, "a b", "builtinTools"),
                Arguments.of(
                        GeminiInteractionsConstants.MCP_SERVERS,
                        "{\"name\":\"m\",\"headers\":{\"A\":\"s3cret\"}}",
                        "mcpServers"),
                Arguments.of(GeminiInteractionsConstants.ENVIRONMENT, "{s3cret", "environment"),
                Arguments.of(GeminiInteractionsConstants.RESPONSE_MODALITIES, "[5]", "responseModalities"),
                Arguments.of(GeminiInteractionsConstants.SAFETY_SETTINGS, "s3cret", "safetySettings"),
                Arguments.of(GeminiInteractionsConstants.LABELS, Map.of("a", 5), "labels"),
                Arguments.of(GeminiInteractionsConstants.WEBHOOK_CONFIG, "5", "webhookConfig"),
                Arguments.of(
                        GeminiInteractionsConstants.ADDITIONAL_BODY_PROPERTIES,
                        Map.of("model", "s3cret"),
                        "additionalBodyProperties"),
                Arguments.of(
                        GeminiInteractionsConstants.ADDITIONAL_HEADERS,
                        Map.of("Authorization", "s3cret"),
                        "additionalHeader"),
                Arguments.of(GeminiInteractionsConstants.STORE, "s3cret", GeminiInteractionsConstants.STORE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void aHeaderThatCannotBeReadFailsTheMessage(String header, Object value, String option) {
        Exchange failed = send(MODELLED + "&allowedHeaders=all", "Hi", Map.of(header, value));

        InteractionRequestException refused = failed.getException(InteractionRequestException.class);
        assertThat(refused.getOption()).isEqualTo(option);
        assertThat(refused).hasMessageNotContaining("s3cret");
    }

    @Test
    void aHeaderThatStoresNothingFailsWhereSomethingNeedsIt() {
        assertRefused(
                MODELLED + "&streaming=true&channel=c&cursorRepository=#cursors",
                "Hi",
                Map.of(GeminiInteractionsConstants.STORE, "false"),
                "cursorRepository",
                "leave out store=false");
        assertThat(send(MODELLED + "&background=true", "Hi", Map.of(GeminiInteractionsConstants.STORE, "false"))
                        .getException())
                .hasMessageContaining("background");
    }

    @Test
    void longTextsAndContentMapsAreBoundedToo() {
        assertRefused(MODELLED + "&maxInlineSize=3", "fünf", Map.of(), "maxInlineSize", "gs://");
        for (Object body : List.of(
                Map.of("type", "image", "data", "AQIDBA=="),
                Map.of("type", "user_input", "content", "four"),
                List.of("a", "four")))
            assertThat(send(MODELLED + "&maxInlineSize=3", body).getException())
                    .isInstanceOf(InteractionRequestException.class)
                    .hasMessageContaining("maxInlineSize=3");
    }

    @Test
    void aConsumerOfAnOperationThatOnlySendsFailsAtStart() {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions:get")
                        .to("mock:in")))
                .satisfies(failure ->
                        assertThat(named(failure)).hasMessageContaining("use await, create, resume or stream"));
    }

    @Test
    void aConsumerIsNoTurnOfAConversation() {
        assertThatThrownBy(() ->
                        RouteBuilder.addRoutes(context, routes -> routes.from(MODELLED + "&input=Hi&conversationId=c")
                                .to("mock:in")))
                .satisfies(failure -> assertThat(named(failure).getOption()).isEqualTo("conversationId"));
    }

    @Test
    void aConversationThatIsNotStoredFailsTheMessage() {
        assertRefused(
                MODELLED + "&conversationId=c",
                "Hi",
                Map.of(GeminiInteractionsConstants.STORE, false),
                "conversationId",
                "leave out store=false");
    }

    @Test
    void anUnknownWordInEmitFailsAtStart() {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("gemini-interactions:stream?channel=c&emit=step")
                                .to("mock:in")))
                .satisfies(failure ->
                        assertThat(named(failure)).hasMessageContaining("use steps, deltas, events, completed"));
    }

    @Test
    void aMissingKeyFailsAtStart() {
        RouteKit.component(context).getConfiguration().setApiKey(null);
        RouteKit.component(context).getConfiguration().setBaseUrl(null);

        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("direct:in").to(MODELLED)))
                .satisfies(failure -> {
                    assertThat(named(failure).getOption()).isEqualTo("apiKey");
                    assertThat(named(failure)).hasMessageContaining("GEMINI_API_KEY");
                });
    }

    @Test
    void pollingIsRefusedWithWhatToUseInstead() {
        assertThatThrownBy(() -> consumer.receive("gemini-interactions:stream?channel=c", 1))
                .satisfies(failure -> assertThat(named(failure)).hasMessageContaining("streaming=true"));
    }

    @Test
    void neitherModelNorAgentFailsTheMessage() {
        assertRefused(CREATE, "Hi", Map.of(), "model", "CamelGeminiInteractionsModel");
    }

    @Test
    void bothInHeadersFailTheMessage() {
        assertRefused(
                CREATE,
                "Hi",
                Map.of(GeminiInteractionsConstants.MODEL, "m", GeminiInteractionsConstants.AGENT, "a"),
                "model",
                "remove the other");
    }

    @Test
    void aMessageWithoutInputFails() {
        assertRefused(MODELLED, null, Map.of(), "body", "the option input or prompt");
    }

    @Test
    void promptAndInputTogetherFail() {
        assertRefused(
                MODELLED + "&input=a",
                "x",
                Map.of(GeminiInteractionsConstants.PROMPT, "b"),
                "prompt",
                "remove one of them");
    }

    @Test
    void aFileThatIsNotThereFails() {
        assertRefused(MODELLED, new File("no/such/invoice.pdf"), Map.of(), "body", "invoice.pdf cannot be read");
    }

    @Test
    void aBodyThatNobodyCanMapFailsAndNamesItsType() {
        assertRefused(MODELLED, Optional.of(1), Map.of(), "body", "java.util.Optional");
    }

    static Stream<Arguments> data() throws Exception {
        Map<String, Object> row = new LinkedHashMap<>(Map.of("ID", 7));
        return Stream.of(
                Arguments.of("a row", row),
                Arguments.of("rows", List.of(row, Map.of("ID", 8))),
                Arguments.of("a question and a row", List.of("Who is it?", row)),
                Arguments.of("an array of rows", new Object[] {row}),
                Arguments.of("Camel's JSON", new JsonObject(Map.of("city", "Bonn"))),
                Arguments.of("Jackson's JSON", new ObjectMapper().readTree("{\"city\":\"Bonn\"}")),
                Arguments.of("a number of Jackson's", new ObjectMapper().readTree("7")),
                Arguments.of("an empty map", Map.of()),
                Arguments.of("an object", new Invoice("7")),
                Arguments.of("objects", List.of(new Invoice("7"), new Invoice("8"))),
                Arguments.of("a list in a list", List.of(List.of("a"))),
                Arguments.of("a date", new Date(0)),
                Arguments.of("an iterator", List.of("a").iterator()));
    }

    record Invoice(String number) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("data")
    void dataAsABodyFailsAndTellsHowToSendIt(String what, Object body) {
        assertRefused(MODELLED + "&prompt=Write about it", body, Map.of(), "body", "marshal().json()");
    }

    @Test
    void aListThatMixesStepsWithContentsFails() {
        assertRefused(
                MODELLED,
                List.of("text", Map.of("type", "function_result", "call_id", "c", "result", "r")),
                Map.of(),
                "body",
                "send a list of one kind");
    }

    static Stream<Object> resultsWithoutACall() throws Exception {
        Map<String, Object> result = Map.of("type", "function_result", "name", "f", "result", "1");
        Map<String, Object> empty = Map.of("type", "function_result", "call_id", "", "result", "1");
        Map<String, Object> answered = Map.of("type", "function_result", "call_id", "c", "result", "1");
        return Stream.of(
                result,
                empty,
                Map.of("type", "function_result", "call_id", 7, "result", "1"),
                Map.of("type", "function_result", "call_id", "#2", "result", "1"),
                new Step.Result("function_result", null, "f", "\"1\"", null, null, Map.of()),
                new Step.Result("function_result", " ", "f", "\"1\"", null, null, Map.of()),
                new ObjectMapper().readTree("{\"type\":\"function_result\",\"call_id\":null,\"result\":\"1\"}"),
                List.of(answered, result),
                List.of(answered, new Step.Result("function_result", "", null, "1", null, null, Map.of())),
                new Object[] {empty},
                Map.of("type", "user_input", "content", List.of(Map.of("type", "text", "text", "so?"), empty)),
                List.of(Map.of("role", "user", "content", List.of(answered, result))),
                Map.of("role", "user", "content", empty));
    }

    @ParameterizedTest
    @MethodSource("resultsWithoutACall")
    void aResultThatNamesNoCallFailsInEveryShape(Object body) {
        assertRefused(
                MODELLED + "&previousInteractionId=v1_p",
                body,
                Map.of(),
                "body",
                "CamelGeminiInteractionsFunctionCallId");
    }

    @Test
    void bytesThatAreNoTextFailNamingTheHeader() {
        assertRefused(MODELLED, new byte[] {(byte) 0xc3, 0x28}, Map.of(), "body", "CamelGeminiInteractionsMediaType");
    }

    @Test
    void aMediaTypeThatTheServiceDoesNotTakeFails() {
        assertRefused(
                MODELLED,
                new byte[] {1},
                Map.of(Exchange.CONTENT_TYPE, "application/zip"),
                GeminiInteractionsConstants.MEDIA_TYPE,
                "application/zip");
    }

    @Test
    void contentOverTheLimitFailsAndNamesTheAlternative() {
        assertRefused(MODELLED + "&maxInlineSize=3", new byte[] {1, 2, 3, 4}, Map.of(), "maxInlineSize", "gs://");
        assertRefused(MODELLED + "&maxInlineSize=3", new byte[] {1, 2, 3, 4}, Map.of(), "maxInlineSize", "100 MB");
    }

    @Test
    void whatIsLongerThanTheServiceTakesFailsWhateverTheOptionSays() {
        String raised = MODELLED + "&maxInlineSize=1000000000";
        byte[] pdf = new byte[50 * 1024 * 1024 + 1];
        byte[] start = "%PDF-1.7".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(start, 0, pdf, 0, start.length);
        Map<String, Object> video = Map.of(GeminiInteractionsConstants.MEDIA_TYPE, "video/mp4");

        assertRefused(raised, pdf, Map.of(), "maxInlineSize", "50 MB");
        assertRefused(raised, List.of(pdf, pdf, "Compare"), video, "maxInlineSize", "100 MB");
    }

    @Test
    void aSchemaInAHeaderThatIsNoneFails() {
        assertRefused(
                MODELLED,
                "Hi",
                Map.of(GeminiInteractionsConstants.RESPONSE_FORMAT, "{\"type\":42}"),
                "responseFormat",
                "cannot be used");
    }

    @Test
    void toolsThatAreNoObjectsFail() {
        assertRefused(
                MODELLED + "&allowedHeaders=all",
                "Hi",
                Map.of(GeminiInteractionsConstants.TOOLS, "[1]"),
                "tools",
                "array of objects");
    }

    @Test
    void contentWithoutBytesFailsAndTellsOfStreamsThatWereReadBefore() {
        assertRefused(MODELLED, new ByteArrayInputStream(new byte[0]), Map.of(), "body", "stream caching");
    }

    @Test
    void aMapThatHoldsItselfFailsTheExchange() throws Exception {
        Map<String, Object> cyclic = new HashMap<>(Map.of("type", "text", "text", "x"));
        cyclic.put("self", cyclic);

        Exchange failed =
                fluentTemplate.to(MODELLED).withBody(cyclic).asyncSend().get(1, TimeUnit.MINUTES);

        assertThat(failed.getException()).isNotNull();
    }

    @Test
    void aTimeoutThatIsNoTimeFails() {
        for (String none : List.of("0", "-5", "soon", "1h30", "5min", "1.5h", "9223372036854775808")) {
            InteractionRequestException refused = send(
                            MODELLED, "Hi", Map.of(GeminiInteractionsConstants.REQUEST_TIMEOUT, none))
                    .getException(InteractionRequestException.class);
            assertThat(refused.getOption()).isEqualTo(GeminiInteractionsConstants.REQUEST_TIMEOUT);
            assertThat(refused).hasMessageContaining("longer than zero");
        }
    }

    @Test
    void aBodyThatCannotBeAnIdGoesIntoNoAddress() {
        assertRefused("gemini-interactions:get", "Dear Sir or Madam", Map.of(), "interactionId", "not the id");
        assertThat(send("gemini-interactions:delete", "..").getException(InteractionRequestException.class))
                .hasMessageNotContaining("..");
    }

    @Test
    void anIdThatIsNowhereFails() {
        assertRefused(
                "gemini-interactions:get", null, Map.of(), "interactionId", "CamelGeminiInteractionsInteractionId");
    }

    private Exchange send(String uri, Object body) {
        return send(uri, body, Map.of());
    }

    private Exchange send(String uri, Object body, Map<String, Object> headers) {
        return fluentTemplate.to(uri).withBody(body).withHeaders(headers).send();
    }

    private void assertRefused(String uri, Object body, Map<String, Object> headers, String option, String cure) {
        InteractionRequestException refused = send(uri, body, headers).getException(InteractionRequestException.class);
        assertThat(refused).isNotNull();
        assertThat(refused.getOption()).isEqualTo(option);
        assertThat(refused).hasMessageContaining(cure);
    }

    public static InteractionRequestException named(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InteractionRequestException named) return named;
        }
        throw new AssertionError("no InteractionRequestException in", failure);
    }
}
