// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.URI;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.gaos.models.errors.CreateInteractionClientError;
import com.google.genai.gaos.models.interactions.CreateAgentInteraction;
import com.google.genai.gaos.models.interactions.CreateModelInteraction;
import com.google.genai.gaos.models.interactions.CreateModelInteractionResponseFormat;
import com.google.genai.gaos.models.interactions.DocumentContent;
import com.google.genai.gaos.models.interactions.ErrorEvent;
import com.google.genai.gaos.models.interactions.Function;
import com.google.genai.gaos.models.interactions.FunctionCallStep;
import com.google.genai.gaos.models.interactions.FunctionResultStep;
import com.google.genai.gaos.models.interactions.FunctionResultStepResultUnion;
import com.google.genai.gaos.models.interactions.Interaction;
import com.google.genai.gaos.models.interactions.InteractionCompletedEvent;
import com.google.genai.gaos.models.interactions.InteractionCreatedEvent;
import com.google.genai.gaos.models.interactions.InteractionSSEEvent;
import com.google.genai.gaos.models.interactions.InteractionSSEStreamEvent;
import com.google.genai.gaos.models.interactions.InteractionStatus;
import com.google.genai.gaos.models.interactions.InteractionsInput;
import com.google.genai.gaos.models.interactions.ModelOutputStep;
import com.google.genai.gaos.models.interactions.ResponseFormat;
import com.google.genai.gaos.models.interactions.Step;
import com.google.genai.gaos.models.interactions.StepDelta;
import com.google.genai.gaos.models.interactions.TextContent;
import com.google.genai.gaos.models.interactions.TextDelta;
import com.google.genai.gaos.models.interactions.TextResponseFormat;
import com.google.genai.gaos.models.interactions.TextResponseFormatMimeType;
import com.google.genai.gaos.models.interactions.ThoughtStep;
import com.google.genai.gaos.models.interactions.UserInputStep;
import com.google.genai.gaos.models.operations.CreateInteractionRequestBody;
import com.google.genai.gaos.models.operations.GetInteractionByIdRequest;
import com.google.genai.gaos.utils.EventStream;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Google's own client for Java, against the emulator in a process of its own: what it understands is right. The emulator is
 * strict, so what the client sends has to be known, too.
 */
class ConformanceIT {
    private static final String MODEL = "gemini-3.5-flash";

