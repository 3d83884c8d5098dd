// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import org.jspecify.annotations.Nullable;

import static io.github.camelgemini.emulator.script.Script.on;
import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.emulator.script.Script.onGet;
import static io.github.camelgemini.interactions.Place.*;

/** What each option changes, and at which kind of endpoint. Whoever adds an option, or lets another endpoint use it, adds a line. */
final class OptionProofs {

    private static final String SCHEMA = "{\"type\":\"object\",\"required\":[\"city\"]}";
    private static final Rule CALL = onCreate().call("c1", Scene.FUNCTION, "{\"word\":\"a\"}");
    private static final Rule ANSWER = onCreate().text("An answer");
    private static final Rule CITY = onCreate().text("{\"city\":\"Bonn\"}");
    private static final Rule NO_CITY = onCreate().text("{\"town\":\"Bonn\"}");
    private static final Rule INVOICE = onCreate().text("{\"supplier\":\"ACME\",\"amount\":1.50,\"lines\":[]}");
    private static final Rule CANCELLED = on(Operation.CANCEL)
            .body("{\"id\":\"v1_x\",\"status\":\"cancelled\",\"steps\":[{\"type\":\"model_output\",\"content\":"
                    + "[{\"type\":\"text\",\"text\":\"{\\\"supplier\\\":\\\"ACME\\\"}\"}]}]}");
    private static final Rule CUT_SHORT = onCreate().text("An ans").status("incomplete");
    private static final Rule NOTHING = onCreate().steps("[]");

    /** How an option shows. */
    sealed interface Effect {
        /** Other requests leave. */
        record Sent() implements Effect {}

        /** Other exchanges arrive, or another answer. */
        record Received() implements Effect {}

        /** What would be silent for long sends another request. */
        record Goes() implements Effect {}

        /** What would go on for long ends with a failure that says this. */
        record Ends(String words) implements Effect {}

        /**
         * A test of its own, which says the option's name.
         *
         * @param test class and method, as {@code Class#method}
         */
        record Elsewhere(String test) implements Effect {}
    }

    /**
     * @param option as in the catalog
     * @param name as in a URI, where an option may have many
     * @param places where the option is for what is proved
     * @param played of these, where it is proved: not at all, where all have the same code before them
     * @param scene what the endpoint does with the option, and without it
     */
    record Proof(
            String option,
            String name,
            String value,
            Set<Place> places,
            Set<Place> played,
            Effect effect,
            UnaryOperator<Scene> scene) {

        Proof in(UnaryOperator<Scene> more) {
            return new Proof(option, name, value, places, played, effect, before -> more.apply(scene.apply(before)));
        }

        Proof playedAt(Set<Place> some) {
            Set<Place> both = EnumSet.copyOf(places);
            both.retainAll(some);
            return new Proof(option, name, value, places, both, effect, scene);
        }

        Scene without(Place place) {
            return scene.apply(Scene.at(place));
        }

        Scene with(Place place) {
            return without(place).with(name, value);
        }
    }

    private OptionProofs() {}

    private static Proof proof(Effect effect, String name, String value, Collection<Place> places) {
        Set<Place> all = places.isEmpty() ? Set.of() : EnumSet.copyOf(places);
        return new Proof(
                GeminiInteractionsConfiguration.PrefixedOption.optionOf(name),
                name,
                value,
                all,
                all,
                effect,
                scene -> scene);
    }

    private static Proof sent(String name, String value, Collection<Place> places) {
        return proof(new Effect.Sent(), name, value, places);
    }

    private static Proof received(String name, String value, Collection<Place> places) {
        return proof(new Effect.Received(), name, value, places);
    }

    private static Proof ends(String name, String value, Collection<Place> places, String words) {
        return proof(new Effect.Ends(words), name, value, places);
    }

    private static Proof elsewhere(String name, Collection<Place> places, String test) {
        return proof(new Effect.Elsewhere(test), name, "", places);
    }

    private static Set<Place> not(Collection<Place> all, Place... these) {
        Set<Place> rest = EnumSet.copyOf(all);
        rest.removeAll(List.of(these));
        return rest;
    }

    private static <T> List<T> both(Collection<? extends T> some, Collection<? extends T> others) {
        return Stream.<T>concat(some.stream(), others.stream()).toList();
    }

    /** Of endpoints. */
    static List<Proof> all() {
        return Stream.of(
                        requests(),
                        connections().stream()
                                .map(proof -> proof.playedAt(CONNECTED))
                                .toList(),
                        streams(),
                        emissions(),
                        answers(),
                        conversations(),
                        waits(),
                        payingOnce(),
                        functions(),
                        cancels(),
                        ofCamel())
                .flatMap(List::stream)
                .map(OptionProofs::atApprovalToo)
                .toList();
    }

