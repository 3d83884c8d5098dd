// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.internal.feature.background.PersistedHeaders;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Service;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.awaitility.core.ConditionTimeoutException;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.eventually;

/**
 * One endpoint at work on an emulator, in a Camel context of its own.
 */
final class Scene implements Cloneable {

    /** Stands for the id of the interaction that is there before. */
    static final String STORED = "STORED-ID";

    /** Stands for the emulator's address. */
    static final String EMULATOR = "EMULATOR-URL";

    /** Stands for a file with the key of a service account. */
    static final String ACCOUNT = "ACCOUNT-FILE";

    /** A function's name. */
    static final String FUNCTION = "lookup";

    /** No endpoint needs so many requests. */
    private static final int LOOKS = 8;

    private static final Pattern CHANGING =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z|(?<=id\":\")[a-z0-9]{8}(?=\")|(?<=route)\\d+"
                    + "|(?<=started )[-0-9a-f]+|(?<=[mM]illis[=:])\\d+|(?<=127.0.0.1:)\\d+");

    /** What a part that is read while functions run says of them. */
    private static final Pattern ROUNDS =
            Pattern.compile("(CamelGeminiInteractionsTool(?:Rounds|Trace)=)(?:\\d+|\\[[^]]*])");

    /** What kind of endpoint; it needs some options. */
    private final Place place;

    /** Options of the URI, over those; null for one that is left out. */
    private Map<String, @Nullable String> options = Map.of();

    /** Options of the component; null for one that is left out. */
    private Map<String, @Nullable String> component = Map.of();

    /** Headers of the message that is sent. */
    private Map<String, Object> headers = Map.of();

    /** Body of the message; {@link #STORED} stands for the id of the stored interaction. */
    private Object body;

    /** How often the message is sent, one after the other. */
    private int times = 1;

    /** How the interaction was created that is there before; null for an answer in words. */
    private @Nullable Rule stored;

    /** The emulator's, for what the endpoint sends. */
    private List<Rule> rules = List.of();

    /** How many of the first exchanges that are emitted fail; negative: those of functions do. */
    private int failing;

    /** What the consumer of the channel emits. */
    private String emit = "steps";

    /** Options of the function that is there. */
    private String function = "tags=t&parameter.word=string";

    /** Whether a consumer is watched until it has come to its end. */
    private boolean waiting = true;

    /** Whether the context stops in the midst of it. */
    private boolean stopping;

    private Scene(Place place) {
        this.place = place;
        this.body = place.isOfAStored() ? STORED : "Hi";
        if (!Place.TO_APPROVE.contains(place)) return;
        this.stored = onCreate().call("c1", FUNCTION, "{\"word\":\"a\"}");
        this.body = "{\"interaction_id\":\"" + STORED + "\",\"pending\":[{\"id\":\"c1\",\"name\":\"" + FUNCTION
                + "\",\"arguments\":{\"word\":\"a\"}}],\"decisions\":{\"c1\":\"approve\"}}";
    }

    static Scene at(Place place) {
        return new Scene(place);
    }

