// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.Witness.Shown;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.camelgemini.emulator.script.Script.onCancel;
import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onDelete;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever fails, and wherever a secret came from: nobody finds it in a log, an exception, an exchange, an event, JMX, a URI,
 * a health check or the dump of a route that has a placeholder. And no prompt, answer or argument in messages of exceptions.
 */
class NoSecretTest extends GeminiEmulatorTestSupport {

    private static final String SECRET = "S3CRETofAKey7f3a";

    /** In a header of a user's own, whose name an emulator cannot know to be a credential's. */
    private static final String HEADER_SECRET = "S3CRETofAHeader9c1d";

    /** What a proxy gets of a user and a password. */
    private static final String PROXY_AUTHORIZATION =
            Base64.getEncoder().encodeToString(("me:" + HEADER_SECRET).getBytes(StandardCharsets.US_ASCII));

    // Of 16 characters or more: a shorter sequence is no quotation.
    private static final String PROMPT = "PROMPTSENTINEL5b20";
    private static final String ANSWER = "ANSWERSENTINEL71fe";
    private static final String ARGUMENT = "ARGUMENTSENTINEL";

    private static final String CREATE = "gemini-interactions:create?maxRetries=0&model=" + MODEL;

    /** A key that a placeholder stands for. */
    private static final String KEYED = "&apiKey=RAW({{gemini.key}})";

    @TempDir
    Path folder;

    private final Witness witness = new Witness();
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** What a case does. */
    private interface Act {
        void on(NoSecretTest stage) throws Exception;
    }