    /** What an approval does not take: its round says what is continued, and its answer is the whole one. */
    private static final Set<String> NOT_AT_APPROVAL = Set.of(
            "input",
            "prompt",
            "previousInteractionId",
            "continuationToken",
            "store",
            "background",
            "awaitCompletion",
            "runRepository",
            "onConversationLost",
            "ignoreResponseBody");

    /** What an approval reads by itself; the rest is the same code as in a create. */
    private static final Set<String> PLAYED_AT_APPROVAL = Set.of(
            "model",
            "agent",
            "systemInstruction",
            "tools",
            "generationConfig",
            "generationConfigFields",
            "agentConfig",
            "agentConfigFields",
            "builtinTools",
            "mcpServers",
            "environment",
            "serviceTier",
            "responseModalities",
            "safetySettings",
            "labels",
            "webhookConfig",
            "additionalBodyProperties",
            "responseFormat",
            "outputClass",
            "maxInlineSize",
            "allowedHeaders",
            "outputType",
            "storeFullResponse",
            "emit",
            "stepTypes");

    private static Proof atApprovalToo(Proof proof) {
        if (NOT_AT_APPROVAL.contains(proof.option())) return proof;
        Set<Place> places = approving(proof.places());
        Set<Place> played = PLAYED_AT_APPROVAL.contains(proof.option()) ? approving(proof.played()) : proof.played();
        return new Proof(proof.option(), proof.name(), proof.value(), places, played, proof.effect(), proof.scene());
    }

    private static Set<Place> approving(Set<Place> creating) {
        Set<Place> all = EnumSet.noneOf(Place.class);
        all.addAll(creating);
        if (creating.contains(CREATE)) all.add(APPROVE);
        if (creating.contains(CREATE_TO_CHANNEL)) all.add(APPROVE_TO_CHANNEL);
        if (creating.contains(CREATE_AS_BODY)) all.add(APPROVE_AS_BODY);
        return all;
    }

    /** Of the component alone. */
    static List<Proof> ofTheComponent() {
        String pools = "ThreadsTest#aFullPoolFailsAtOnceAndNamesItsOption";
        String connections = "TransportOptionsTest#theComponentsOwnOptionsAreThoseOfItsConnections";
        return Stream.of(
                        elsewhere(
                                "deliveryThreads",
                                NOWHERE,
                                "ThreadsTest#asManyStepsBlockAtOnceAsThereAreDeliveryThreads"),
                        elsewhere("maxConnections", NOWHERE, pools),
                        elsewhere(
                                "maxStreams",
                                NOWHERE,
                                "LeakTest#aStreamThatIsStoppedBeforeItHasBegunGivesItsConnectionBack"),
                        elsewhere(
                                "requestsPerMinute",
                                NOWHERE,
                                "TransportOptionsTest#whatLeavesInAMinuteIsLimitedForTheWholeComponent"),
                        elsewhere(
                                "approvalKey",
                                NOWHERE,
                                "ParkedRoundTest#aRoundThatWasWrittenWithoutAKeyIsRefusedWithOne"),
                        elsewhere("bufferSize", NOWHERE, connections),
                        elsewhere("httpVersion", NOWHERE, connections),
                        elsewhere("useGlobalSslContextParameters", NOWHERE, connections),
                        elsewhere(
                                "httpComponent",
                                NOWHERE,
                                "HttpComponentTest#aServerOfTheCompanysOwnAuthorityIsTrustedAsByHttp"))
                .toList();
    }

    private static final Set<Place> NOWHERE = EnumSet.noneOf(Place.class);

    /** Every way to make calls of settings. */
    private static final Set<Place> CONNECTED = EnumSet.of(CREATE, CREATE_AS_BODY, GET, FROM_RESUME, FROM_AWAIT);

    private static final Set<Place> BY_ID = EnumSet.of(GET, AWAIT, RESUME_TO_CHANNEL, RESUME_AS_BODY, CANCEL, DELETE);