    private static RunnerProcess runner;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        runner = RunnerProcess.start("--port", "0", "--strict");
        client = Client.builder().apiKey("test-key").httpOptions(options()).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        runner.close();
    }

    private static HttpOptions options() {
        return HttpOptions.builder()
                .baseUrl(runner.baseUrl())
                .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                .build();
    }

    @Test
    void creates() throws Exception {
        Interaction answer = create(ask("Say hello to Anna"));

        assertThat(answer.status()).contains(InteractionStatus.COMPLETED);
        assertThat(answer.id().orElseThrow()).startsWith("v1_");
        assertThat(answer.model().orElseThrow().value()).isEqualTo(MODEL);
        assertThat(answer.steps().orElseThrow()).hasExactlyElementsOfTypes(ThoughtStep.class, ModelOutputStep.class);
        assertThat(text(answer)).contains("Say hello to Anna");
        assertThat(answer.usage().orElseThrow().totalTokens().orElseThrow()).isPositive();
    }

    @Test
    void continues() throws Exception {
        Interaction first = create(ask("My name is Anna"));
        Interaction second = create(ask("Who am I?").previousInteractionId(id(first)));

        assertThat(text(second)).contains("Who am I?", "My name is Anna");
    }

    @Test
    void streams() throws Exception {
        List<InteractionSSEEvent> events = stream(ask("Say hello to Anna").stream(true));

        assertThat(events.get(0)).isInstanceOf(InteractionCreatedEvent.class);
        assertThat(events.get(events.size() - 1)).isInstanceOf(InteractionCompletedEvent.class);
        assertThat(streamedText(events)).isEqualTo(text(create(ask("Say hello to Anna"))));
    }

    @Test
    void getsWithTheInputInFront() throws Exception {
        Interaction created = create(ask("Keep this"));

        Interaction read = get(id(created));

        assertThat(read.steps().orElseThrow())
                .hasExactlyElementsOfTypes(UserInputStep.class, ThoughtStep.class, ModelOutputStep.class);
        assertThat(text(read)).isEqualTo(text(created));
    }

    @Test
    void resumesBehindTheLastEvent() throws Exception {
        List<InteractionSSEEvent> all = stream(ask("Stream this").stream(true).background(true));
        InteractionCreatedEvent created = (InteractionCreatedEvent) all.get(0);
        String id = created.interaction().orElseThrow().id().orElseThrow();
        StepDelta delta = (StepDelta)
                all.stream().filter(StepDelta.class::isInstance).findFirst().orElseThrow();

        List<InteractionSSEEvent> rest = events(client.interactions
                .get(GetInteractionByIdRequest.builder().id(id).stream(true)
                        .lastEventId(delta.eventId().orElseThrow())
                        .build())
                .events());

        assertThat(rest).isEqualTo(all.subList(all.indexOf(delta) + 1, all.size()));
    }

    @Test
    void runsInTheBackgroundUntilCompleted() throws Exception {
        Interaction started = create(ask("Take your time").background(true));
        assertThat(started.status()).contains(InteractionStatus.IN_PROGRESS);

        Interaction read = get(id(started));
        for (Instant end = Instant.now().plus(Duration.ofMinutes(1));
                read.status().orElseThrow().equals(InteractionStatus.IN_PROGRESS);
                read = get(id(started))) {
            assertThat(Instant.now()).isBefore(end);
        }
        assertThat(read.status()).contains(InteractionStatus.COMPLETED);
        assertThat(text(read)).contains("Take your time");
    }

    @Test
    void runsAnAgent() throws Exception {
        CreateAgentInteraction research = CreateAgentInteraction.builder()
                .agent("deep-research-preview-04-2026")
                .input(InteractionsInput.of("Survey X"))
                .build();

        Interaction answer = client.interactions
                .create(CreateInteractionRequestBody.of(research))
                .interaction()
                .orElseThrow();

        assertThat(answer.steps().orElseThrow().stream().map(Step::type))
                .containsExactly("thought", "google_search_call", "google_search_result", "thought", "model_output");
        assertThat(answer.agent().orElseThrow().value()).isEqualTo("deep-research-preview-04-2026");
    }

    @Test
    void streamsAnAgent() throws Exception {
        CreateAgentInteraction research = CreateAgentInteraction.builder()
                .agent("deep-research-preview-04-2026")
                .input(InteractionsInput.of("Survey X"))
                .background(true)
                .stream(true)
                .build();

        List<InteractionSSEEvent> events = events(client.interactions
                .create(CreateInteractionRequestBody.of(research))
                .events());

        assertThat(streamedText(events)).contains("Survey X");
        assertThat(events.get(events.size() - 1)).isInstanceOf(InteractionCompletedEvent.class);
    }

    @Test
    void cancels() throws Exception {
        script("- answer: {text: Never, gate: nobody}");
        Interaction started = create(ask("Stop me").background(true));

        Interaction cancelled =
                client.interactions.cancel(id(started)).interaction().orElseThrow();

        assertThat(cancelled.status()).contains(InteractionStatus.CANCELLED);
        assertThat(get(id(started)).status()).contains(InteractionStatus.CANCELLED);
    }

    @Test
    void deletes() throws Exception {
        Interaction created = create(ask("Forget me"));

        assertThat(client.interactions.delete(id(created)).statusCode()).isEqualTo(200);

        assertThat(catchThrowableOfType(ApiException.class, () -> get(id(created)))
                        .code())
                .isEqualTo(404);
    }

    @Test
    void callsAFunctionAndUsesItsResult() throws Exception {
        Function function = Function.builder()
                .name("get_stock_price")
                .description("The price of a stock")
                .parameters(Map.of("type", "object", "properties", Map.of("ticker", Map.of("type", "string"))))
                .build();
        Interaction asked = create(ask("What is the stock price of GOOG?").tools(List.of(function)));

        assertThat(asked.status()).contains(InteractionStatus.REQUIRES_ACTION);
        FunctionCallStep call = (FunctionCallStep) asked.steps().orElseThrow().get(1);
        assertThat(call.name()).contains("get_stock_price");
        assertThat(call.arguments().orElseThrow()).containsExactly(Map.entry("ticker", "GOOG"));

        FunctionResultStep result = FunctionResultStep.builder()
                .callId(call.id().orElseThrow())
                .name("get_stock_price")
                .result(FunctionResultStepResultUnion.of("170.25 USD"))
                .build();
        Interaction answer = create(CreateModelInteraction.builder()
                .model(MODEL)
                .previousInteractionId(id(asked))
                .tools(List.of(function))
                .input(InteractionsInput.ofStep(List.of(result))));
        assertThat(answer.status()).contains(InteractionStatus.COMPLETED);
        assertThat(text(answer)).contains("get_stock_price returned 170.25 USD");
    }

    @Test
    void answersInTheSchema() throws Exception {
        TextResponseFormat format = TextResponseFormat.builder()
                .mimeType(TextResponseFormatMimeType.of("application/json"))
                .schema(Map.of("type", "object", "properties", Map.of("total", Map.of("type", "number"))))
                .build();

        Interaction answer = create(ask("Invoice over 42.50 EUR")
                .responseFormat(CreateModelInteractionResponseFormat.of(ResponseFormat.of(format))));

        assertThat(text(answer)).isEqualTo("{\"total\":42.50}");
    }

    @Test
    void seesMedia() throws Exception {
        List<com.google.genai.gaos.models.interactions.Content> input = new ArrayList<>();
        input.add(new TextContent("Read this"));
        input.add(DocumentContent.builder().data("AAAA").build());

        Interaction answer =
                create(CreateModelInteraction.builder().model(MODEL).input(InteractionsInput.ofContent(input)));

        assertThat(text(answer)).contains("document, 3 bytes");
    }

    @Test
    void understandsWhyItIsRefused() {
        CreateInteractionClientError refused = catchThrowableOfType(
                CreateInteractionClientError.class, () -> create(ask("x").previousInteractionId("v1_unknown")));

        assertThat(refused.code()).isEqualTo(404);
        assertThat(refused.error().orElseThrow().code()).contains("not_found");
    }

    @Test
    void understandsAScriptedFault() throws Exception {
        script("- answer: {fault: {status: 503, retryAfter: 1s, message: Come back later}}");

        assertThatThrownBy(() -> create(ask("x"))).hasMessageContaining("503");
    }

    @Test
    void understandsARefusalThatIsOneFrameOfAStream() throws Exception {
        script("- answer: {fault: {status: 400, form: sse, code: invalid_request, message: Corrupted signature}}");

        assertThatThrownBy(() -> stream(ask("x").stream(true))).isInstanceOf(ApiException.class);
    }

    @Test
    void passesOnAnErrorInsideAStream() throws Exception {
        script("- answer: {deltas: [a, b], fault: {error: {after: 3, code: safety, message: Blocked}}}");

        List<InteractionSSEEvent> events = stream(ask("x").stream(true));

        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(ErrorEvent.class, error -> assertThat(
                        error.error().orElseThrow().code())
                .contains("safety"));
    }

    @Test
    void seesCallsThatWaitUnderAnotherStatus() throws Exception {
        script("- answer: {calls: [{name: f, id: c1, arguments: {a: 1}}], status: completed}");

        Interaction answer = create(ask("x"));

        assertThat(answer.status()).contains(InteractionStatus.COMPLETED);
        assertThat(answer.steps().orElseThrow()).last().isInstanceOf(FunctionCallStep.class);
    }

    @Test
    void aWrongKeyIsRefused() {
        try (Client wrong =
                Client.builder().apiKey("invalid").httpOptions(options()).build()) {
            assertThatThrownBy(() -> wrong.interactions.create(body(ask("x")))).isInstanceOf(ApiException.class);
        }
    }

    /** With credentials given explicitly the client keeps project and location in the path of a base URL of one's own. */
    @Test
    void worksOnTheEnterprisePath() throws Exception {
        Date later = Date.from(Instant.now().plus(Duration.ofHours(1)));
        GoogleCredentials token = GoogleCredentials.create(new AccessToken("a-token", later));
        try (Client enterprise = enterprise(token)) {
            Interaction answer = enterprise
                    .interactions
                    .create(body(ask("Hello enterprise")))
                    .interaction()
                    .orElseThrow();

            assertThat(text(answer)).contains("Hello enterprise");
            assertThat(lastCreate().path("path").asText())
                    .isEqualTo("/v1beta1/projects/my-project/locations/global/interactions");
            assertThat(lastCreate().at("/headers/authorization").asText()).isEqualTo("Bearer ***");
        }
    }

    /**
     * A limit of the client: with a base URL of one's own and neither project nor credentials it sends no credentials at
     * all. The emulator takes that where it is started without authentication.
     */
    @Test
    void worksWithoutCredentialsWhereNoneAreAskedFor() {
        try (GeminiEmulator open = GeminiEmulator.builder().noAuth().start();
                Client gateway = Client.builder()
                        .vertexAI(true)
                        .httpOptions(
                                HttpOptions.builder().baseUrl(open.baseUrl()).build())
                        .build()) {
            gateway.interactions.create(body(ask("Hello gateway")));

            assertThat(open.lastRequest().path()).isEqualTo("/v1beta1/interactions");
            assertThat(open.lastRequest().header("authorization")).isNull();
        }
    }

    @Test
    void worksWithAKeyOnTheEnterpriseHost() throws Exception {
        try (Client express = Client.builder()
                .vertexAI(true)
                .apiKey("test-key")
                .httpOptions(options())
                .build()) {
            express.interactions.create(body(ask("Hello express")));

            assertThat(lastCreate().path("path").asText()).isEqualTo("/v1beta1/interactions");
            assertThat(lastCreate().at("/headers/x-goog-api-key").asText()).isEqualTo("***");
        }
    }

    @Test
    void aServiceAccountGetsItsTokenFromTheEmulator() throws Exception {
        GoogleCredentials account = ServiceAccountCredentials.newBuilder()
                .setClientEmail("robot@my-project.iam.gserviceaccount.com")
                .setPrivateKey(
                        KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate())
                .setTokenServerUri(URI.create(runner.baseUrl() + "/_emulator/token"))
                .build()
                .createScoped("https://www.googleapis.com/auth/cloud-platform");
        try (Client enterprise = enterprise(account)) {
            enterprise.interactions.create(body(ask("Hello robot")));

            assertThat(lastCreate().at("/headers/authorization").asText()).startsWith("Bearer emulator-token-");
        }
    }

    private static Client enterprise(GoogleCredentials credentials) {
        return Client.builder()
                .vertexAI(true)
                .project("my-project")
                .location("global")
                .credentials(credentials)
                .httpOptions(options())
                .build();
    }

    private static CreateModelInteraction.Builder ask(String prompt) {
        return CreateModelInteraction.builder().model(MODEL).input(InteractionsInput.of(prompt));
    }

    private static CreateInteractionRequestBody body(CreateModelInteraction.Builder request) {
        return CreateInteractionRequestBody.of(request.build());
    }

    private static Interaction create(CreateModelInteraction.Builder request) throws Exception {
        return client.interactions.create(body(request)).interaction().orElseThrow();
    }

    private static Interaction get(String id) throws Exception {
        return client.interactions
                .get(new GetInteractionByIdRequest(id))
                .interaction()
                .orElseThrow();
    }

    private static List<InteractionSSEEvent> stream(CreateModelInteraction.Builder request) throws Exception {
        return events(client.interactions.create(body(request)).events());
    }

    private static List<InteractionSSEEvent> events(EventStream<InteractionSSEStreamEvent> stream) throws Exception {
        try (stream) {
            return stream.toList().stream()
                    .map(event -> event.data().orElseThrow())
                    .toList();
        }
    }

    private static String streamedText(List<InteractionSSEEvent> events) {
        StringBuilder text = new StringBuilder();
        for (InteractionSSEEvent event : events) {
            if (event instanceof StepDelta delta && delta.delta().orElseThrow() instanceof TextDelta piece) {
                text.append(piece.text().orElse(""));
            }
        }
        return text.toString();
    }

    private static String id(Interaction interaction) {
        return interaction.id().orElseThrow();
    }

    private static String text(Interaction interaction) {
        List<Step> steps = interaction.steps().orElseThrow();
        ModelOutputStep last = (ModelOutputStep) steps.get(steps.size() - 1);
        return ((TextContent) last.content().orElseThrow().get(0)).text().orElseThrow();
    }

    private static void script(String yaml) throws Exception {
        Api api = new Api(runner.baseUrl());
        api.send(api.request("/_emulator/script").POST(java.net.http.HttpRequest.BodyPublishers.ofString(yaml)));
    }

    private static JsonNode lastCreate() throws Exception {
        Api api = new Api(runner.baseUrl());
        JsonNode requests =
                Api.JSON.readTree(api.send(api.request("/_emulator/requests")).body());
        return requests.path(requests.size() - 1);
    }
}
