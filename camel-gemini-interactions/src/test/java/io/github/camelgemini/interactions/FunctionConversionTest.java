// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.feature.function.FunctionRoute;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.Builder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.DefaultHeadersMapFactory;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.util.CaseInsensitiveMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Whose failure it is when a function gives no result: that of its route, which the model is told, or of what is around it. */
class FunctionConversionTest extends GeminiEmulatorTestSupport {

    private final Logger logger =
            (Logger) LoggerFactory.getLogger(FunctionRoute.class.getPackageName() + ".RouteFunction");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    /** A body that fails when it is read. */
    public record Broken(Supplier<Throwable> failure) {
        public String getText() throws Throwable {
            throw failure.get();
        }
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("gemini-interactions:create?model=" + MODEL + "&tags=t");
                from("gemini-interactions-tool:add?tags=t&parameter.a=integer")
                        .routeId("adder")
                        .to("mock:add");
            }
        };
    }

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(logged);
    }

    static Stream<Arguments> unreadable() {
        Map<String, Object> itself = new HashMap<>();
        itself.put("secret", itself);
        return Stream.of(
                arguments(broken(() -> new NoClassDefFoundError("com/acme/Gone")), NoClassDefFoundError.class),
                arguments(broken(() -> new NoSuchMethodError("com.acme.Gone.go()")), NoSuchMethodError.class),
                arguments(broken(() -> new OutOfMemoryError("secret")), OutOfMemoryError.class),
                arguments(broken(() -> new StackOverflowError("secret")), Throwable.class),
                arguments(broken(() -> new IllegalStateException("secret")), InteractionRequestException.class),
                arguments(itself, Throwable.class),
                arguments(new File("target/secret/no-such-file"), InteractionRequestException.class));
    }

    private static Broken broken(Supplier<Throwable> failure) {
        return new Broken(failure);
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void aResultThatCannotBeConvertedFailsTheExchangeAndTheModelIsNotAsked(Object body, Class<?> cause)
            throws Exception {
        getMockEndpoint("mock:add")
                .whenAnyExchangeReceived(call -> call.getMessage().setBody(body));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"));

        Exchange failed = ask();

        assertThat(failed.getException(InteractionFunctionException.class))
                .hasMessageStartingWith("The result of a function could not be converted")
                .message()
                .doesNotContain("secret");
        assertThat(failed.getException(InteractionFunctionException.class).getReason())
                .isEqualTo(Reason.CONVERSION);
        assertThat(failed.getException().getCause()).isInstanceOf(cause);
        assertThat(FunctionTest.outcomes(failed)).containsExactly("failed");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
        assertThat(logged.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getFormattedMessage())
                    .contains("add of route adder, call c1: "
                            + failed.getException().getCause().getClass().getName())
                    .doesNotContain("secret");
        });
    }

    @Test
    void theClassThatIsMissingIsLogged() throws Exception {
        getMockEndpoint("mock:add").whenAnyExchangeReceived(call -> call.getMessage()
                .setBody(broken(() -> new NoClassDefFoundError("com/acme/Gone"))));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"));

        ask();

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .contains("NoClassDefFoundError: com/acme/Gone");
    }

    @Test
    void argumentsThatCannotBecomeHeadersFailTheExchange() throws Exception {
        context.getCamelContextExtension().setHeadersMapFactory(new BrokenHeaders());
        getMockEndpoint("mock:add").expectedMessageCount(0);
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"));

        Exchange failed = ask();

        assertThat(failed.getException(InteractionFunctionException.class).getReason())
                .isEqualTo(Reason.CONVERSION);
        assertThat(failed.getException()).hasRootCauseInstanceOf(NoClassDefFoundError.class);
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    /** It is the user's class that is missing, not one of ours. */
    @Test
    void anErrorInTheRouteOfAFunctionIsTheFunctionsFailure() throws Exception {
        // Not in the mock endpoint: it takes an error for a failed expectation.
        AdviceWith.adviceWith(context, "adder", route -> route.weaveAddLast().process(call -> {
            throw new NoClassDefFoundError("com/acme/Gone");
        }));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("sorry"));

        assertThat(ask().getMessage().getBody()).isEqualTo("sorry");
        assertThat(emulator().lastRequest().at("/input/0/is_error").asBoolean()).isTrue();
        assertThat(logged.list).isEmpty();
    }

    /** The route has failed, not what reads its result: the stream is awaited in the route. */
    @Test
    void aStreamThatFailsAsTheResultIsTheFunctionsFailure() throws Exception {
        AdviceWith.adviceWith(context, "adder", route -> route.weaveAddLast()
                .setBody(Builder.constant("1"))
                .to("gemini-interactions:create?streaming=true&model=" + MODEL));
        emulator()
                .script(
                        onCreate().call("c1", "add", "{\"a\":1}"),
                        onCreate().stream(true).text("one").status("failed"),
                        onCreate().text("sorry"));

        assertThat(ask().getMessage().getBody()).isEqualTo("sorry");
        assertThat(emulator().lastRequest().at("/input/0/is_error").asBoolean()).isTrue();
        assertThat(logged.list).isEmpty();
    }

    @Test
    void anErrorInAnEventNotifierLeavesTheMessageWithItsAnswer() throws Exception {
        AtomicInteger events = new AtomicInteger();
        context.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (!(event instanceof GeminiInteractionsToolEvent)) return;
                events.incrementAndGet();
                throw new NoClassDefFoundError("com/acme/Gone");
            }
        });
        getMockEndpoint("mock:add").returnReplyBody(Builder.constant("3"));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("done"));

        assertThat(ask().getMessage().getBody()).isEqualTo("done");
        assertThat(events).hasPositiveValue();
    }

    /** Fails, instead of waiting for ever, when the message never ends. */
    private Exchange ask() throws Exception {
        return fluentTemplate.to("direct:ask").withBody("Add").asyncSend().get(1, TimeUnit.MINUTES);
    }

    /** Headers of which one, an argument, cannot be set. */
    private static final class BrokenHeaders extends DefaultHeadersMapFactory {
        @Override
        public Map<String, Object> newMap() {
            return new CaseInsensitiveMap() {
                private static final long serialVersionUID = 1L;

                @Override
                public Object put(String name, Object value) {
                    if (name.equals("a")) throw new NoClassDefFoundError("com/acme/Gone");
                    return super.put(name, value);
                }
            };
        }
    }
}