    private static List<Proof> requests() {
        UnaryOperator<Scene> agent = scene -> scene.with("model", null).with("agent", "my-agent");
        return List.of(
                sent("model", "gemini-3-pro-preview", ANY_CREATE),
                sent("agent", "my-agent", ANY_CREATE).in(scene -> scene.with("model", null)),
                sent("input", "Something else", ANY_CREATE),
                sent("prompt", "Say it", TO_CREATE),
                sent("systemInstruction", "Briefly", ANY_CREATE),
                sent("tools", "{\"type\":\"url_context\"}", ANY_CREATE),
                sent("generationConfig", "{\"seed\":1}", ANY_CREATE),
                sent("generationConfig.seed", "1", ANY_CREATE),
                sent("agentConfig", "{\"type\":\"deep-research\"}", ANY_CREATE).in(agent),
                sent("agentConfig.type", "deep-research", ANY_CREATE).in(agent),
                sent("builtinTools", "google_search", ANY_CREATE),
                sent("mcpServers", "{\"name\":\"m\",\"url\":\"https://m.example\"}", ANY_CREATE),
                sent("environment", "remote", ANY_CREATE),
                sent("serviceTier", "flex", ANY_CREATE),
                sent("responseModalities", "text", ANY_CREATE),
                sent("safetySettings", "{\"type\":\"jailbreak\",\"threshold\":\"off\"}", ANY_CREATE),
                sent("labels", "{\"team\":\"a\"}", ANY_CREATE),
                sent("webhookConfig", "{\"uris\":[\"https://a.example\"]}", ANY_CREATE),
                sent("additionalBodyProperty.extra", "1", ANY_CREATE),
                sent("responseFormat", SCHEMA, ANY_CREATE),
                sent("outputClass", OutputTest.Invoice.class.getName(), ANY_CREATE),
                sent("previousInteractionId", "v1_before", ANY_CREATE),
                sent("continuationToken", "t", ANY_CREATE).in(scene -> scene.rules(ANSWER)),
                sent("continuation", "fail", ANY_CREATE).in(scene -> scene.rules(continued("t1"))),
                sent("maxContinuations", "1", ANY_CREATE).in(scene -> scene.rules(continued("t1", "t2"))),
                sent("store", "false", ANY_CREATE),
                sent("background", "true", ANY_CREATE),
                ends("maxInlineSize", "1", TO_CREATE, "maxInlineSize").in(scene -> scene.body(new byte[] {1, 2, 3})),
                ends("allowedHeaders", "none", TO_CREATE, "allowedHeaders")
                        .in(scene -> scene.header(GeminiInteractionsConstants.MODEL, "gemini-3-pro-preview")),
                ends("allowedHeaders", "none", BY_ID, "allowedHeaders")
                        .in(scene -> scene.header(GeminiInteractionsConstants.INTERACTION_ID, Scene.STORED)),
                received("interactionId", Scene.STORED, BY_ID).in(scene -> scene.body("v1_another")),
                received("interactionId", "v1_another", List.of(FROM_RESUME)));
    }

    private static List<Proof> connections() {
        UnaryOperator<Scene> keyless = scene -> scene.component("apiKey", null).with("maxRetries", "0");
        UnaryOperator<Scene> enterprise = scene -> keyless.apply(scene).with("enterprise", "true");
        UnaryOperator<Scene> project = scene -> enterprise.apply(scene).with("projectId", "p");
        return List.of(
                sent("apiKey", "a-key", CALLING).in(keyless),
                sent("enterprise", "true", CALLING),
                sent("projectId", "p", CALLING).in(enterprise),
                sent("location", "us", CALLING).in(project),
                sent("credentials", "#identity", CALLING).in(project),
                sent("serviceAccountKey", "file:" + Scene.ACCOUNT, CALLING).in(project),
                sent("quotaProjectId", "q", CALLING).in(project).in(scene -> scene.with("credentials", "#identity")),
                sent("baseUrl", Scene.EMULATOR + "/v1", CALLING),
                sent("apiVersion", "v1", CALLING),
                sent("apiRevision", "2026-01-01", CALLING),
                received("allowInsecureBaseUrl", "true", CALLING)
                        .in(scene -> started(scene.with("baseUrl", "http://gate.invalid"))),
                sent("additionalHeader.X-Mine", "1", CALLING),
                sent("secretHeader.X-Mine", "1", CALLING),
                sent("maxRetries", "0", not(CALLING, AWAIT, FROM_AWAIT))
                        .in(scene -> scene.rules(on(operation(scene.place()))
                                .httpStatus(429, Duration.ZERO)
                                .times(2))),
                ends("maxRetries", "0", List.of(AWAIT), "awaitTimeout").in(scene -> scene.with("pollInterval", "1h")
                        .with("maxPollInterval", "1h")
                        .with("awaitTimeout", "50")
                        .rules(onGet().httpStatus(429, Duration.ZERO))),
                elsewhere("maxRetryAfter", CALLING, "RetryAfterTest#theLimitIsTheEndpointsOwn"),
                received("obeyRetryAfter", "true", both(TO_CREATE, BY_ID)).in(scene -> scene.with("maxRetries", "0")
                        .rules(on(operation(scene.place()))
                                .httpStatus(429, Duration.ofSeconds(7))
                                .times(9))),
                elsewhere("maxRetries", List.of(FROM_AWAIT), "AwaitConsumerTest#aServiceThatRefusesOrIsAwayLosesNoRun"),
                ends("requestTimeout", "50", List.of(CREATE, GET, CANCEL, DELETE), "requestTimeout")
                        .in(scene -> scene.with("maxRetries", "0")
                                .rules(on(operation(scene.place())).fault(Fault.stallBeforeHeaders()))),
                ends("maxResponseSize", "1", not(CALLING, FROM_AWAIT), "maxResponseSize"),
                elsewhere(
                        "maxResponseSize",
                        List.of(FROM_AWAIT),
                        "AwaitConsumerTest#aRunWhoseAnswerIsTooLargeReachesItToo"),
                elsewhere(
                        "requestTimeout",
                        List.of(AWAIT, FROM_AWAIT),
                        "AwaitTest#aLookThatIsNeverAnsweredEndsWithItsOwnTimeout"),
                elsewhere(
                        "requestTimeout",
                        STREAMED,
                        "ResumeTest#aReadOfTheStoredRunThatIsNeverAnsweredEndsWithItsOwnTimeout"),
                elsewhere(
                        "connectTimeout",
                        CALLING,
                        "internal.client.transport.http.LimitsTest#aHostThatDoesNotAcceptFailsWithinConnectTimeout"),
                elsewhere(
                        "sslContextParameters",
                        CALLING,
                        "SharedClientTest#endpointsWithTheSameTlsSettingsShareTheirThreads"),
                received("proxyPort", "1", CALLING).in(scene -> started(scene.with("proxyHost", "127.0.0.1"))),
                received("proxyHost", "127.0.0.1", CALLING).in(scene -> started(scene.with("proxyPort", "1"))),
                elsewhere(
                        "proxyAuthUsername", CALLING, "TransportOptionsTest#aRouteGoesThroughAProxyThatWantsAPassword"),
                elsewhere(
                        "proxyAuthPassword",
                        CALLING,
                        "TransportOptionsTest#aRouteGoesThroughAProxyThatWantsAPassword"));
    }

