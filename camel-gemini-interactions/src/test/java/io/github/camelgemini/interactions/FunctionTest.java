// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a function gets, what the model gets of it, and what happens when that goes wrong. */
class FunctionTest extends RouteTest {

    private static final String ASK = "gemini-interactions:create?model=" + MODEL + "&tags=t";
    private static final String ADD =
            "gemini-interactions-tool:add?tags=t&parameter.a=integer&parameter.b=integer&parameter.a.required=true";
    private static final String FAIL = "&toolExecutionErrorStrategy=failExchange";

    public record Price(String ticker, double amount) {}

    @Test
    void argumentsAreHeadersAndTheBodyAndTheCallersHeadersComeAlong() throws Exception {
        start(routes -> routes.from(ADD).process(collector()).setBody().simple("${header.a}"));
        emulator()
                .script(
                        onCreate().call("c1", "add", "{\"a\":1,\"other\":2}"),
                        onCreate().text("done"));

        Exchange asked = template.send(ASK, exchange -> {
            exchange.getMessage().setBody("Add");
            exchange.getMessage().setHeader("mine", "x");
            exchange.getMessage().setHeader("Host", "h");
            exchange.setProperty("kept", "p");
        });

        assertThat(asked.getMessage().getBody()).isEqualTo("done");
        Exchange called = collected.remove();
        assertThat(called.getMessage().getBody()).isEqualTo(Map.of("a", 1, "other", 2));
        assertThat(called.getMessage().getHeaders())
                .containsEntry("a", 1)
                .containsEntry("mine", "x")
                .containsEntry(GeminiInteractionsConstants.FUNCTION_CALL_ID, "c1")
                .containsEntry(GeminiInteractionsToolConstants.FUNCTION_CALL_REDELIVERED, false)
                .doesNotContainKeys("other", "Host");
        assertThat(called.getProperty("kept")).isEqualTo("p");
        assertThat(called.getProperty(Exchange.CORRELATION_ID)).isEqualTo(asked.getExchangeId());
        assertThat(result().asText()).isEqualTo("1");
    }

    @Test
    void anArgumentNamedLikeACallersHeaderChangesNothing() throws Exception {
        start(routes -> routes.from(ADD).process(collector()));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("sorry"));

        Exchange asked = send(ASK, "Add", Map.of("A", "mine"));

