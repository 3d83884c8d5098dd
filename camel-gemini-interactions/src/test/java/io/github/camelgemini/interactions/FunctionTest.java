// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionBudgetException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.Builder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.headers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a function gets, what the model gets of it, and what happens when that goes wrong. */
class FunctionTest extends GeminiEmulatorTestSupport {

    private static final String CREATE = "gemini-interactions:create?allowedHeaders=all&model=" + MODEL;
    private static final String ASK = CREATE + "&tags=t";
    private static final String STRICT = ASK + "&toolExecutionErrorStrategy=failExchange";
    private static final String BRIEF = ASK + "&toolTimeout=300";
    private static final String ADD =
            "gemini-interactions-tool:add?tags=t&parameter.a=integer&parameter.b=integer&parameter.a.required=true";

    public record Price(String ticker, double amount) {}

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create").to(CREATE);
                from("direct:ask").to(ASK);
                from("direct:askStrictly").to(STRICT);
                from("direct:askBriefly").to(BRIEF);
                from("direct:reprompt").to(ASK + "&hallucinatedToolNameStrategy=repromptModel");
                from("direct:askForObject").to(ASK + "&outputType=object");
                from("direct:askTwoRounds").to(ASK + "&maxToolIterations=2");
                from("direct:askFewTokens").to(ASK + "&maxTotalTokens=28");
                from("direct:askForSeed").to(ASK + "&systemInstruction=Be brief&generationConfig.seed=5");
                from("direct:askOthers").to(CREATE + "&tags=u,v");

