// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.exception.InteractionFunctionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Registry;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What a route rolled back was not handled, whether or not it leaves an exception, in a transaction and without one. */
class RolledBackStepTest extends GeminiEmulatorTestSupport {

    private static final AtomicInteger ATTEMPTS = new AtomicInteger();

    /** Fails at the first step. */
    private static final Processor FAILING = step -> {
        if (ATTEMPTS.incrementAndGet() == 1) throw new IllegalStateException("not now");
    };

    private static boolean isFirst(Exchange step) {
        return ATTEMPTS.incrementAndGet() == 1;
    }

    /** Transactions without a resource. */
    private static final class Transactions extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    /** Ways to roll back the first step. */
    static Stream<Arguments> rollbacks() {
        return Stream.of(
                way("markRollbackOnly", route -> route.to("mock:steps")
                        .choice()
                        .when(RolledBackStepTest::isFirst)
                        .markRollbackOnly()
                        .end()),
                way("markRollbackOnlyLast", route -> route.to("mock:steps")
                        .choice()
                        .when(RolledBackStepTest::isFirst)
                        .markRollbackOnlyLast()
                        .end()),
                way("rollback", route -> route.to("mock:steps")
                        .choice()
                        .when(RolledBackStepTest::isFirst)
                        .rollback("not now")
                        .end()),
                way("handled, markRollbackOnly", route -> route.onException(IllegalStateException.class)
                        .handled(true)
                        .markRollbackOnly()
                        .end()
                        .to("mock:steps")
                        .process(FAILING)),
                way("handled, markRollbackOnlyLast", route -> route.onException(IllegalStateException.class)
                        .handled(true)
                        .markRollbackOnlyLast()
                        .end()
                        .to("mock:steps")
                        .process(FAILING)),
                way("transacted, markRollbackOnly", route -> route.transacted()
                        .to("mock:steps")
                        .choice()
                        .when(RolledBackStepTest::isFirst)
                        .markRollbackOnly()
                        .end()),
                way("transacted, rollback", route -> route.transacted()
                        .to("mock:steps")
                        .choice()
                        .when(RolledBackStepTest::isFirst)
                        .rollback("not now")
                        .end()),
                way("transacted, handled, markRollbackOnly", route -> route.onException(IllegalStateException.class)
                        .handled(true)
                        .markRollbackOnly()
                        .end()
                        .transacted()
                        .to("mock:steps")
                        .process(FAILING)));
    }

    private static Arguments way(String name, Consumer<RouteDefinition> rolledBack) {
        return arguments(name, rolledBack);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        ATTEMPTS.set(0);
        MemoryStateRepository cursors = new MemoryStateRepository();
        cursors.start();
        registry.bind("cursors", cursors);
        registry.bind("PROPAGATION_REQUIRED", new SpringTransactionPolicy(new Transactions()));
    }

    private void script() {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rollbacks")
    void theProducerOfAChannelFailsAndItsResumeBeginsWithThatStep(String name, Consumer<RouteDefinition> rolledBack)
            throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:ask")
                    .to("gemini-interactions:create?streaming=true&channel=c&cursorRepository=#cursors&model=" + MODEL);
            routes.from("direct:resume").to("gemini-interactions:resume?channel=c&cursorRepository=#cursors");
            rolledBack.accept(routes.from("gemini-interactions:stream?channel=c"));
        });
        script();
        MockEndpoint steps = getMockEndpoint("mock:steps");

        Exchange asked = fluentTemplate.to("direct:ask").withBody("Capital?").send();

        assertThat(asked.getException()).isNotNull();
        assertThat(RouteKit.bodies(steps)).containsExactly("Easy.");
        String id = emulator().interactionIds().get(0);
        assertThat(fluentTemplate.to("direct:resume").withBody(id).request(String.class))
                .isEqualTo("Paris");
        assertThat(RouteKit.bodies(steps)).containsExactly("Easy.", "Easy.", "Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    /** Camel removes that mark at the end of the transaction. */
    @Test
    void aMarkForOneTransactionAloneDoesNotConcernTheStep() throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:ask").to("gemini-interactions:create?streaming=true&channel=c&model=" + MODEL);
            routes.from("gemini-interactions:stream?channel=c")
                    .transacted()
                    .to("mock:steps")
                    .markRollbackOnlyLast();
        });
        script();
        getMockEndpoint("mock:steps").expectedBodiesReceived("Easy.", "Paris");

        assertThat(fluentTemplate.to("direct:ask").withBody("Capital?").request(String.class))
                .isEqualTo("Paris");
        RouteKit.assertSatisfied(context);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rollbacks")
    void aConsumerOfARunGoesOnAtThatStepByItself(String name, Consumer<RouteDefinition> rolledBack) throws Exception {
        script();
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedBodiesReceived("Easy.", "Easy.", "Paris");

        RouteBuilder.addRoutes(
                context,
                routes -> rolledBack.accept(
                        routes.from("gemini-interactions:create?input=x&background=true&runKey=k&restartDelay=1"
                                + "&cursorRepository=#cursors&model=" + MODEL)));

        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rollbacks")
    void aFunctionHasFailed(String name, Consumer<RouteDefinition> rolledBack) throws Exception {
        RouteBuilder.addRoutes(context, routes -> {
            routes.from("direct:call")
                    .to("gemini-interactions:create?tags=t&toolExecutionErrorStrategy=failExchange&model=" + MODEL);
            rolledBack.accept(routes.from("gemini-interactions-tool:price?tags=t&description=Price"));
        });
        emulator().script(onCreate().call("price", "{}"));

        Exchange asked = fluentTemplate.to("direct:call").withBody("Price?").send();

        assertThat(asked.getException()).isInstanceOf(InteractionFunctionException.class);
        assertThat(getMockEndpoint("mock:steps").getReceivedCounter()).isEqualTo(1);
    }
}
