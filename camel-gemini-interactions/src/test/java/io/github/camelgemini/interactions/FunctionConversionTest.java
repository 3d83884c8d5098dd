// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.feature.function.FunctionRoute;
import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelgemini.interactions.exception.InteractionFunctionException.Reason;
import org.apache.camel.Exchange;
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
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Whose failure it is when a function gives no result: that of its route, which the model is told, or of what is around it. */
class FunctionConversionTest extends RouteTest {

    private static final String ASK = "gemini-interactions:create?model=" + MODEL + "&tags=t";
    private static final String ADD = "gemini-interactions-tool:add?tags=t&parameter.a=integer";

    private final Logger logger = (Logger) LoggerFactory.getLogger(
            FunctionRoute.class.getPackageName() + ".RouteFunction");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    /** A body that fails when it is read. */
    public record Broken(Supplier<Throwable> failure) {
        public String getText() throws Throwable {
            throw failure.get();
        }
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
        start(routes -> routes.from(ADD).routeId("adder").process(exchange -> exchange.getMessage()
                .setBody(body)));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"));

        Exchange failed = send("Add");

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
        start(routes -> routes.from(ADD).process(exchange -> exchange.getMessage()
                .setBody(broken(() -> new NoClassDefFoundError("com/acme/Gone")))));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"));

        send("Add");

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .contains("NoClassDefFoundError: com/acme/Gone");
    }

    @Test
    void argumentsThatCannotBecomeHeadersFailTheExchange() throws Exception {
        context.getCamelContextExtension().setHeadersMapFactory(new BrokenHeaders());
        start(routes -> routes.from(ADD).process(collector()));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"));

        Exchange failed = send("Add");

        assertThat(failed.getException(InteractionFunctionException.class).getReason())
                .isEqualTo(Reason.CONVERSION);
        assertThat(failed.getException()).hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(collected).isEmpty();
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    /** It is the user's class that is missing, not one of ours. */
    @Test
    void anErrorInTheRouteOfAFunctionIsTheFunctionsFailure() throws Exception {
        start(routes -> routes.from(ADD).process(exchange -> {
            throw new NoClassDefFoundError("com/acme/Gone");
        }));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("sorry"));

        assertThat(send("Add").getMessage().getBody()).isEqualTo("sorry");
        assertThat(emulator().lastRequest().at("/input/0/is_error").asBoolean()).isTrue();
        assertThat(logged.list).isEmpty();
    }

    @Test
    void anErrorInAnEventNotifierLeavesTheMessageWithItsAnswer() throws Exception {
        context.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof GeminiInteractionsToolEvent) throw new NoClassDefFoundError("com/acme/Gone");
            }
        });
        start(routes -> routes.from(ADD).setBody().constant("3"));
        emulator().script(onCreate().call("c1", "add", "{\"a\":1}"), onCreate().text("done"));

        assertThat(send("Add").getMessage().getBody()).isEqualTo("done");
    }

    /** Fails the test, instead of waiting for ever, when the message never ends. */
    private Exchange send(String body) throws Exception {
        return template.asyncSend(ASK, exchange -> exchange.getMessage().setBody(body))
                .get(60, TimeUnit.SECONDS);
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