    private Scene but(Consumer<Scene> change) {
        try {
            Scene changed = (Scene) clone();
            change.accept(changed);
            return changed;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    private static <V extends @Nullable Object> Map<String, V> plus(Map<String, V> map, String name, V value) {
        Map<String, V> all = new LinkedHashMap<>(map);
        all.put(name, value);
        return all;
    }

    private List<@Nullable Object> parts() {
        return Arrays.asList(
                place, options, component, headers, body, times, stored, rules, failing, emit, function, waiting,
                stopping);
    }

    /** Whether the same is played. Texts do not tell that: a rule's leaves things out. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Scene scene && parts().equals(scene.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return parts().toString();
    }

    Place place() {
        return place;
    }

    Scene with(String option, @Nullable String value) {
        return but(scene -> scene.options = plus(options, option, value));
    }

    Scene component(String option, @Nullable String value) {
        return but(scene -> scene.component = plus(component, option, value));
    }

    Scene header(String name, Object value) {
        return but(scene -> scene.headers = plus(headers, name, value));
    }

    Scene body(Object other) {
        return but(scene -> scene.body = other);
    }

    Scene times(int count) {
        return but(scene -> scene.times = count);
    }

    Scene stored(Rule how) {
        return but(scene -> scene.stored = how);
    }

    /** How the emulator answers: where the interaction is there before, that was its answer, before the first of these. */
    Scene rules(Rule... answers) {
        return but(scene -> scene.rules = List.of(answers));
    }

    Scene failing(int exchanges) {
        return but(scene -> scene.failing = exchanges);
    }

    Scene emitted(String what) {
        return but(scene -> scene.emit = what);
    }

    Scene function(String other) {
        return but(scene -> scene.function = other);
    }

    Scene withoutWaiting() {
        return but(scene -> scene.waiting = false);
    }

    /** The context stops when something has been received, or an interaction has been looked at. */
    Scene stoppedInTheMidst() {
        return but(scene -> {
            scene.waiting = false;
            scene.stopping = true;
        });
    }

    /**
     * What came of a scene, in texts that are the same each time.
     *
     * @param sent requests
     * @param received exchanges, emitted and answered
     * @param failure what failed: at start, or on an exchange
     */
    record Seen(List<String> sent, List<String> received, String failure) {}

    String uri() {
        Map<String, @Nullable String> all = new LinkedHashMap<>(place.needed());
        all.putAll(options);
        String query = all.entrySet().stream()
                .filter(option -> option.getValue() != null)
                .map(option -> option.getKey() + "=" + quoted(option.getValue()))
                .collect(Collectors.joining("&"));
        return "gemini-interactions:" + place.operation() + (query.isEmpty() ? "" : "?" + query);
    }

    private static String quoted(@Nullable String value) {
        return value == null || value.matches("[A-Za-z0-9_#.,:/-]*") ? "" + value : "RAW(" + value + ")";
    }

    /**
     * Plays it.
     *
     * @param backstage where what is there before is made
     * @param account a file with the key of a service account
     */
    Seen play(Backstage backstage, Path account) {
        backstage.emulator().reset();
        try (Stage stage = new Stage(this, backstage, account)) {
            return stage.play();
        }
    }

    /** Makes the interactions that are there before: a Camel context for all scenes. */
    static final class Backstage implements AutoCloseable {

        private final GeminiEmulator emulator;
        private final DefaultCamelContext context;
        private final ProducerTemplate template;

        Backstage(GeminiEmulator emulator) {
            this.emulator = emulator;
            context = RouteKit.another(emulator);
            JdbcDataSource database = new JdbcDataSource();
            database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
            JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
            runs.setCreateTableIfNotExists(true);
            bindBeans(context.getRegistry(), runs);
            context.getRegistry().bind("state", new MemoryStateRepository());
            context.getRegistry().bind("handler", new LoggingExceptionHandler(context, Scene.class));
            context.start();
            template = context.createProducerTemplate();
        }

        GeminiEmulator emulator() {
            return emulator;
        }

        /** What the scene's endpoint says where it cannot start; empty where it can. */
        String refusal(Scene scene) {
            try (Endpoint endpoint = context.getEndpoint(scene.uri());
                    Service played = scene.place().isConsumer()
                            ? endpoint.createConsumer(exchange -> {})
                            : endpoint.createAsyncProducer()) {
                played.start();
                return "";
            } catch (Exception e) {
                return chain(e);
            }
        }

        /** The id of an interaction that has ended, unless its scene is about one that goes on. */
        private String store(Scene scene, JdbcRunRepository runs) throws Exception {
            Rule answer = scene.stored != null
                    ? scene.stored
                    : onCreate().thought("Easy.").deltas("Par", "is");
            boolean goesOn = scene.place() == Place.CANCEL || scene.stopping;
            emulator.script(goesOn ? answer.gateAfter(6, "closed") : answer);
            boolean kept = scene.place() == Place.FROM_AWAIT;
            Exchange created = template.send(
                    "gemini-interactions:create?failOnIncomplete=false&allowEmptyOutput=true&model=" + RouteKit.MODEL
                            + (kept || goesOn ? "&background=true" : ""),
                    exchange -> exchange.getMessage().setBody("Capital?"));
            if (created.getException() != null) throw created.getException();
            String id = created.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
            if (goesOn) emulator.gate("closed").awaitReached(Duration.ofMinutes(1));
            else eventually().until(() -> status(id).isTerminal());
            if (kept) {
                runs.start();
                runs.add(new OpenRun(
                        id,
                        null,
                        "of the creator",
                        PersistedHeaders.write(Map.of("mine", "of the creator")),
                        Instant.now(),
                        0,
                        0));
            }
            return id;
        }

        private InteractionStatus status(String id) {
            return template.requestBody("gemini-interactions:get?outputType=interaction", id, Interaction.class)
                    .status();
        }

        @Override
        public void close() {
            context.stop();
        }
    }

    /** What options refer to. */
    private static void bindBeans(Registry registry, JdbcRunRepository runs) {
        registry.bind("runs", runs);
        registry.bind("filter", new WithoutMine());
        registry.bind(
                "identity",
                GoogleCredentials.create(
                        new AccessToken("a-token", Date.from(Instant.now().plus(Duration.ofHours(1))))));
        registry.bind("tls", new SSLContextParameters());
    }

    private static final class WithoutMine extends GeminiInteractionsHeaderFilterStrategy {
        WithoutMine() {
            getInFilter().add("mine");
            getOutFilter().add("mine");
        }
    }

    private static String chain(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            all.append(cause.getClass().getSimpleName())
                    .append(": ")
                    .append(cause.getMessage())
                    .append('\n');
        return all.toString();
    }

    /** Where a scene is played, once. */
    private static final class Stage implements AutoCloseable {

        private final Scene scene;
        private final Backstage backstage;
        private final GeminiEmulator emulator;
        private final Path account;
        private final DefaultCamelContext context;
        private final JdbcDataSource database = new JdbcDataSource();
        private final JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
        // Any thread.
        private final Queue<String> received = new ConcurrentLinkedQueue<>();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicInteger routed = new AtomicInteger();
        // Keeps the database: it ends with its last connection, which may be the poller's.
        private @Nullable Connection first;
        private @Nullable String deleted;
        private int before;

        Stage(Scene scene, Backstage backstage, Path account) {
            this.scene = scene;
            this.backstage = backstage;
            this.emulator = backstage.emulator();
            this.account = account;
            database.setURL("jdbc:h2:mem:" + UUID.randomUUID());
            if (usesRuns()) first = connect();
            context = RouteKit.another(emulator);
            runs.setCreateTableIfNotExists(true);
            bindBeans(context.getRegistry(), runs);
            context.getRegistry().bind("state", new RecordingState());
            context.getRegistry().bind("handler", (ExceptionHandler) new Telling());
        }

        private String address(String text, String stored) {
            return text.replace(STORED, stored)
                    .replace(EMULATOR, emulator.baseUrl())
                    .replace(ACCOUNT, account.toString());
        }

        Seen play() {
            String stored = "none";
            try {
                if (scene.place().isOfAStored()) stored = deleted = backstage.store(scene, runs);
                for (Map.Entry<String, @Nullable String> option : scene.component.entrySet())
                    bind(RouteKit.component(context), option.getKey(), option.getValue(), stored);
                before = emulator.requests().size();
                emulator.script(Script.of(scene.rules.toArray(Rule[]::new)));
                routes(stored);
                context.start();
                act(stored);
            } catch (ConditionTimeoutException e) {
                throw e; // the scene does not come to its end
            } catch (Exception e) {
                failed("start", e);
            }
            if (scene.place() == Place.CREATE) received.addAll(keptRuns());
            context.stop(); // what was begun is sent before
            List<RecordedRequest> sent = emulator.requests();
            return new Seen(
                    sent.subList(before, sent.size()).stream()
                            .map(Stage::told)
                            .map(this::stable)
                            .filter(new Looks(scene.place())::isNew)
                            .limit(LOOKS)
                            .toList(),
                    received.stream().map(this::stable).sorted(this::inOrder).toList(),
                    failures.stream().map(this::stable).collect(Collectors.joining("\n")));
        }

        /** Parts of a body are read while functions run: only the order of the parts is always the same. */
        private int inOrder(String one, String other) {
            if (!scene.place().isIterated()) return 0;
            return Boolean.compare(one.startsWith("function "), other.startsWith("function "));
        }

        private void bind(GeminiInteractionsComponent component, String option, @Nullable String value, String stored) {
            if (value == null && option.equals("apiKey"))
                component.getConfiguration().setApiKey(null);
            else if (value == null && option.equals("baseUrl"))
                component.getConfiguration().setBaseUrl(null);
            else
                PropertyBindingSupport.build()
                        .withConfigurer(component.getComponentPropertyConfigurer())
                        .withRemoveParameters(false)
                        .bind(context, component, Map.of(option, (Object)
                                address(Objects.requireNonNull(value), stored)));
        }

        private void routes(String stored) throws Exception {
            String uri = address(scene.uri(), stored);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("gemini-interactions-tool:" + FUNCTION + "?" + scene.function)
                            .process(exchange -> routed("function", exchange))
                            .setBody(constant("found"));
                    if (scene.place().isConsumer())
                        from(uri)
                                .routeId("tested")
                                .errorHandler(defaultErrorHandler().logExhausted(false))
                                .onException(Exception.class)
                                .process(exchange -> failed(
                                        "routed", exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)))
                                .end()
                                .process(exchange -> routed("emitted", exchange));
                    else if (scene.place().isIterated())
                        from("direct:in")
                                .to(uri)
                                .split(body())
                                .streaming()
                                .process(exchange -> routed("part", exchange));
                    else from("direct:in").to(uri);
                    if (scene.place() == Place.FROM_STREAM)
                        from("direct:in").to("gemini-interactions:create?streaming=true&channel=answers&model=m");
                    else if (scene.place().hasChannel())
                        from("gemini-interactions:stream?channel=answers&emit=" + scene.emit)
                                .process(exchange -> routed("emitted", exchange));
                }
            });
        }

        private void act(String stored) throws Exception {
            if (scene.stopping) {
                stopInTheMidst(stored);
                return;
            }
            if (scene.place().isConsumer() && scene.place() != Place.FROM_STREAM) {
                if (scene.waiting) eventually().until(this::isDone);
                return;
            }
            try (ProducerTemplate template = context.createProducerTemplate()) {
                for (int sent = 0; sent < scene.times; sent++) {
                    Exchange answered = template.send("direct:in", exchange -> {
                        Object body = scene.body;
                        exchange.getMessage()
                                .setBody(body instanceof String text ? text.replace(STORED, stored) : body);
                        scene.headers.forEach((name, value) ->
                                exchange.getMessage().setHeader(name, value.equals(STORED) ? stored : value));
                    });
                    received.add("answered " + text(answered));
                    if (answered.getException() != null) failed("answered", answered.getException());
                }
            }
        }

        private void stopInTheMidst(String stored) throws Exception {
            CompletableFuture<Exchange> asked = scene.place().isConsumer()
                    ? CompletableFuture.completedFuture(null)
                    : context.createProducerTemplate().asyncSend("direct:in", exchange -> exchange.getMessage()
                            .setBody(address(String.valueOf(scene.body), stored)));
            int before = emulator.requests(Operation.GET).size();
            eventually()
                    .until(() -> !received.isEmpty()
                            || scene.place().isLookedAt()
                                    && emulator.requests(Operation.GET).size() > before);
            context.stop();
            asked.get(1, TimeUnit.MINUTES);
        }

        /** Whether the consumer has come to its end, or will not come any further. */
        private boolean isDone() {
            if (scene.place() == Place.FROM_AWAIT)
                return !failures.isEmpty()
                        || keptRuns().isEmpty()
                        || emulator.requests().size() > before + LOOKS;
            HealthCheckAware consumer =
                    (HealthCheckAware) context.getRoute("tested").getConsumer();
            HealthCheck.Result health = consumer.getHealthCheck().call();
            // A failure is in the state of health before the handler has it.
            if (health.getState() == HealthCheck.State.DOWN) return !failures.isEmpty() || !tellsFailures();
            return "ended".equals(health.getDetails().get("stream.state"));
        }

        private boolean tellsFailures() {
            return scene.uri().contains("bridgeErrorHandler=true")
                    || scene.uri().contains("exceptionHandler");
        }

        private boolean usesRuns() {
            return scene.uri().contains("#runs") || scene.component.containsValue("#runs");
        }

        /** The headers that are kept for each run. */
        private List<String> keptRuns() {
            List<String> kept = new ArrayList<>();
            if (!usesRuns()) return kept;
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet tables = statement.executeQuery(
                            "SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = 'CAMEL_GEMINI_INTERACTIONS_RUNS'")) {
                if (!tables.next()) return kept;
                try (ResultSet rows = statement.executeQuery("SELECT HEADERS FROM CAMEL_GEMINI_INTERACTIONS_RUNS")) {
                    while (rows.next()) kept.add("kept " + rows.getString(1));
                }
                return kept;
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        private void routed(String what, Exchange exchange) {
            received.add(what + " " + text(exchange));
            boolean fails = what.equals("function") ? scene.failing < 0 : routed.getAndIncrement() < scene.failing;
            if (fails) throw new IllegalStateException("the route failed");
        }

        private void failed(String where, Throwable failure) {
            failures.add(where + ": " + chain(failure));
        }

        private static String text(Exchange exchange) {
            Message message = exchange.getMessage();
            Object body = message.getBody();
            TreeMap<String, Object> properties = new TreeMap<>(exchange.getProperties());
            properties.keySet().removeIf(name -> !name.startsWith("CamelGemini") && !name.startsWith("CamelAi"));
            properties.replaceAll((name, value) -> text(value));
            TreeMap<String, Object> headers = new TreeMap<>(message.getHeaders());
            headers.replaceAll((name, value) -> text(value));
            return exchange.getPattern() + " "
                    + (body == null ? "none" : body.getClass().getSimpleName() + " " + text(body)) + "\n  headers "
                    + headers + "\n  properties " + properties;
        }

        private static String text(@Nullable Object value) {
            if (value instanceof byte[] bytes) return new String(bytes, StandardCharsets.ISO_8859_1);
            if (value instanceof java.util.Iterator) return "parts";
            return value instanceof Object[] many ? Arrays.toString(many) : String.valueOf(value);
        }

        private static String told(RecordedRequest request) {
            TreeMap<String, String> headers = new TreeMap<>(request.headers());
            headers.keySet().removeAll(List.of("host", "content-length"));
            if (request.operation() == Operation.TOKEN) return "a token, with " + headers.keySet();
            return request.method() + " " + request.path() + " " + new TreeMap<>(request.query()) + "\n  headers "
                    + headers + "\n  body " + request.body();
        }

        /** Without what is another each time: ids, names, times. */
        private String stable(String text) {
            List<String> ids = new ArrayList<>(emulator.interactionIds());
            if (deleted != null && !ids.contains(deleted)) ids.add(deleted);
            String stable = text;
            List<String> longestFirst = new ArrayList<>(ids); // one id may be the beginning of another
            longestFirst.sort(Comparator.comparingInt(String::length).reversed());
            for (String id : longestFirst) stable = stable.replace(id, "interaction-" + ids.indexOf(id));
            if (stable.startsWith("part ")) stable = ROUNDS.matcher(stable).replaceAll("$1~");
            return CHANGING.matcher(stable).replaceAll("~");
        }

        @Override
        public void close() {
            context.stop();
            if (first == null) return;
            try {
                first.close();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        private Connection connect() {
            try {
                return database.getConnection();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        /** How often a run is looked at is not the same each time. */
        private static final class Looks {

            private final Place place;
            private String last = "";

            Looks(Place place) {
                this.place = place;
            }

            boolean isNew(String request) {
                if (place == Place.CREATE && request.startsWith("GET")) return false;
                boolean again = place.isLookedAt() && request.startsWith("GET") && request.equals(last);
                last = request;
                return !again;
            }
        }

        /** Tells what is asked of it. */
        private final class RecordingState extends MemoryStateRepository {
            @Override
            public void setState(String key, String value) {
                super.setState(key, value);
                received.add("state " + key + " = " + value);
            }

            @Override
            public String getState(String key) {
                received.add("state " + key);
                return super.getState(key);
            }
        }

        private final class Telling implements ExceptionHandler {
            @Override
            public void handleException(Throwable exception) {
                failed("handler", exception);
            }

            @Override
            public void handleException(String message, Throwable exception) {
                failed("handler", exception);
            }

            @Override
            public void handleException(String message, @Nullable Exchange exchange, Throwable exception) {
                failed("handler", exception);
            }
        }
    }
}