    /** Where nothing can be reached, whoever waits for a run goes on for long. */
    private static Scene started(Scene scene) {
        Scene once = scene.with("maxRetries", "0");
        if (scene.place() == AWAIT) return once.with("awaitTimeout", "50");
        return scene.place() == FROM_AWAIT ? once.withoutWaiting() : once;
    }

    private static Operation operation(Place place) {
        return switch (place.operation()) {
            case "create", "approve" -> Operation.CREATE;
            case "cancel" -> Operation.CANCEL;
            case "delete" -> Operation.DELETE;
            default -> Operation.GET;
        };
    }

    private static final List<Place> STREAMED = both(TO_STREAM, FROM_RUN);

    private static List<Proof> streams() {
        return List.of(
                proof(new Effect.Goes(), "streamingReadTimeout", "50", STREAMED)
                        .in(scene -> scene.rules(on(operation(scene.place())).stallAfter(3))),
                ends("streamTimeout", "50", STREAMED, "streamTimeout")
                        .in(scene -> scene.rules(on(operation(scene.place())).stallAfter(3))),
                ends("maxEventSize", "64", List.of(CREATE_TO_CHANNEL, CREATE_AS_BODY, FROM_CREATE), "maxEventSize"),
                sent("maxEventSize", "64", List.of(RESUME_TO_CHANNEL, RESUME_AS_BODY, FROM_RESUME))
                        .in(scene -> scene.with("maxResumeAttempts", "0")),
                elsewhere("maxResumeAttempts", FROM_RUN, "RunHealthTest#resumingWithoutAnythingNewIsStalled"),
                sent("maxResumeAttempts", "0", TO_STREAM)
                        .in(OptionProofs::inTheBackground)
                        .in(scene -> scene.with("maxResumeAttempts", "1")
                                .rules(
                                        on(operation(scene.place())).cutAfter(3),
                                        onGet().cutAfter(3).times(2))),
                received("channel", "another", List.of(CREATE_TO_CHANNEL, RESUME_TO_CHANNEL))
                        .in(scene -> scene.with("channelTimeout", "50")),
                received("channel", "another", AS_BODY).in(scene -> scene.component("channelTimeout", "50")),
                received("channel", "another", List.of(FROM_STREAM))
                        .in(scene -> scene.component("channelTimeout", "50")),
                ends("channelTimeout", "50", List.of(CREATE_TO_CHANNEL, RESUME_TO_CHANNEL), "channelTimeout")
                        .in(scene -> scene.with("channel", "another")),
                received("cursorRepository", "#state", both(FROM_RUN, List.of(CREATE_TO_CHANNEL, RESUME_TO_CHANNEL))),
                received("cursorInterval", "0", FROM_RUN).in(scene -> scene.with("cursorRepository", "#state")
                        .with("emit", "deltas")
                        .with("cursorInterval", "1h")),
                received("cursorInterval", "0", List.of(CREATE_TO_CHANNEL, RESUME_TO_CHANNEL))
                        .in(scene -> scene.with("cursorRepository", "#state")
                                .emitted("deltas")
                                .with("cursorInterval", "1h")),
                received("runKey", "a-key-of-mine", List.of(FROM_CREATE))
                        .in(scene -> scene.with("cursorRepository", "#state")),
                elsewhere("restartDelay", FROM_RUN, "RunConsumerTest#afterAFailureTheRouteGoesOnAtThatVeryStep"),
                elsewhere(
                        "restartDelay",
                        List.of(FROM_AWAIT),
                        "AwaitConsumerTest#anEndThatCouldNotBeRoutedIsEmittedAgain"),
                elsewhere(
                        "captureMessageContent",
                        both(
                                STREAMED,
                                List.of(CREATE, APPROVE, APPROVE_TO_CHANNEL, APPROVE_AS_BODY, AWAIT, FROM_AWAIT)),
                        "TracesTest#contentIsInSpansOnRequestOnly"),
                elsewhere(
                        "progressInterval",
                        both(STREAMED, List.of(CREATE, APPROVE, APPROVE_TO_CHANNEL, APPROVE_AS_BODY, AWAIT)),
                        "ProgressLogTest#oneThatLastsIsLoggedAgainAndAgainUntilItEnds"),
                elsewhere("progressInterval", List.of(FROM_AWAIT), "ProgressLogTest#theRunsOfARepositoryHaveOneLine"));
    }