        assertThat(asked.getMessage().getBody()).isEqualTo("sorry");
        assertThat(asked.getMessage().getHeader("a")).isEqualTo("mine");
        assertThat(collected).isEmpty();
        assertThat(emulator().lastRequest().at("/input/0/is_error").asBoolean()).isTrue();
        assertThat(result().asText()).contains("is set by the caller");
    }

    @Test
    void resultsAreTextJsonAndMedia() throws Exception {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
        Map<String, Object> bodies = Map.of(
                "text",
                "a \"b\"",
                "map",
                Map.of("sum", 3),
                "list",
                List.of(1, "x"),
                "bean",
                new Price("GOOG", 1.5),
                "number",
                12L,
                "png",
                png);
        start(routes -> bodies.forEach((name, body) -> routes.from("gemini-interactions-tool:" + name + "?tags=t")
                .setBody()
                .constant(body)));
        var calls = onCreate();
        for (String name : List.of("text", "map", "list", "bean", "number", "png"))
            calls = calls.call(name, name, "{}");
        emulator().script(calls, onCreate().text("done"));

        assertThat(send(ASK, "All").getException()).isNull();

        JsonNode input = emulator().lastRequest().at("/input");
        assertThat(input)
                .extracting(step -> step.path("result").toString())
                .containsExactly(
                        "\"a \\\"b\\\"\"",
                        "{\"sum\":3}",
                        "\"[1,\\\"x\\\"]\"",
                        "{\"ticker\":\"GOOG\",\"amount\":1.5}",
                        "\"12\"",
                        "[{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}]");
        assertThat(input)
                .extracting(step -> step.path("call_id").asText())
                .containsExactly("text", "map", "list", "bean", "number", "png");
    }

    @Test
    void aFunctionThatIsNotThereFailsTheExchangeBeforeAnotherRuns() throws Exception {
        start(routes -> routes.from(ADD).process(collector()));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}").call("c2", "made_up", "{}"));

        Exchange failed = send(ASK, "Add");

        assertThat(failed.getException(InteractionFunctionException.class))
                .satisfies(e -> assertThat(e.getReason()).isEqualTo(Reason.UNKNOWN))
                .satisfies(e -> assertThat(e.getFunction()).isEqualTo("made_up"))
                .satisfies(e -> assertThat(e.getInteractionId()).startsWith("v1_"));
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class))
                .startsWith("v1_");
        assertThat(collected).isEmpty();
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void orTheModelIsToldThatItIsNotThere() throws Exception {
        start(routes -> routes.from(ADD).setBody().constant("3"));
        emulator().script(onCreate().call("c1", "made_up", "{}"), onCreate().text("sorry"));

        Exchange asked = send(ASK + "&hallucinatedToolNameStrategy=repromptModel", "Add");

        assertThat(asked.getMessage().getBody()).isEqualTo("sorry");
        assertThat(result().asText()).isEqualTo("There is no function of this name. Functions: add");
        assertThat(emulator().lastRequest().at("/input/0/is_error").asBoolean()).isTrue();
        assertThat(outcomes(asked)).containsExactly("unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"one\"}", "{}", "[]", "{\"a\":1,\"b\":2.5}"})
    void wrongArgumentsAreToldToTheModel(String arguments) throws Exception {
        start(routes -> routes.from(ADD).process(collector()));
        emulator().script(onCreate().call("c1", "add", arguments), onCreate().text("sorry"));

        Exchange asked = send(ASK, "Add");

        assertThat(asked.getMessage().getBody()).isEqualTo("sorry");
        assertThat(collected).isEmpty();
        assertThat(result().asText()).startsWith("The arguments are invalid: ");
        assertThat(outcomes(asked)).containsExactly("invalid");
    }

    @Test
    void orTheyFailTheExchangeWithoutShowingThem() throws Exception {
        start(routes -> routes.from(ADD).process(collector()));
        emulator().script(onCreate().call("c1", "add", "{\"a\":\"secret\"}"));

        Exchange failed = send(ASK + FAIL, "Add");

        assertThat(failed.getException(InteractionFunctionException.class).getReason())
                .isEqualTo(Reason.INVALID);
        assertThat(failed.getException()).message().doesNotContain("secret");
        assertThat(collected).isEmpty();
    }

    @Test
    void aRouteThatFailsIsToldToTheModelWithoutItsMessage() throws Exception {
        start(routes -> routes.from(ADD).process(exchange -> {
            throw new IllegalStateException("jdbc:secret");
        }));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("sorry"));

        Exchange asked = send(ASK, "Add");

        assertThat(asked.getMessage().getBody()).isEqualTo("sorry");
        assertThat(result().asText()).isEqualTo("The function failed: IllegalStateException");
        assertThat(outcomes(asked)).containsExactly("failed");
    }

    @Test
    void orItFailsTheExchangeWithWhatItFailedWith() throws Exception {
        start(routes -> routes.from(ADD).process(exchange -> {
            throw new IllegalStateException("no table");
        }));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"));

        Exchange failed = send(ASK + FAIL, "Add");

        assertThat(failed.getException())
                .isInstanceOf(InteractionFunctionException.class)
                .hasRootCauseMessage("no table");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void whatTheRouteHandledIsTheResult() throws Exception {
        start(routes -> routes.from(ADD)
                .doTry()
                .process(exchange -> {
                    throw new IllegalStateException("no table");
                })
                .doCatch(IllegalStateException.class)
                .setBody()
                .constant("try later")
                .end());
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("sorry"));

        send(ASK, "Add");

        assertThat(result().asText()).isEqualTo("try later");
        assertThat(emulator().lastRequest().at("/input/0/is_error").isMissingNode())
                .isTrue();
    }

    @Test
    void aFunctionThatHangsIsNotWaitedForAndItsLateResultIsKept() throws Exception {
        Parking parking = new Parking();
        start(routes -> routes.from(ADD).process(parking));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("done"));

        Exchange failed = send(ASK + "&toolTimeout=300", "Add");

        assertThat(failed.getException(InteractionFunctionException.class).getReason())
                .isEqualTo(Reason.TIMEOUT);
        assertThat(outcomes(failed)).containsExactly("timeout");
        String id = failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        CompletableFuture<String> again = Redelivered.attach(context, ASK, id);
        assertThat(parking.calls).hasSize(1);
        parking.calls.remove().run();
        assertThat(again.get(60, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(Redelivered.attach(context, ASK, id).get(60, TimeUnit.SECONDS))
                .isNotNull();
        assertThat(parking.calls).isEmpty();
        assertThat(result().asText()).isEqualTo("late");
    }

    @Test
    void aHangingFunctionThatMayRunAgainIsToldToTheModel() throws Exception {
        Parking parking = new Parking();
        start(routes -> routes.from(ADD + "&idempotent=true").process(parking));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("sorry"));

        assertThat(send(ASK + "&toolTimeout=100", "Add").getMessage().getBody()).isEqualTo("sorry");
        assertThat(result().asText()).contains("took longer than 100 ms");
        parking.calls.remove().run();
    }

    @Test
    void aCallThatFailedIsMarkedWhenItIsRunAgain() throws Exception {
        start(routes -> routes.from(ADD).process(collector()).process(exchange -> {
            if (collected.size() == 1) throw new IllegalStateException("no table");
            exchange.getMessage().setBody("3");
        }));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("done"));

        Exchange failed = send(ASK + FAIL, "Add");
        String id = failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);

        assertThat(Redelivered.attach(context, ASK, id).get(60, TimeUnit.SECONDS))
                .isEqualTo("done");
        assertThat(collected)
                .extracting(
                        call -> call.getMessage().getHeader(GeminiInteractionsToolConstants.FUNCTION_CALL_REDELIVERED))
                .containsExactly(false, true);
    }

    @Test
    void aDirectResultIsTheAnswer() throws Exception {
        start(routes -> routes.from(ADD + "&returnDirect=true").setBody().constant(Map.of("sum", 3)));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}").usage(7, 2, 5));

        Message answer = send(ASK + "&outputType=object", "Add").getMessage();

        assertThat(answer.getBody()).isEqualTo(Map.of("sum", 3));
        assertThat(answer.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("completed");
        assertThat(answer.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS)).isEqualTo(14L);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void tooManyRoundsEndBeforeTheNextFunctionRuns() throws Exception {
        start(routes -> routes.from(ADD).process(collector()));
        emulator().script(onCreate().call("add", "{\"a\":1}").usage(7, 2, 5).times(3));

        Exchange failed = send(ASK + "&maxToolIterations=2", "Add");

        assertThat(failed.getException(InteractionBudgetException.class).getOption())
                .isEqualTo("maxToolIterations");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(42L);
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.TOOL_ITERATIONS))
                .isEqualTo(2);
        assertThat(collected).hasSize(2);
    }

    @Test
    void noMoreTokensAreSpentThanAllowed() throws Exception {
        start(routes -> routes.from(ADD).process(collector()));
        emulator().script(onCreate().call("add", "{\"a\":1}").usage(7, 2, 5).times(2));

        Exchange failed = send(ASK + "&maxTotalTokens=28", "Add");

        assertThat(failed.getException(InteractionBudgetException.class).getOption())
                .isEqualTo("maxTotalTokens");
        assertThat(collected).hasSize(1);
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void turnScopedParametersAreRepeatedInEveryRound() throws Exception {
        start(routes -> routes.from(ADD).setBody().constant("3"));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("{\"a\":\"b\"}"));

        send(
                ASK + "&systemInstruction=Be brief&generationConfig.seed=5",
                "Add",
                Map.of(
                        GeminiInteractionsConstants.RESPONSE_FORMAT,
                        "{\"type\":\"object\"}",
                        GeminiInteractionsConstants.TOOLS,
                        "{\"type\":\"google_search\"}"));

        JsonNode first = emulator().requests().get(0).body();
        JsonNode second = emulator().requests().get(1).body();
        for (String member : List.of("model", "system_instruction", "generation_config", "response_format", "tools")) {
            assertThat(first.has(member)).as(member).isTrue();
            assertThat(second.get(member)).as(member).isEqualTo(first.get(member));
        }
        assertThat(first.at("/tools")).hasSize(2);
    }

    @Test
    void tagsWithoutAFunctionFailAndNameWhatThereIs() throws Exception {
        start(routes -> routes.from(ADD).routeId("adds").process(collector()));

        Exchange failed = send("gemini-interactions:create?model=" + MODEL + "&tags=u,v", "Add");

        assertThat(failed.getException(InteractionRequestException.class).getOption())
                .isEqualTo("tags");
        assertThat(failed.getException()).message().contains("u,v", "add (tags t)");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aHeaderNamesTheTagsOfOneMessage() throws Exception {
        start(routes -> {
            routes.from(ADD).setBody().constant("3");
            routes.from("gemini-interactions-tool:other?tags=u,w").setBody().constant("4");
        });
        emulator().script(onCreate().call("c1", "other", "{}"), onCreate().text("done"));

        send(ASK, "Add", Map.of(GeminiInteractionsConstants.TAGS, "u"));

        assertThat(emulator().requests().get(0).at("/tools/0/name").asText()).isEqualTo("other");
        assertThat(emulator().requests().get(0).at("/tools")).hasSize(1);
    }

    @Test
    void aSecondFunctionOfANameFailsToStartAndNamesBothRoutes() {
        assertThatThrownBy(() -> start(routes -> {
                    routes.from(ADD).routeId("first").process(collector());
                    routes.from("gemini-interactions-tool:add?tags=s,t")
                            .routeId("second")
                            .process(collector());
                }))
                .hasStackTraceContaining("The function add is there twice: route first and route second");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelFileName",
                "camelHttpUri",
                "org.apache.camel.x",
                "JMSReplyTo",
                "Authorization",
                "Content-Type"
            })
    void namesThatSteerCamelAreRefused(String name) {
        assertThatThrownBy(() -> start(
                        routes -> routes.from("gemini-interactions-tool:f?tags=t&argSchema=RAW({\"type\":\"object\","
                                        + "\"properties\":{\"" + name + "\":{\"type\":\"string\"}}})")
                                .process(collector())))
                .hasStackTraceContaining("The parameter " + name + " would become a header");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parameter.a=integer", // no tags
                "tags=t&parameter.a=strng",
                "tags=t&parameter.a.required=true",
                "tags=t&parameter.a=string&parameter.a.default=x",
                "tags=t&parameter.a=string&argSchema=RAW({\"type\":\"object\"})",
                "tags=t&argSchema=RAW({\"type\":\"array\"})",
                "tags=t&argSchema=RAW({no json)"
            })
    void aFunctionThatCannotBeDeclaredFailsToStart(String options) {
        assertThatThrownBy(() -> start(routes ->
                        routes.from("gemini-interactions-tool:f?" + options).process(collector())))
                .rootCause()
                .isInstanceOfAny(InteractionRequestException.class, IllegalArgumentException.class);
    }

    @Test
    void enumsAndSchemasAreDeclared() throws Exception {
        start(routes -> {
            routes.from("gemini-interactions-tool:f?tags=t&parameter.x=string&parameter.x.enum=a,b&parameter.n=integer"
                            + "&parameter.n.enum=1,2")
                    .process(collector());
            routes.from("gemini-interactions-tool:g?tags=t&argSchema=classpath:dsl/order.json")
                    .process(collector());
        });
        emulator().script(onCreate().text("done"));

        send(ASK, "Hi");

        assertThat(emulator().lastRequest().at("/tools/0/parameters/properties").toString())
                .isEqualTo(
                        "{\"n\":{\"type\":\"integer\",\"enum\":[1,2]},\"x\":{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}}");
        assertThat(emulator()
                        .lastRequest()
                        .at("/tools/1/parameters/properties/items/type")
                        .asText())
                .isEqualTo("array");
    }

    @Test
    void aFunctionThatToolsDeclareTooIsRefused() throws Exception {
        start(routes -> routes.from(ADD).routeId("adds").process(collector()));

        Exchange failed =
                send(ASK, "Add", Map.of(GeminiInteractionsConstants.TOOLS, "{\"type\":\"function\",\"name\":\"add\"}"));

        assertThat(failed.getException(InteractionRequestException.class).getOption())
                .isEqualTo("tools");
        assertThat(failed.getException()).message().contains("route adds");
    }

    @Test
    void aModelAskedInsideAFunctionIsAskedPlainly() throws Exception {
        start(routes ->
                routes.from(ADD).setBody().constant("What is 1 + 2?").to("gemini-interactions:create?model=" + MODEL));
        emulator()
                .script(
                        onCreate().call("c1", "add", "{\"a\":1}"),
                        onCreate().prompt("What is 1").text("3"),
                        onCreate().text("done"));

        assertThat(send(ASK, "Add").getMessage().getBody()).isEqualTo("done");
        assertThat(result().asText()).isEqualTo("3");
        emulator().assertExhausted();
    }

    @Test
    void aResultByHandNamesItsCall() throws Exception {
        start(routes -> {});
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("done"));
        String create = "gemini-interactions:create?model=" + MODEL;
        String id = send(
                        create,
                        "Add",
                        Map.of(GeminiInteractionsConstants.TOOLS, "{\"type\":\"function\",\"name\":\"add\"}"))
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);

        Exchange without = send(create, "3", Map.of(GeminiInteractionsConstants.FUNCTION_CALL_ID, "c1"));
        Exchange answered = send(
                create,
                Map.of("sum", 3),
                Map.of(
                        GeminiInteractionsConstants.FUNCTION_CALL_ID,
                        "c1",
                        GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID,
                        id));

        assertThat(without.getException(InteractionRequestException.class).getOption())
                .isEqualTo(GeminiInteractionsConstants.FUNCTION_CALL_ID);
        assertThat(answered.getMessage().getBody()).isEqualTo("done");
        assertThat(answered.getMessage().getHeader(GeminiInteractionsConstants.FUNCTION_CALL_ID))
                .isNull();
        assertThat(result()).hasToString("{\"sum\":3}");
    }

    @Test
    void notifiersHearOfStartCallAndEnd() throws Exception {
        Queue<GeminiInteractionsToolEvent> events = new ConcurrentLinkedQueue<>();
        context.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof GeminiInteractionsToolEvent ours) events.add(ours);
            }
        });
        start(routes -> routes.from(ADD).setBody().constant("3"));
        emulator().script(onCreate().call("c1", "add", "{\"a\":77}"), onCreate().text("done"));

        Exchange asked = send(ASK, "Add");

        assertThat(events)
                .extracting(GeminiInteractionsToolEvent::getKind)
                .containsExactly(
                        GeminiInteractionsToolEvent.Kind.START,
                        GeminiInteractionsToolEvent.Kind.CALL,
                        GeminiInteractionsToolEvent.Kind.END);
        assertThat(events).noneMatch(event -> event.getFacts().toString().contains("77"));
        assertThat(trace(asked)).singleElement().satisfies(call -> assertThat(call)
                .containsEntry("round", 1)
                .containsEntry("callId", "c1")
                .containsEntry("name", "add")
                .containsEntry("outcome", "ok")
                .containsOnlyKeys("round", "callId", "name", "durationMillis", "outcome"));
    }

    private static JsonNode result() {
        return emulator().lastRequest().at("/input/0/result");
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> trace(Exchange exchange) {
        return exchange.getProperty(GeminiInteractionsConstants.TOOL_TRACE_PROPERTY, List.class);
    }

    static List<Object> outcomes(Exchange exchange) {
        List<Object> outcomes = new ArrayList<>();
        trace(exchange).forEach(call -> outcomes.add(call.get("outcome")));
        return outcomes;
    }

    /** Keeps exchanges until somebody lets them go on, with the body "late". */
    private static final class Parking extends AsyncProcessorSupport implements AsyncProcessor {
        final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            calls.add(() -> {
                exchange.getMessage().setBody("late");
                callback.done(false);
            });
            return false;
        }
    }
}