                from(ADD).routeId("adds").to("mock:add");
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Add").send();
    }

    @Test
    void argumentsAreHeadersAndTheBodyAndTheCallersHeadersComeAlong() throws Exception {
        MockEndpoint add = getMockEndpoint("mock:add");
        add.returnReplyBody(Builder.simple("${header.a}"));
        add.expectedMessageCount(1);
        add.expectedHeaderReceived("mine", "x");
        add.expectedHeaderReceived(GeminiInteractionsConstants.FUNCTION_CALL_ID, "c1");
        add.expectedPropertyReceived("kept", "p");
        emulator()
                .script(
                        onCreate().call("c1", "add", "{\"a\":1,\"other\":2}"),
                        onCreate().text("done"));

        Exchange asked = fluentTemplate
                .to("direct:ask")
                .withBody("Add")
                .withHeader("mine", "x")
                .withHeader("Host", "h")
                .withExchangeProperty("kept", "p")
                .send();

        assertThat(asked.getMessage().getBody()).isEqualTo("done");
        RouteKit.assertSatisfied(context);
        Exchange called = add.getReceivedExchanges().get(0);
        assertThat(called.getMessage().getBody()).isEqualTo(Map.of("a", 1, "other", 2));
        assertThat(called.getMessage().getHeaders())
                .containsEntry("a", 1)
                .containsEntry(GeminiInteractionsToolConstants.FUNCTION_CALL_REDELIVERED, false)
                .doesNotContainKeys("other", "Host");
        assertThat(called.getProperty(Exchange.CORRELATION_ID)).isEqualTo(asked.getExchangeId());
        assertThat(result().asText()).isEqualTo("1");
    }

    /** A caller's header was not checked, and must not switch a function off either. */
    @Test
    void underADeclaredNameThereIsTheModelsArgumentOrNothing() throws Exception {
        MockEndpoint add = getMockEndpoint("mock:add");
        add.returnReplyBody(Builder.constant("3"));
        add.expectedMessageCount(3);
        emulator()
                .script(
                        onCreate().call("c1", "add", "{\"a\":1}"),
                        onCreate().call("c2", "add", "{\"a\":2,\"b\":3,\"A\":4}"),
                        onCreate().call("c3", "add", "{\"a\":5}"),
                        onCreate().text("done"));

        Exchange asked = fluentTemplate
                .to("direct:ask")
                .withBody("Add")
                .withHeader("A", "mine")
                .withHeader("b", "of the caller")
                .withHeader("CAMELGEMINIINTERACTIONSFUNCTIONCALLREDELIVERED", true)
                .send();

        assertThat(asked.getMessage().getBody()).isEqualTo("done");
        assertThat(asked.getMessage().getHeader("a")).isEqualTo("mine");
        RouteKit.assertSatisfied(context);
        assertThat(RouteKit.headers(add, "a")).containsExactly(1, 2, 5);
        assertThat(RouteKit.headers(add, "b")).containsExactly(null, 3, null);
        assertThat(RouteKit.headers(add, GeminiInteractionsToolConstants.FUNCTION_CALL_REDELIVERED))
                .containsOnly(false);
        assertThat(result().asText()).isEqualTo("3");
    }

    /** A caller switches nothing off, and on: the header filter of the producer may let any header through. */
    @Test
    void whatOneCallSaysIsNotSeenByTheNext() throws Exception {
        context.getRegistry().bind("everything", new HeaderFilterStrategy() {
            @Override
            public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
                return false;
            }

            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
                return false;
            }
        });
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:unfiltered").to(ASK + "&headerFilterStrategy=#everything");
            routes.from("gemini-interactions-tool:order?tags=t&argSchema=RAW({\"type\":\"object\",\"properties\":"
                            + "{\"lines\":{\"type\":\"array\"},\"customer\":{}}})")
                    .to("mock:order")
                    .setBody()
                    .constant("ordered");
        });
        MockEndpoint order = getMockEndpoint("mock:order");
        order.expectedMessageCount(2);
        emulator()
                .script(
                        onCreate().call("c1", "order", "{\"lines\":[{\"n\":1}],\"customer\":{\"id\":null},\"more\":1}"),
                        onCreate().call("c2", "order", "{\"customer\":null}"),
                        onCreate().text("done"));

        Exchange asked = fluentTemplate
                .to("direct:unfiltered")
                .withBody("Order")
                .withHeader("LINES", "of the caller")
                .withHeader("Customer", "of the caller")
                .withHeader("more", "of the caller")
                .withHeader(GeminiInteractionsToolConstants.FUNCTION_CALL_REDELIVERED, true)
                .send();

        assertThat(asked.getMessage().getBody()).isEqualTo("done");
        RouteKit.assertSatisfied(context);
        assertThat(RouteKit.headers(order, "lines")).containsExactly(List.of(Map.of("n", 1)), null);
        assertThat(order.getExchanges().get(0).getMessage().getHeader("customer"))
                .isEqualTo(Collections.singletonMap("id", null));
        assertThat(order.getExchanges().get(1).getMessage().getHeader("customer"))
                .isNull();
        assertThat(RouteKit.headers(order, "more")).containsOnly("of the caller");
        assertThat(RouteKit.headers(order, GeminiInteractionsConstants.FUNCTION_CALL_ID))
                .containsExactly("c1", "c2");
        assertThat(RouteKit.headers(order, GeminiInteractionsToolConstants.FUNCTION_CALL_REDELIVERED))
                .containsOnly(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parameter.CAmelHttpUri=string",
                "parameter.jmsReplyTo=string",
                "parameter.AUTHORIZATION=string",
                "parameter.content-TYPE=string",
                "parameter.limit=string&parameter.LIMIT=string",
                "argSchema=RAW({\"type\":\"object\",\"properties\":{\"cAMELFileName\":{}}})",
                "argSchema=RAW({\"type\":\"object\",\"properties\":{\"Org.Apache.Camel.x\":{}}})",
                "argSchema=RAW({\"type\":\"object\",\"properties\":{\"a\":{},\"A\":{}}})"
            })
    void aNameThatMustNotBecomeAHeaderIsRefusedAtStart(String parameters) {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(
                        context, routes -> routes.from("gemini-interactions-tool:f?tags=x&" + parameters)
                                .to("mock:f")))
                .hasStackTraceContaining("another name");
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
        RouteBuilder.addRoutes(
                context,
                routes -> bodies.forEach((name, body) -> routes.from("gemini-interactions-tool:" + name + "?tags=t")
                        .setBody()
                        .constant(body)));
        var calls = onCreate();
        for (String name : List.of("text", "map", "list", "bean", "number", "png"))
            calls = calls.call(name, name, "{}");
        emulator().script(calls, onCreate().text("done"));

        assertThat(ask("direct:ask").getException()).isNull();

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
        getMockEndpoint("mock:add").expectedMessageCount(0);
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}").call("c2", "made_up", "{}"));

        Exchange failed = ask("direct:ask");

        assertThat(failed.getException(InteractionFunctionException.class))
                .satisfies(e -> assertThat(e.getReason()).isEqualTo(Reason.UNKNOWN))
                .satisfies(e -> assertThat(e.getFunction()).isEqualTo("made_up"))
                .satisfies(e -> assertThat(e.getInteractionId()).startsWith("v1_"));
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class))
                .startsWith("v1_");
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void orTheModelIsToldThatItIsNotThere() {
        emulator().script(onCreate().call("c1", "made_up", "{}"), onCreate().text("sorry"));

        Exchange asked = ask("direct:reprompt");

        assertThat(asked.getMessage().getBody()).isEqualTo("sorry");
        assertThat(result().asText()).isEqualTo("There is no function of this name. Functions: add");
        assertThat(emulator().lastRequest().at("/input/0/is_error").asBoolean()).isTrue();
        assertThat(outcomes(asked)).containsExactly("unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"one\"}", "{}", "[]", "{\"a\":1,\"b\":2.5}"})
    void wrongArgumentsAreToldToTheModel(String arguments) throws Exception {
        getMockEndpoint("mock:add").expectedMessageCount(0);
        emulator().script(onCreate().call("c1", "add", arguments), onCreate().text("sorry"));

        Exchange asked = ask("direct:ask");

        assertThat(asked.getMessage().getBody()).isEqualTo("sorry");
        RouteKit.assertSatisfied(context);
        assertThat(result().asText()).startsWith("The arguments are invalid: ");
        assertThat(outcomes(asked)).containsExactly("invalid");
    }

    @Test
    void orTheyFailTheExchangeWithoutShowingThem() throws Exception {
        getMockEndpoint("mock:add").expectedMessageCount(0);
        emulator().script(onCreate().call("c1", "add", "{\"a\":\"secret\"}"));

        Exchange failed = ask("direct:askStrictly");

        assertThat(failed.getException(InteractionFunctionException.class).getReason())
                .isEqualTo(Reason.INVALID);
        assertThat(failed.getException()).message().doesNotContain("secret");
        RouteKit.assertSatisfied(context);
    }

    @Test
    void aRouteThatFailsIsToldToTheModelWithoutItsMessage() {
        getMockEndpoint("mock:add").whenAnyExchangeReceived(call -> {
            throw new IllegalStateException("jdbc:secret");
        });
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("sorry"));

        Exchange asked = ask("direct:ask");

        assertThat(asked.getMessage().getBody()).isEqualTo("sorry");
        assertThat(result().asText()).isEqualTo("The function failed: IllegalStateException");
        assertThat(outcomes(asked)).containsExactly("failed");
    }

    @Test
    void orItFailsTheExchangeWithWhatItFailedWith() {
        getMockEndpoint("mock:add").whenAnyExchangeReceived(FunctionTest::fail);
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"));

        Exchange failed = ask("direct:askStrictly");

        assertThat(failed.getException())
                .isInstanceOf(InteractionFunctionException.class)
                .hasRootCauseMessage("no table");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void whatTheRouteHandledIsTheResult() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions-tool:careful?tags=t")
                .doTry()
                .process(FunctionTest::fail)
                .doCatch(IllegalStateException.class)
                .setBody()
                .constant("try later")
                .end());
        emulator().script(onCreate().call("c1", "careful", "{}"), onCreate().text("sorry"));

        ask("direct:ask");

        assertThat(result().asText()).isEqualTo("try later");
        assertThat(emulator().lastRequest().at("/input/0/is_error").isMissingNode())
                .isTrue();
    }

    @Test
    void aFunctionThatHangsIsNotWaitedForAndItsLateResultIsKept() throws Exception {
        Parking parking = new Parking();
        AdviceWith.adviceWith(context, "adds", route -> route.weaveByToUri("mock:add")
                .replace()
                .process(parking));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("done"));

        Exchange failed = ask("direct:askBriefly");

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
        AdviceWith.adviceWith(context, "adds", route -> {
            route.replaceFromWith(ADD + "&idempotent=true");
            route.weaveByToUri("mock:add").replace().process(parking);
        });
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("sorry"));

        assertThat(ask("direct:askBriefly").getMessage().getBody()).isEqualTo("sorry");
        assertThat(result().asText()).contains("took longer than 300 ms");
        parking.calls.remove().run();
    }

    @Test
    void aCallThatFailedIsMarkedWhenItIsRunAgain() throws Exception {
        MockEndpoint add = getMockEndpoint("mock:add");
        add.expectedMessageCount(2);
        add.whenExchangeReceived(1, FunctionTest::fail);
        add.returnReplyBody(Builder.constant("3"));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("done"));

        Exchange failed = ask("direct:askStrictly");
        String id = failed.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);

        assertThat(Redelivered.attach(context, ASK, id).get(60, TimeUnit.SECONDS))
                .isEqualTo("done");
        RouteKit.assertSatisfied(context);
        assertThat(headers(add, GeminiInteractionsToolConstants.FUNCTION_CALL_REDELIVERED))
                .containsExactly(false, true);
    }

    @Test
    void aDirectResultIsTheAnswer() throws Exception {
        AdviceWith.adviceWith(context, "adds", route -> route.replaceFromWith(ADD + "&returnDirect=true"));
        getMockEndpoint("mock:add").returnReplyBody(Builder.constant(Map.of("sum", 3)));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}").usage(7, 2, 5));

        Message answer = ask("direct:askForObject").getMessage();

        assertThat(answer.getBody()).isEqualTo(Map.of("sum", 3));
        assertThat(answer.getHeader(GeminiInteractionsConstants.STATUS)).isEqualTo("completed");
        assertThat(answer.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS)).isEqualTo(14L);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void tooManyRoundsEndBeforeTheNextFunctionRuns() throws Exception {
        getMockEndpoint("mock:add").expectedMessageCount(2);
        emulator().script(onCreate().call("add", "{\"a\":1}").usage(7, 2, 5).times(3));

        Exchange failed = ask("direct:askTwoRounds");

        assertThat(failed.getException(InteractionBudgetException.class).getOption())
                .isEqualTo("maxToolIterations");
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(42L);
        assertThat(failed.getMessage().getHeader(GeminiInteractionsConstants.TOOL_ITERATIONS))
                .isEqualTo(2);
        RouteKit.assertSatisfied(context);
    }

    @Test
    void noMoreTokensAreSpentThanAllowed() throws Exception {
        getMockEndpoint("mock:add").expectedMessageCount(1);
        emulator().script(onCreate().call("add", "{\"a\":1}").usage(7, 2, 5).times(2));

        Exchange failed = ask("direct:askFewTokens");

        assertThat(failed.getException(InteractionBudgetException.class).getOption())
                .isEqualTo("maxTotalTokens");
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void turnScopedParametersAreRepeatedInEveryRound() {
        getMockEndpoint("mock:add").returnReplyBody(Builder.constant("3"));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("{\"a\":\"b\"}"));

        fluentTemplate
                .to("direct:askForSeed")
                .withBody("Add")
                .withHeader(GeminiInteractionsConstants.RESPONSE_FORMAT, "{\"type\":\"object\"}")
                .withHeader(GeminiInteractionsConstants.TOOLS, "{\"type\":\"google_search\"}")
                .send();

        JsonNode first = emulator().requests().get(0).body();
        JsonNode second = emulator().requests().get(1).body();
        for (String member : List.of("model", "system_instruction", "generation_config", "response_format", "tools")) {
            assertThat(first.has(member)).as(member).isTrue();
            assertThat(second.get(member)).as(member).isEqualTo(first.get(member));
        }
        assertThat(first.at("/tools")).hasSize(2);
    }

    @Test
    void tagsWithoutAFunctionFailAndNameWhatThereIs() {
        Exchange failed = ask("direct:askOthers");

        assertThat(failed.getException(InteractionRequestException.class).getOption())
                .isEqualTo("tags");
        assertThat(failed.getException()).message().contains("u,v", "add (tags t)");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aHeaderNamesTheTagsOfOneMessage() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions-tool:other?tags=u,w")
                .setBody()
                .constant("4"));
        emulator().script(onCreate().call("c1", "other", "{}"), onCreate().text("done"));

        fluentTemplate
                .to("direct:ask")
                .withBody("Add")
                .withHeader(GeminiInteractionsConstants.TAGS, "u")
                .send();

        assertThat(emulator().requests().get(0).at("/tools/0/name").asText()).isEqualTo("other");
        assertThat(emulator().requests().get(0).at("/tools")).hasSize(1);
    }

    @Test
    void aSecondFunctionOfANameFailsToStartAndNamesBothRoutes() {
        assertThatThrownBy(() ->
                        RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions-tool:add?tags=s,t")
                                .routeId("second")
                                .to("mock:second")))
                .hasStackTraceContaining("Two routes declare the function add: route adds and route second");
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
        assertThatThrownBy(() -> RouteBuilder.addRoutes(context, routes -> routes.from(
                                "gemini-interactions-tool:f?tags=t&argSchema=RAW({\"type\":\"object\","
                                        + "\"properties\":{\"" + name + "\":{\"type\":\"string\"}}})")
                        .to("mock:f")))
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
        assertThatThrownBy(() ->
                        RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions-tool:f?" + options)
                                .to("mock:f")))
                .rootCause()
                .isInstanceOfAny(InteractionRequestException.class, IllegalArgumentException.class);
    }

    @Test
    void enumsAndSchemasAreDeclared() throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("gemini-interactions-tool:f?tags=u&parameter.x=string&parameter.x.enum=a,b&parameter.n=integer"
                            + "&parameter.n.enum=1,2")
                    .to("mock:f");
            routes.from("gemini-interactions-tool:g?tags=v&argSchema=classpath:dsl/order.json")
                    .to("mock:g");
        });
        emulator().script(onCreate().text("done"));

        ask("direct:askOthers");

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
    void aFunctionThatToolsDeclareTooIsRefused() {
        Exchange failed = fluentTemplate
                .to("direct:ask")
                .withBody("Add")
                .withHeader(GeminiInteractionsConstants.TOOLS, "{\"type\":\"function\",\"name\":\"add\"}")
                .send();

        assertThat(failed.getException(InteractionRequestException.class).getOption())
                .isEqualTo("tools");
        assertThat(failed.getException()).message().contains("route adds");
    }

    @Test
    void aModelAskedInsideAFunctionIsAskedPlainly() throws Exception {
        AdviceWith.adviceWith(context, "adds", route -> route.weaveByToUri("mock:add")
                .replace()
                .setBody()
                .constant("What is 1 + 2?")
                .to(CREATE));
        emulator()
                .script(
                        onCreate().call("c1", "add", "{\"a\":1}"),
                        onCreate().prompt("What is 1").text("3"),
                        onCreate().text("done"));

        assertThat(ask("direct:ask").getMessage().getBody()).isEqualTo("done");
        assertThat(result().asText()).isEqualTo("3");
        emulator().assertExhausted();
    }

    @Test
    void aResultByHandNamesItsCall() {
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("done"));
        String id = fluentTemplate
                .to("direct:create")
                .withBody("Add")
                .withHeader(GeminiInteractionsConstants.TOOLS, "{\"type\":\"function\",\"name\":\"add\"}")
                .send()
                .getMessage()
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);

        Exchange without = fluentTemplate
                .to("direct:create")
                .withBody("3")
                .withHeader(GeminiInteractionsConstants.FUNCTION_CALL_ID, "c1")
                .send();
        Exchange answered = fluentTemplate
                .to("direct:create")
                .withBody(Map.of("sum", 3))
                .withHeader(GeminiInteractionsConstants.FUNCTION_CALL_ID, "c1")
                .withHeader(GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID, id)
                .send();

        assertThat(without.getException(InteractionRequestException.class).getOption())
                .isEqualTo(GeminiInteractionsConstants.FUNCTION_CALL_ID);
        assertThat(answered.getMessage().getBody()).isEqualTo("done");
        assertThat(answered.getMessage().getHeader(GeminiInteractionsConstants.FUNCTION_CALL_ID))
                .isNull();
        assertThat(result()).hasToString("{\"sum\":3}");
    }

    @Test
    void notifiersHearOfStartCallAndEnd() {
        Queue<GeminiInteractionsToolEvent> events = new ConcurrentLinkedQueue<>();
        context.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof GeminiInteractionsToolEvent ours) events.add(ours);
            }
        });
        getMockEndpoint("mock:add").returnReplyBody(Builder.constant("3"));
        emulator().script(onCreate().call("c1", "add", "{\"a\":77}"), onCreate().text("done"));

        Exchange asked = ask("direct:ask");

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

    private static void fail(Exchange call) {
        throw new IllegalStateException("no table");
    }

    private JsonNode result() {
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

    /** Parks each exchange until the test completes it, with the body "late". */
    private static final class Parking extends AsyncProcessorSupport {
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