    private static final List<Place> EMITTING = both(FROM_RUN, both(AS_BODY, List.of(FROM_STREAM)));

    private static List<Proof> emissions() {
        return List.of(
                received("emit", "events", EMITTING),
                received("stepTypes", "model_output", EMITTING),
                received("onStepFailure", "skip", both(FROM_RUN, List.of(FROM_STREAM)))
                        .in(scene -> scene.failing(1)),
                received("copyHeaders", "false", both(AS_BODY, List.of(FROM_STREAM, FROM_AWAIT)))
                        .in(scene -> scene.header("mine", "of the sender")),
                received("headerFilterStrategy", "#filter", both(AS_BODY, List.of(FROM_STREAM, FROM_AWAIT)))
                        .in(scene -> scene.header("mine", "of the sender")));
    }

    private static List<Proof> answers() {
        List<Place> answering = both(TO_CREATE, List.of(GET, AWAIT, CANCEL, RESUME_TO_CHANNEL, RESUME_AS_BODY));
        UnaryOperator<Scene> invoice = scene -> answer(scene, INVOICE).with("outputType", "object");
        return List.of(
                received("outputType", "json", both(answering, both(FROM_RUN, List.of(FROM_AWAIT, FROM_STREAM)))),
                received(
                                "outputClass",
                                OutputTest.Invoice.class.getName(),
                                List.of(GET, AWAIT, RESUME_TO_CHANNEL, RESUME_AS_BODY, FROM_AWAIT))
                        .in(invoice),
                received("outputClass", OutputTest.Invoice.class.getName(), List.of(CANCEL))
                        .in(scene -> scene.with("outputType", "object").rules(CANCELLED)),
                received("outputClass", OutputTest.Invoice.class.getName(), List.of(FROM_RESUME, FROM_STREAM))
                        .in(scene -> invoice.apply(scene).with("emit", "completed")),
                received("storeFullResponse", "true", answering),
                received("ignoreResponseBody", "true", List.of(CREATE_TO_CHANNEL, RESUME_TO_CHANNEL)),
                received("streaming", "true", List.of(CREATE)),
                received("streaming", "false", List.of(CREATE_AS_BODY)),
                ends("streaming", "false", List.of(CREATE_TO_CHANNEL), "channel"),
                received("validateOutput", "false", TO_CREATE)
                        .in(scene -> scene.with("responseFormat", SCHEMA).rules(NO_CITY)),
                received(
                                "allowEmptyOutput",
                                "true",
                                both(FROM_RUN, both(TO_CREATE, List.of(AWAIT, RESUME_TO_CHANNEL, RESUME_AS_BODY))))
                        .in(scene -> answer(
                                FROM_RUN.contains(scene.place()) ? scene.with("emit", "completed") : scene, NOTHING)),
                received(
                                "failOnIncomplete",
                                "false",
                                both(FROM_RUN, both(TO_CREATE, List.of(AWAIT, RESUME_TO_CHANNEL, RESUME_AS_BODY))))
                        .in(scene -> answer(scene, CUT_SHORT)),
                sent("outputRepairAttempts", "1", List.of(CREATE))
                        .in(scene -> scene.with("responseFormat", SCHEMA).rules(NO_CITY, CITY)));
    }

    /** The answer that the endpoint begins, or comes to. */
    private static Scene answer(Scene scene, Rule how) {
        return scene.place().isOfAStored() ? scene.stored(how) : scene.rules(how);
    }