    private record Case(String name, Act act) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withEnableJMX().withAutoStartContext(false);
    }

    @BeforeEach
    void watch() {
        component().setEnvironment(Map.of());
        component().getConfiguration().setApiKey(null);
        context.getPropertiesComponent().addOverrideProperty("gemini.key", SECRET);
        context.getPropertiesComponent().addOverrideProperty("gateway.key", HEADER_SECRET);
        witness.watch(context);
    }

    @AfterEach
    void close() throws Exception {
        context.stop();
        witness.close();
        for (AutoCloseable one : opened) one.close();
    }

    // Where a secret comes from.

    private static final List<Case> SOURCES = List.of(
            new Case("apiKey of the component", stage -> {
                stage.component().getConfiguration().setApiKey(SECRET);
                stage.route(CREATE);
            }),
            new Case("apiKey of the component, with a placeholder", stage -> {
                stage.component()
                        .getConfiguration()
                        .setApiKey(stage.context.resolvePropertyPlaceholders("{{gemini.key}}"));
                stage.route(CREATE);
            }),
            new Case("apiKey in a placeholder", stage -> stage.route(CREATE + "&apiKey={{gemini.key}}")),
            new Case("apiKey in a raw placeholder", stage -> stage.route(CREATE + KEYED)),
            new Case("apiKey of the environment", stage -> {
                stage.component().setEnvironment(Map.of("GOOGLE_API_KEY", SECRET, "GEMINI_API_KEY", SECRET + "2"));
                stage.route(CREATE);
            }),
            new Case("apiKey of a system property", stage -> {
                System.setProperty("gemini.test.key", SECRET);
                stage.opened.add(() -> System.clearProperty("gemini.test.key"));
                stage.route(CREATE + "&apiKey={{sys:gemini.test.key}}");
            }),
            new Case(
                    "secretHeader in a placeholder",
                    stage -> stage.route(CREATE + KEYED + "&secretHeader.X-Gateway-Key=RAW({{gateway.key}})")),
            new Case("secretHeader of the component", stage -> {
                stage.component().getConfiguration().setSecretHeaders(Map.of("X-Gateway-Key", HEADER_SECRET));
                stage.route(CREATE + KEYED);
            }),
            new Case("secretHeader in a bean", stage -> {
                stage.context.getRegistry().bind("gatewayKey", HEADER_SECRET);
                stage.route(CREATE + KEYED + "&secretHeader.X-Gateway-Key=#gatewayKey");
            }),
            new Case(
                    "secretHeader in a resource",
                    stage -> stage.route(CREATE + KEYED + "&secretHeader.X-Gateway-Key=" + stage.file(HEADER_SECRET))),
            new Case(
                    "secretHeader that is the credential",
                    stage -> stage.route(CREATE + "&secretHeader.Authorization=RAW(Bearer {{gemini.key}})")),
            new Case("a token of a credentials bean", stage -> {
                stage.bindCredentials(SECRET);
                stage.route(CREATE + "&enterprise=true&projectId=p1&credentials=#identity");
            }),
            new Case("headers of mcpServers in a bean", stage -> {
                stage.context
                        .getRegistry()
                        .bind(
                                "servers",
                                Map.of("name", "m", "url", "https://m.example", "headers", Map.of("A", HEADER_SECRET)));
                stage.route(CREATE + KEYED + "&mcpServers=#servers");
            }));

    private static final List<Rule> FAILURES = List.of(
            onCreate().fault(Fault.status(400).withMessage("API key " + SECRET + PROMPT + " not valid")),
            onCreate().fault(Fault.status(401).withMessage(SECRET)),
            onCreate().fault(Fault.status(401).withMessage(SECRET)),
            onCreate().httpStatus(403),
            onCreate().httpStatus(429, Duration.ofSeconds(1)),
            onCreate().httpStatus(500),
            onCreate().body("[\"" + SECRET + ANSWER + "\"]"),
            onCreate().text(ANSWER).status("incomplete"),
            onCreate().text(ANSWER).error("safety", ANSWER + SECRET),
            onCreate().fault(Fault.cutBeforeHeaders()));

    static Stream<Case> sources() {
        return SOURCES.stream();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void isOfASecretThatTheServiceRefuses(Case source) throws Exception {
        source.act().on(this);
        emulator().script(FAILURES.toArray(Rule[]::new));

        for (int i = 0; i < FAILURES.size(); i++) call("direct:in");

        assertThat(witness.failures()).hasSizeGreaterThanOrEqualTo(FAILURES.size() - 1);
        assertNothingShows();
    }

    @Test
    void isOfATokenThatIsRefusedWithTheKeyInTheRefusal() throws Exception {
        EchoServer tokens = open(EchoServer.answering(
                400,
                "application/json",
                came -> "{\"error\":\"invalid_grant\",\"error_description\":\"" + came + "\"}"));
        String key = CredentialsTest.serviceAccountKey(emulator())
                .replace(emulator().tokenUrl(), tokens.url() + "/?was=" + SECRET);
        String end = key.substring(key.indexOf("-----END") - 42, key.indexOf("-----END") - 2);
        String keyed =
                "&enterprise=true&projectId=p1&serviceAccountKey=" + file(key.replace("\"k\"", "\"" + SECRET + "\""));
        route(CREATE + keyed);

        call("direct:in");

        assertThat(witness.failures())
                .hasAtLeastOneElementOfType(InteractionRequestException.class)
                .noneMatch(failure -> failure.toString().contains(end));
        assertNothingShows();
    }

    @Test
    void isOfAServiceAccountsKeyThatIsNone() throws Exception {
        route(CREATE + "&lazyStartProducer=true&enterprise=true&projectId=p1&serviceAccountKey="
                + file("{\"type\":\"service_account\",\"private_key\":\"" + SECRET + "\"}"));

        call("direct:in");

        assertThat(witness.failures()).isNotEmpty();
        assertNothingShows();
    }

    @Test
    void isOfAProxyThatRefusesThePassword() throws Exception {
        EchoServer proxy = open(EchoServer.answering(407, "text/html", came -> "<html>" + came + "</html>"));
        component().getConfiguration().setBaseUrl("http://service.example");
        route(CREATE + KEYED + "&allowInsecureBaseUrl=true&proxyHost=127.0.0.1&proxyPort=" + proxy.port()
                + "&proxyAuthUsername=me&proxyAuthPassword=RAW({{gateway.key}})");

        call("direct:in");

        assertThat(witness.failures()).isNotEmpty();
        assertNothingShows();
    }

    // Who is on the other side.

    @ParameterizedTest
    @MethodSource("sources")
    void isOfASecretThatSomebodyElseRepeats(Case source) throws Exception {
        EchoServer html =
                open(EchoServer.answering(502, "text/html", came -> "<html><body>" + came + "</body></html>"));
        EchoServer redirect = open(EchoServer.answering(302, "text/plain", came -> came));
        EchoServer json = open(EchoServer.answering(
                400, "application/json", came -> "{\"error\":{\"code\":\"bad\",\"message\":\"" + came + "\"}}"));
        EchoServer nonsense = open(EchoServer.answering(200, "application/json", came -> "{\"id\":" + came));
        component().getConfiguration().setBaseUrl(html.url());
        source.act().on(this);

        call("direct:in");
        for (String url : List.of(
                redirect.url(),
                json.url(),
                nonsense.url(),
                emulator().baseUrl().replace("http:", "https:"),
                "http://127.0.0.1:1",
                "https://no-such-host.invalid")) {
            context.removeRoute(stopped("in"));
            component().getConfiguration().setBaseUrl(url);
            // An endpoint keeps what it was made with.
            for (var endpoint : List.copyOf(context.getEndpoints())) context.removeEndpoint(endpoint);
            source.act().on(this);
            call("direct:in");
        }

        assertThat(witness.failures()).hasSizeGreaterThanOrEqualTo(7);
        assertNothingShows();
    }

    private String stopped(String route) throws Exception {
        context.getRouteController().stopRoute(route);
        return route;
    }

    // What is done with it.

    static Stream<Case> operations() {
        return Stream.of(
                new Case("get", stage -> stage.failing("get?interactionId=i1", onGet().httpStatus(403))),
                new Case(
                        "cancel",
                        stage -> stage.failing(
                                "cancel?interactionId=i1", onCancel().httpStatus(500))),
                new Case(
                        "delete",
                        stage -> stage.failing(
                                "delete?interactionId=i1", onDelete().httpStatus(401))),
                new Case(
                        "await",
                        stage -> stage.failing(
                                "await?interactionId=i1&pollInterval=1&maxPollInterval=1",
                                onGet().always().httpStatus(404))),
                new Case(
                        "background",
                        stage -> stage.failing(
                                "create?model=m&background=true&awaitCompletion=true&pollInterval=1",
                                onCreate().text(ANSWER).status("failed").error("safety", SECRET))),
                new Case(
                        "iterator",
                        stage -> stage.failing(
                                "create?model=m&streaming=true&store=false",
                                onCreate().deltas(ANSWER).fault(Fault.error(8, "bad", SECRET + ANSWER)))),
                new Case(
                        "iterator that is cut",
                        stage -> stage.failing(
                                "create?model=m&streaming=true&store=false",
                                onCreate().text(ANSWER).fault(Fault.cutInsideFrame(3, 20)))),
                new Case("resume", stage -> {
                    stage.channel();
                    stage.failing(
                            "resume?interactionId=i1&channel=c",
                            onGet().always().fault(Fault.status(404).withMessage(SECRET)));
                }),
                new Case("streaming", stage -> {
                    stage.channel();
                    stage.failing(
                            "create?model=m&streaming=true&channel=c&store=false",
                            onCreate().deltas(ANSWER, ANSWER).fault(Fault.bareArray(4, 500)));
                }),
                new Case("malformed events", stage -> {
                    stage.channel();
                    stage.failing(
                            "create?model=m&streaming=true&channel=c&store=false",
                            onCreate().text(ANSWER).fault(Fault.malformed(3)));
                }),
                new Case("a step's route that fails", stage -> {
                    RouteBuilder.addRoutes(stage.context, routes -> routes.from("gemini-interactions:stream?channel=c")
                            .throwException(new IllegalStateException("full")));
                    stage.failing(
                            "create?model=m&streaming=true&channel=c",
                            onCreate().text(ANSWER));
                }),
                new Case(
                        "an answer against its schema",
                        stage -> stage.failing(
                                "create?model=m&outputRepairAttempts=1&responseFormat=RAW({\"type\":\"object\",\"required\":[\"x\"],\"properties\":{\"x\":{\"type\":\"integer\"} } } )",
                                onCreate().always().text("{\"x\":\"" + ANSWER + "\"}"))),
                new Case(
                        "an answer that is no JSON",
                        stage -> stage.failing(
                                "create?model=m&outputType=object", onCreate().text("{" + ANSWER))),
                new Case("a function that throws", stage -> {
                    stage.function("string");
                    stage.failing(
                            "create?model=m&tags=t&toolExecutionErrorStrategy=failExchange",
                            onCreate().call("c1", "look", "{\"word\":\"" + ARGUMENT + "\"}"));
                }),
                new Case("a function with invalid arguments", stage -> {
                    stage.function("integer");
                    stage.failing(
                            "create?model=m&tags=t&toolExecutionErrorStrategy=failExchange",
                            onCreate().call("c1", "look", "{\"word\":\"" + ARGUMENT + "\"}"));
                }),
                new Case("a function that nobody has", stage -> {
                    stage.function("string");
                    stage.failing(
                            "create?model=m&tags=t",
                            onCreate().call("c1", "look" + ARGUMENT, "{\"word\":\"" + ARGUMENT + "\"}"));
                }),
                new Case("too many rounds", stage -> {
                    stage.function("string");
                    stage.failing(
                            "create?model=m&tags=t&maxToolIterations=1",
                            onCreate().always().call("c1", "look", "{\"word\":\"" + ARGUMENT + "\"}"));
                }),
                new Case("a conversation that is lost", stage -> {
                    stage.context.getRegistry().bind("conversations", new MemoryStateRepository());
                    stage.emulator().script(onCreate().text(ANSWER));
                    String conversation = "create?model=m&conversationId=c1&conversationRepository=#conversations";
                    stage.route("gemini-interactions:" + conversation + KEYED);
                    stage.call("direct:in");
                    stage.emulator().script(onCreate().fault(Fault.status(404).withMessage(SECRET)));
                    stage.call("direct:in");
                }),
                new Case("an idempotency key in doubt", stage -> {
                    stage.context.getRegistry().bind("keys", new MemoryStateRepository());
                    stage.emulator().script(onCreate().fault(Fault.cutBeforeHeaders()));
                    stage.route("gemini-interactions:create?model=m&maxRetries=0&idempotencyKey=k1"
                            + "&idempotencyRepository=#keys" + KEYED);
                    stage.call("direct:in");
                    stage.call("direct:in");
                }),
                new Case("a repository that fails", stage -> {
                    stage.context.getRegistry().bind("keys", new MemoryStateRepository() {
                        @Override
                        public String getState(String key) {
                            throw new IllegalStateException("database away");
                        }
                    });
                    stage.failing("create?model=m&idempotencyKey=k&idempotencyRepository=#keys");
                }),
                new Case("a body that cannot be mapped", stage -> {
                    stage.route(CREATE + KEYED);
                    stage.call("direct:in", new Object() {
                        @Override
                        public String toString() {
                            return PROMPT;
                        }
                    });
                }),
                new Case("a body that is too long", stage -> stage.failing("create?model=m&maxInlineSize=3")),
                new Case(
                        "no answer in time",
                        stage -> stage.failing(
                                "create?model=m&requestTimeout=200", onCreate().fault(Fault.stallBeforeHeaders()))),
                new Case("a header that is locked", stage -> {
                    stage.route(CREATE + "&allowedHeaders=none" + KEYED);
                    stage.witness.saw(stage.template.send("direct:in", exchange -> {
                        exchange.getMessage().setBody(PROMPT);
                        exchange.getMessage().setHeader(GeminiInteractionsConstants.SYSTEM_INSTRUCTION, PROMPT);
                    }));
                }),
                new Case("a create consumer that is refused", stage -> {
                    stage.emulator()
                            .script(onCreate().always().fault(Fault.status(400).withMessage(SECRET + PROMPT)));
                    stage.consume("create?model=m&input=#prompt");
                }),
                new Case("a create consumer whose run fails", stage -> {
                    stage.emulator()
                            .script(onCreate()
                                    .always()
                                    .text(ANSWER)
                                    .status("failed")
                                    .error("bad", SECRET));
                    stage.consume("create?model=m&bridgeErrorHandler=true&emit=steps&input=#prompt");
                }),
                new Case("a resume consumer without its run", stage -> stage.consume("resume?interactionId=gone")));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void isOfWhatFails(Case operation) throws Exception {
        operation.act().on(this);

        assertThat(witness.failures()).isNotEmpty();
        assertNothingShows();
    }

    // What is written wrong.

    static Stream<Case> mistakes() {
        return Stream.of(
                        "gemini-interactions:create?model=m&apiKye={{gemini.key}}",
                        "gemini-interactions:create?model=m&apiKye=RAW({{gemini.key}})",
                        "gemini-interactions:create?model=m&kye={{gemini.key}}&apiKey={{gemini.key}}",
                        "gemini-interactions:create?model=m&hdr.X-Gateway={{gateway.key}}",
                        "gemini-interactions:create?model=m&credentials={{gemini.key}}",
                        "gemini-interactions:create?model=m&enterprise=true&serviceAccountKey={{gemini.key}}",
                        "gemini-interactions:create?model=m&enterprise=true&serviceAccountKey=RAW({\"private_key\":\"{{gemini.key}}\"} )",
                        "gemini-interactions:create?model=m&secretHeaders={{gateway.key}}",
                        "gemini-interactions:create?model=m&secretHeader.X%20Y={{gateway.key}}",
                        "gemini-interactions:create?model=m&secretHeader.X-Y=RAW({{gateway.key}}\u00fc)",
                        "gemini-interactions:create?model=m&additionalHeader.X-Api-Key={{gateway.key}}",
                        "gemini-interactions:create?model=m&additionalHeader.Authorization=RAW(Bearer {{gateway.key}})",
                        "gemini-interactions:create?model=m&apiKey=RAW({{gemini.key}} {{gemini.key}})",
                        "gemini-interactions:create?model=m&apiKey=RAW({{gemini.key}}\u0007{{gemini.key}})",
                        "gemini-interactions:create?model=m&apiKey=RAW({{gemini.key}}\u20ac)",
                        "gemini-interactions:create?model=m&connectTimeout=soon&apiKey={{gemini.key}}",
                        "gemini-interactions:create?model=m&proxyHost=localhost&proxyAuthUsername=me&proxyAuthPassword={{gemini.key}}",
                        "gemini-interactions:create?model=m&proxyAuthUsername=me&proxyAuthPasword={{gemini.key}}",
                        "gemini-interactions:create?model=m&proxyAuthPassword=a&{{gemini.key}}",
                        "gemini-interactions:create?model=m&baseUrl=RAW(https://me:{{gemini.key}}@gate.example)",
                        "gemini-interactions:create?model=m&baseUrl=https://{{gemini.key}}@gate.example",
                        "gemini-interactions:create?model=m&baseUrl=RAW(https://gate.example/?key={{gemini.key}})",
                        "gemini-interactions:create?model=m&baseUrl=RAW(https://gate.example#{{gemini.key}})",
                        "gemini-interactions:create?model=m&baseUrl=RAW(https://{{gemini.key}} x)",
                        "gemini-interactions:create?model=m&mcpServers=RAW({\"name\":\"m\",\"headers\":{\"A\":\"{{gemini.key}}\"} })",
                        "gemini-interactions:create?model=m&mcpServers=RAW({\"headers\": {{gemini.key}})",
                        "gemini-interactions:create?model=m&tools=RAW([{\"type\":\"mcp_server\",\"headers\": {{gemini.key}}])",
                        "gemini-interactions:crate?apiKey={{gemini.key}}",
                        "gemini-interactions:stream?model=m&apiKey={{gemini.key}}",
                        "gemini-interactions:create?model=m&enterprise=true&projectId=p&apiKey={{gemini.key}}",
                        "gemini-interactions-tool:f?tags=t&descriptoin={{gemini.key}}&apiKye={{gemini.key}}")
                .flatMap(uri -> Stream.of(
                        new Case("in a route: " + uri, stage -> stage.mistaken(uri)),
                        new Case("in a message: " + uri, stage -> {
                            stage.context.start();
                            stage.trySending(stage.context.resolvePropertyPlaceholders(uri));
                        })));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isOfWhatIsWrittenWrong(Case mistake) throws Exception {
        component().getConfiguration().setApiKey(mistake.name().contains("apiKey=") ? null : SECRET);
        if (mistake.name().contains("enterprise") || mistake.name().contains("credentials"))
            component().getConfiguration().setApiKey(null);
        if (mistake.name().contains("baseUrl")) component().getConfiguration().setBaseUrl(null);

        mistake.act().on(this);

        assertThat(witness.failures()).isNotEmpty();
        assertNothingShows();
    }

    // What a case is made of.

    private GeminiInteractionsComponent component() {
        return RouteKit.component(context);
    }

    private void start(LambdaRouteBuilder routes) throws Exception {
        RouteBuilder.addRoutes(context, routes);
        context.start();
    }

    private void route(String uri) throws Exception {
        start(routes -> routes.from("direct:in").routeId("in").to(uri));
    }

    /** An operation with a key behind a placeholder, against rules; what it yields is read to its end. */
    private void failing(String operation, Rule... rules) throws Exception {
        emulator().script(rules);
        start(routes -> routes.from("direct:in")
                .routeId("in")
                .to("gemini-interactions:" + operation + KEYED)
                .choice()
                .when(routes.body().isInstanceOf(java.util.Iterator.class))
                .split(routes.body())
                .streaming()
                .stopOnException()
                .to("log:steps?level=TRACE"));
        call("direct:in");
    }

    private void consume(String operation) throws Exception {
        context.getRegistry().bind("prompt", PROMPT);
        start(routes -> routes.from("gemini-interactions:" + operation + "&maxRetries=0" + KEYED)
                .routeId("in")
                .to("log:steps?level=TRACE"));
        HealthCheckAware consumer =
                (HealthCheckAware) context.getRoutes().get(0).getConsumer();
        eventually()
                .until(() -> !witness.failures().isEmpty()
                        || consumer.getHealthCheck().call().getError().isPresent());
        consumer.getHealthCheck().call().getError().ifPresent(witness::saw);
    }

    private void channel() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions:stream?channel=c")
                .to("log:steps?level=TRACE"));
    }

    private void function(String type) throws Exception {
        RouteBuilder.addRoutes(
                context, routes -> routes.from("gemini-interactions-tool:look?tags=t&parameter.word=" + type)
                        .throwException(new IllegalStateException("away")));
    }

    private void mistaken(String uri) {
        try {
            if (uri.startsWith("gemini-interactions-tool"))
                start(routes -> routes.from(uri).to("log:x"));
            else start(routes -> routes.from("direct:in").routeId("in").to(uri));
        } catch (Exception e) {
            witness.saw(e);
            return;
        }
        call("direct:in");
    }

    private void trySending(String uri) {
        try {
            call(uri);
        } catch (RuntimeException e) {
            witness.saw(e);
        }
    }

    private void call(String uri) {
        call(uri, PROMPT);
    }

    private void call(String uri, Object body) {
        witness.saw(fluentTemplate.to(uri).withBody(body).send());
    }

    private String file(String content) throws Exception {
        return "file:" + Files.writeString(folder.resolve("secret"), content);
    }

    private void bindCredentials(String token) {
        context.getRegistry()
                .bind(
                        "identity",
                        GoogleCredentials.create(
                                new AccessToken(token, Date.from(Instant.now().plus(Duration.ofHours(1))))));
    }

    private <T extends AutoCloseable> T open(T one) {
        opened.add(one);
        return one;
    }

    private void assertNothingShows() throws Exception {
        List<Shown> all = new ArrayList<>();
        all.addAll(witness.exceptions());
        all.addAll(witness.exchanges());
        all.addAll(Witness.context(context));
        all.addAll(Witness.jmx(context));
        all.addAll(Witness.dumps(context));
        Shown requests = Witness.requests(emulator().baseUrl());
        context.stop();
        all.addAll(witness.events());
        all.addAll(witness.log(Level.TRACE));
        assertThat(all).extracting(Shown::where).anyMatch(where -> where.startsWith("log"));
        assertThat(all)
                .filteredOn(shown ->
                        Stream.of(SECRET, HEADER_SECRET, PROXY_AUTHORIZATION).anyMatch(shown.text()::contains))
                .isEmpty();
        assertThat(requests.text()).doesNotContain(SECRET);

        List<Shown> plain = new ArrayList<>(witness.exceptions());
        plain.addAll(witness.log(Level.DEBUG));
        assertThat(plain)
                .filteredOn(shown -> Stream.of(PROMPT, ANSWER, ARGUMENT).anyMatch(shown.text()::contains))
                .isEmpty();
    }
}
