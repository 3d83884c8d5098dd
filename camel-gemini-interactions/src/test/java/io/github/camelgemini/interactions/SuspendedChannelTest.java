// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.throttling.ThrottlingInflightRoutePolicy;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** A channel whose route is suspended while streams are open: they wait for it, or fail in a way that is clear. */
class SuspendedChannelTest extends GeminiEmulatorTestSupport {

    private static final String TO = "gemini-interactions:create?model=" + MODEL + "&streaming=true&channel=";
    private static final String FROM = "gemini-interactions:stream?channel=";

    private final CountDownLatch crowded = new CountDownLatch(4);
    private final AtomicBoolean left = new AtomicBoolean();
    private final CountDownLatch throttled = new CountDownLatch(1);
    private final CountDownLatch firstStep = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Suspends the route where more than two exchanges are in it, and resumes it at one. */
    private final ThrottlingInflightRoutePolicy throttling = new ThrottlingInflightRoutePolicy() {
        @Override
        public boolean suspendOrStopConsumer(Consumer consumer) throws Exception {
            boolean suspended = super.suspendOrStopConsumer(consumer);
            throttled.countDown();
            return suspended;
        }
    };

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getShutdownStrategy().setTimeout(RouteKit.FAR.toSeconds());
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        throttling.setMaxInflightExchanges(2);
        throttling.setScope(ThrottlingInflightRoutePolicy.ThrottlingScope.Route);
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:askThrottled").to(TO + "throttled");
                from(FROM + "throttled&emit=deltas,completed&stepTypes=model_output")
                        .routePolicy(throttling)
                        .process(delta -> {
                            crowded.countDown();
                            crowded.await(1, TimeUnit.MINUTES);
                            if (left.getAndSet(true)) throttled.await(1, TimeUnit.MINUTES);
                        })
                        .to("mock:throttled");

                from("direct:ask").to(TO + "c");
                from("direct:askShortly").to(TO + "c&channelTimeout=50");
                from(FROM + "c").routeId("steps").to("mock:steps");

                from("direct:askOther").to(TO + "other");
                from(FROM + "other").to("mock:other");
            }
        };
    }

    /** A stream whose first step is in the route, which is then suspended: the second step is still to come. */
    private Future<Exchange> suspendedBehindItsFirstStep(String route) throws Exception {
        emulator().script(onCreate().thought("Easy.").text("Paris"));
        getMockEndpoint("mock:steps").whenExchangeReceived(1, step -> {
            firstStep.countDown();
            released.await(1, TimeUnit.MINUTES);
        });
        Future<Exchange> asked = fluentTemplate.to(route).withBody("Capital?").asyncSend();
        assertThat(firstStep.await(1, TimeUnit.MINUTES)).isTrue();
        CompletableFuture<Void> suspended = CompletableFuture.runAsync(() -> {
            try {
                context.getRouteController().suspendRoute("steps");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        eventually()
                .until(() -> context.getRoute("steps").getConsumer() instanceof GeminiInteractionsChannelConsumer steps
                        && steps.emitter() == null);
        released.countDown();
        suspended.get(1, TimeUnit.MINUTES);
        assertThat(context.getRouteController().getRouteStatus("steps")).isEqualTo(ServiceStatus.Suspended);
        return asked;
    }

    private static Exchange ended(Future<Exchange> exchange) throws Exception {
        return exchange.get(1, TimeUnit.MINUTES);
    }

    @Test
    void aPolicyThatThrottlesIsBackPressure() throws Exception {
        emulator().script(onCreate().deltas("a", "b", "c", "d").always());
        List<Future<Exchange>> asked = new ArrayList<>();
        for (int n = 0; n < 8; n++)
            asked.add(fluentTemplate.to("direct:askThrottled").withBody("Hi").asyncSend());

        for (Future<Exchange> stream : asked) {
            assertThat(ended(stream).getException()).isNull();
            assertThat(ended(stream).getMessage().getBody()).isEqualTo("abcd");
        }
        assertThat(throttled.getCount()).isZero();
        assertThat(getMockEndpoint("mock:throttled").getReceivedCounter()).isEqualTo(8 * 5);
        assertThat(emulator().ledger().creates()).isEqualTo(8);
    }

    @Test
    void anOpenStreamGoesOnWhereItWasWhenTheRouteIsResumed() throws Exception {
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedBodiesReceived("Easy.", "Paris");
        Future<Exchange> asked = suspendedBehindItsFirstStep("direct:ask");
        emulator().script(onCreate().text("Rome"));
        getMockEndpoint("mock:other").expectedBodiesReceived("", "Rome");
        fluentTemplate.to("direct:askOther").withBody("And here?").send();
        assertThat(asked.isDone()).isFalse();
        assertThat(steps.getReceivedCounter()).isEqualTo(1);

        context.getRouteController().resumeRoute("steps");

        assertThat(ended(asked).getException()).isNull();
        assertThat(asked.get().getMessage().getBody()).isEqualTo("Paris");
        RouteKit.assertSatisfied(context);
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void anOpenStreamFailsWhenTheRouteIsSuspendedForTooLong() throws Exception {
        Future<Exchange> asked = suspendedBehindItsFirstStep("direct:askShortly");

        assertThat(ended(asked).getException())
                .isInstanceOf(InteractionStoppedException.class)
                .hasMessageContainingAll("steps", "suspended", "channelTimeout=50")
                .extracting(failure -> ((InteractionStoppedException) failure).getInteractionId())
                .isEqualTo(emulator().interactionIds().get(0));
        assertThat(getMockEndpoint("mock:steps").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void aNewStreamFailsBeforeItIsSentAndNamesTheSuspendedRoute() throws Exception {
        context.getRouteController().suspendRoute("steps");

        Exchange asked =
                fluentTemplate.to("direct:askShortly").withBody("Capital?").send();

        assertThat(asked.getException())
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContainingAll("steps", "suspended", "channelTimeout=50", "nothing was sent");
        assertThat(emulator().requests(Operation.CREATE)).isEmpty();
    }

    @Test
    void aRouteThatStopsWhileItIsSuspendedAnswersItsStreams() throws Exception {
        Future<Exchange> asked = suspendedBehindItsFirstStep("direct:ask");

        context.getRouteController().stopRoute("steps");

        assertThat(ended(asked).getException()).isInstanceOf(InteractionStoppedException.class);
    }

    @Test
    void aContextThatStopsWhileARouteIsSuspendedAnswersItsStreams() throws Exception {
        Future<Exchange> asked = suspendedBehindItsFirstStep("direct:ask");

        context.stop();

        assertThat(ended(asked).getException()).isInstanceOf(InteractionStoppedException.class);
    }
}