    private static List<Proof> conversations() {
        return List.of(
                sent("conversationId", "mine", TO_CREATE).in(scene -> scene.times(2)),
                received("conversationId", "mine", List.of(DELETE)),
                received("conversationRepository", "#state", both(TO_CREATE, List.of(DELETE)))
                        .in(scene -> scene.with("conversationId", "mine")),
                elsewhere("conversationTimeout", TO_CREATE, "ConversationTest#whoWaitsTooLongFailsAndSendsNothing"),
                elsewhere("conversationTimeout", List.of(DELETE), "ConversationTest#deleteWaitsForTheTurnUnderWay"),
                received("onConversationLost", "restart", TO_CREATE).in(scene -> scene.times(2)
                        .with("conversationId", "mine")
                        .rules(ANSWER.fault(Fault.lost()), ANSWER, ANSWER)));
    }

    private static List<Proof> waits() {
        String test = "AwaitTest#whatPassesDoesNotEndTheWait";
        UnaryOperator<Scene> awaiting = scene -> scene.place() != CREATE
                ? scene.rules(onGet().body("{\"id\":\"v1_x\",\"status\":\"in_progress\"}")
                        .always())
                : scene.with("background", "true")
                        .with("awaitCompletion", "true")
                        .rules(onCreate().gate("closed"));
        return List.of(
                received("awaitCompletion", "true", List.of(CREATE)).in(scene -> scene.with("background", "true")),
                elsewhere("pollInterval", List.of(CREATE, AWAIT, FROM_AWAIT), test),
                elsewhere("maxPollInterval", List.of(CREATE, AWAIT, FROM_AWAIT), test),
                ends("awaitTimeout", "50", List.of(CREATE, AWAIT), "awaitTimeout")
                        .in(awaiting),
                elsewhere("awaitTimeout", List.of(FROM_AWAIT), "AwaitConsumerTest#aRunThatNeverMovesReachesItToo"),
                sent("cancelOnTimeout", "true", List.of(CREATE, AWAIT))
                        .in(awaiting)
                        .in(scene -> scene.with("awaitTimeout", "50")
                                .with("pollInterval", "1h")
                                .with("maxPollInterval", "1h")),
                elsewhere("cancelOnTimeout", List.of(FROM_AWAIT), "AwaitConsumerTest#aRunThatNeverMovesReachesItToo"),
                received("runRepository", "#runs", List.of(FROM_AWAIT)).in(scene -> scene.with("runRepository", null)),
                received("runRepository", "#runs", List.of(CREATE)).in(scene -> scene.with("background", "true")),
                received("copyHeaders", "false", List.of(CREATE)).in(scene -> scene.with("background", "true")
                        .with("runRepository", "#runs")
                        .header("mine", "of the sender")),
                received("headerFilterStrategy", "#filter", List.of(CREATE))
                        .in(scene -> scene.with("background", "true")
                                .with("runRepository", "#runs")
                                .header("mine", "of the sender")));
    }

    private static List<Proof> payingOnce() {
        return List.of(
                sent("idempotencyKey", "a-key", TO_CREATE).in(scene -> scene.with("idempotencyRepository", "#state")),
                received("idempotencyRepository", "#state", TO_CREATE)
                        .in(scene -> scene.with("idempotencyKey", "a-key")),
                sent("onUnknownCreate", "resend", TO_CREATE).in(scene -> scene.times(2)
                        .with("idempotencyRepository", "#state")
                        .with("idempotencyKey", "a-key")
                        .rules(onCreate().fault(Fault.cutBeforeHeaders()), ANSWER)));
    }

    private static List<Proof> functions() {
        UnaryOperator<Scene> called = scene -> scene.with("tags", "t").rules(CALL, ANSWER);
        return List.of(
                sent("tags", "t", TO_CREATE),
                sent("autoToolExecution", "false", TO_CREATE).in(called),
                sent("maxToolIterations", "1", TO_CREATE).in(scene -> scene.with("tags", "t")
                        .rules(CALL, onCreate().call("c2", Scene.FUNCTION, "{}"), ANSWER)),
                sent("maxToolCalls", "1", TO_CREATE).in(scene -> scene.with("tags", "t")
                        .rules(CALL, onCreate().call("c2", Scene.FUNCTION, "{}"), ANSWER)),
                sent("maxTotalTokens", "1", TO_CREATE).in(called),
                elsewhere(
                        "parallelToolExecution",
                        TO_CREATE,
                        "FunctionLoopTest#callsRunOneAfterTheOtherWhereThatIsAskedFor"),
                elsewhere(
                        "toolTimeout",
                        TO_CREATE,
                        "FunctionTest#aFunctionThatHangsIsNotWaitedForAndItsLateResultIsKept"),
                sent("toolExecutionErrorStrategy", "failExchange", TO_CREATE)
                        .in(called)
                        .in(scene -> scene.failing(-1)),
                sent("hallucinatedToolNameStrategy", "repromptModel", TO_CREATE)
                        .in(scene -> scene.with("tags", "t").rules(onCreate().call("c1", "nobody", "{}"), ANSWER)),
                received("toolResultRepository", "#state", TO_CREATE).in(called),
                received("copyHeaders", "false", TO_CREATE)
                        .in(called)
                        .in(scene -> scene.header("mine", "of the sender")),
                received("headerFilterStrategy", "#filter", TO_CREATE)
                        .in(called)
                        .in(scene -> scene.header("mine", "of the sender")));
    }

    private static List<Proof> cancels() {
        List<Place> followed = both(STREAMED, List.of(CREATE, AWAIT));
        return List.of(
                sent("cancelOnStop", "true", followed)
                        .in(OptionProofs::inTheBackground)
                        .in(scene -> scene.place() == CREATE ? awaited(scene) : scene)
                        .in(scene -> answer(
                                        scene,
                                        onCreate()
                                                .thought("Easy.")
                                                .text("Paris")
                                                .gateAfter(6, "closed"))
                                .stoppedInTheMidst()),
                sent("cancelOnFailure", "true", List.of(CREATE_TO_CHANNEL, RESUME_TO_CHANNEL, FROM_CREATE, FROM_RESUME))
                        .in(scene -> scene.failing(1)),
                sent("cancelOnFailure", "true", both(AS_BODY, List.of(AWAIT, CREATE)))
                        .in(OptionProofs::inTheBackground)
                        .in(scene -> scene.place() == CREATE ? awaited(scene) : scene)
                        .in(scene -> scene.rules(
                                onCreate().cutAfter(3),
                                onGet().fault(Fault.status(404)).always())));
    }

    private static Scene awaited(Scene scene) {
        return scene.with("awaitCompletion", "true").with("pollInterval", "5").with("maxPollInterval", "10");
    }

    private static Scene inTheBackground(Scene scene) {
        return scene.place().isOfAStored() ? scene : scene.with("background", "true");
    }

    private static Scene gone(Scene scene) {
        return scene.rules(onGet().httpStatus(404).always());
    }

    /** Read by Camel's own classes, or before there is an endpoint. */
    private static List<Proof> ofCamel() {
        return List.of(
                elsewhere("options", EnumSet.allOf(Place.class), "OptionsBeanTest#itsValuesAreSentAsTheyAre"),
                received("lazyStartProducer", "true", both(TO_CREATE, BY_ID))
                        .in(scene -> scene.with("proxyHost", "127.0.0.1")),
                received("bridgeErrorHandler", "true", FROM_RUN).in(scene -> scene.with("bridgeErrorHandler", null)
                        .rules(on(operation(scene.place())).httpStatus(400))),
                received("bridgeErrorHandler", "true", List.of(FROM_AWAIT)).in(OptionProofs::gone),
                received("exceptionHandler", "#handler", List.of(FROM_AWAIT)).in(OptionProofs::gone),
                received("exceptionHandler", "#handler", FROM_RUN).in(scene -> scene.with("bridgeErrorHandler", null)
                        .rules(on(operation(scene.place())).httpStatus(400))));
    }

    /** @param words of the failure that it ends in; null for one that lets other requests leave */
    record HeaderProof(String name, Object value, Scene scene, @Nullable String words) {}

    private static HeaderProof header(String option, Object value) {
        return header(option, value, scene -> scene);
    }

    private static HeaderProof header(String option, Object value, UnaryOperator<Scene> scene) {
        return new HeaderProof(
                headerOf(option), value, scene.apply(Scene.at(CREATE).with("allowedHeaders", "all")), null);
    }

    private static String headerOf(String option) {
        return GeminiInteractionsConstants.PREFIX + Character.toUpperCase(option.charAt(0)) + option.substring(1);
    }

    static List<HeaderProof> headers() {
        UnaryOperator<Scene> agent = scene -> scene.with("model", null).with("agent", "my-agent");
        return List.of(
                header("model", "gemini-3-pro-preview"),
                header("agent", "my-agent"),
                header("input", "Something else"),
                header("prompt", "Say it"),
                header("systemInstruction", "Briefly"),
                header("tools", "{\"type\":\"url_context\"}"),
                header("generationConfig", "{\"seed\":1}"),
                header("agentConfig", "{\"type\":\"deep-research\"}", agent),
                header("builtinTools", "google_search"),
                header("mcpServers", "{\"name\":\"m\",\"url\":\"https://m.example\"}"),
                header("environment", "remote"),
                header("serviceTier", "flex"),
                header("responseModalities", "text"),
                header("safetySettings", "{\"type\":\"jailbreak\",\"threshold\":\"off\"}"),
                header("labels", "{\"team\":\"a\"}"),
                header("webhookConfig", "{\"uris\":[\"https://a.example\"]}"),
                header("additionalBodyProperties", Map.of("extra", 1)),
                header("additionalHeaders", Map.of("X-Mine", "1")),
                header("responseFormat", SCHEMA),
                header("previousInteractionId", "v1_before", scene -> scene.rules(ANSWER)),
                header("continuationToken", "t", scene -> scene.rules(ANSWER)),
                header("conversationId", "mine", scene -> scene.times(2)),
                header("store", false),
                header("background", true),
                header("mediaType", "image/png", scene -> scene.body(new byte[] {1, 2, 3})),
                header("tags", "t"),
                header("functionCallId", "c1", scene -> scene.with("previousInteractionId", "v1_before")),
                header("idempotencyKey", "a-key", scene -> scene.with("idempotencyRepository", "#state")),
                new HeaderProof(
                        headerOf("requestTimeout"),
                        "50",
                        Scene.at(CREATE)
                                .with("maxRetries", "0")
                                .rules(onCreate().fault(Fault.stallBeforeHeaders())),
                        "requestTimeout"),
                new HeaderProof(
                        headerOf("awaitTimeout"),
                        "50",
                        Scene.at(AWAIT)
                                .rules(onGet().body("{\"id\":\"v1_x\",\"status\":\"in_progress\"}")
                                        .always()),
                        "awaitTimeout"),
                new HeaderProof(
                        headerOf("interactionId"), Scene.STORED, Scene.at(GET).body("v1_another"), null));
    }

    /** What shows all that an answer, a step, a delta and an event say in headers. */
    static List<Scene> tellingAll() {
        return List.of(
                Scene.at(CREATE).rules(continued("t1")[0], onCreate().body(ALL_THAT_IS_SAID)),
                Scene.at(CREATE_TO_CHANNEL).emitted("deltas,events"),
                Scene.at(FROM_CREATE).with("emit", "events").with("background", "true"),
                called());
    }

    /** Parts of an answer that requires continuation, with these fixed tokens, and its end. */
    private static Rule[] continued(String... tokens) {
        List<Rule> rules = new ArrayList<>();
        for (String token : tokens) {
            String part = "{\"id\":\"v1_" + token + "\",\"status\":\"requires_continuation\",\"continuation_token\":\""
                    + token + "\"}";
            rules.add(onCreate().stream(false).body(part).times(1));
            rules.add(onCreate().stream(true)
                    .sse("data: {\"event_type\":\"interaction.completed\",\"interaction\":" + part + "}\n\n")
                    .times(1));
        }
        rules.add(ANSWER);
        return rules.toArray(Rule[]::new);
    }

    private static final String ALL_THAT_IS_SAID = "{\"id\":\"v1_all\",\"status\":\"completed\",\"model\":\"m-1\","
            + "\"service_tier\":\"flex\",\"environment_id\":\"env-1\",\"usage\":{\"total_input_tokens\":1,"
            + "\"total_output_tokens\":2,\"total_thought_tokens\":3,\"total_cached_tokens\":4,"
            + "\"total_tool_use_tokens\":5,\"total_tokens\":15},\"steps\":[{\"type\":\"thought\",\"summary\":[{\"type\":"
            + "\"text\",\"text\":\"Easy.\"}]},{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"Paris\","
            + "\"annotations\":[{\"type\":\"url_citation\",\"url\":\"https://a.example\"}]}]}]}";

    /** A function is called. */
    static Scene called() {
        return Scene.at(CREATE).with("tags", "t").rules(CALL, ANSWER);
    }

    /**
     * @param uri options of the function
     * @param words of the failure at start; null where there is none
     */
    record FunctionProof(String option, String uri, Scene scene, @Nullable String words) {}

    static final Proof IDEMPOTENT =
            elsewhere("idempotent", NOWHERE, "FunctionTest#aHangingFunctionThatMayRunAgainIsToldToTheModel");

    static List<FunctionProof> ofFunctions() {
        String uri = "tags=t&parameter.word=string";
        return List.of(
                new FunctionProof("tags", "tags=other", called(), "tags"),
                new FunctionProof("description", uri + "&description=Finds", called(), null),
                new FunctionProof("parameters", uri + "&parameter.more=integer", called(), null),
                new FunctionProof("argSchema", "tags=t&argSchema=RAW({\"type\":\"object\"})", called(), null),
                new FunctionProof("returnDirect", uri + "&returnDirect=true", called(), null),
                new FunctionProof("execution", uri + "&execution=manual", called(), null),
                new FunctionProof("bridgeErrorHandler", uri + "&bridgeErrorHandler=true", called(), "changes nothing"),
                new FunctionProof("exceptionHandler", uri + "&exceptionHandler=#handler", called(), "changes nothing"),
                new FunctionProof("exchangePattern", uri + "&exchangePattern=InOut", called(), "changes nothing"));
    }
}
