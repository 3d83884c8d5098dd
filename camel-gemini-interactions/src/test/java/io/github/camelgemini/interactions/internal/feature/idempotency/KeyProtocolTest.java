// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.call.ContinuedRun;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.internal.support.async.Nodes;
import io.github.camelgemini.interactions.internal.support.async.Nodes.Node;
import io.github.camelgemini.interactions.internal.support.async.StateSpace;
import io.github.camelgemini.interactions.internal.support.async.StateSpace.Explored;
import io.github.camelgemini.interactions.internal.support.async.StateSpace.Faults;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes get the same message with the same idempotency key: in all interleavings of their accesses to the repository and
 * of their creates, with faults between any two of them, the key is paid once, but for the exceptions that
 * {@code docs/paying-once.adoc} lists.
 */
class KeyProtocolTest {

    private static final String KEY = "order";
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    @BeforeAll
    static void quiet() {
        ((Logger) LoggerFactory.getLogger(KeyLease.class)).setLevel(Level.OFF); // thousands of scripted faults
    }

    @AfterAll
    static void loud() {
        ((Logger) LoggerFactory.getLogger(KeyLease.class)).setLevel(null);
    }

    /** How the service answers the first create. */
    enum First {
        ANSWERED,
        REFUSED,
        CUT
    }

    /** What the second create of a delivery is. */
    enum Second {
        NONE,
        /** A round of a function loop: may be created again after an interruption. */
        ROUND,
        /** The next part of an answer that requires continuation. */
        PART
    }

    /** Kinds of fault that may happen, one of them in each execution. */
    enum Disturbed {
        NOTHING(0, 0, 0, 0),
        ACCESSES(1, 1, 0, 0),
        KILLS(0, 0, 1, 0),
        PAUSES(0, 0, 0, 1),
        ALL(1, 1, 1, 1);

        private final Faults faults;

        Disturbed(int lostAnswers, int failures, int kills, int pauses) {
            this.faults = new Faults(lostAnswers, failures, kills, pauses, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, false, ANSWERED, ACCESSES",
        "NONE, true, ANSWERED, KILLS",
        "ROUND, false, ANSWERED, NOTHING",
        "PART, false, ANSWERED, NOTHING",
        "NONE, false, REFUSED, NOTHING",
        "NONE, false, CUT, NOTHING",
        "NONE, true, CUT, NOTHING"
    })
    void theKeyIsPaidOnce(Second second, boolean resend, First first, Disturbed disturbed) {
        explore(second, resend, first, disturbed);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "NONE, false, ANSWERED, ALL",
        "NONE, true, ANSWERED, ALL",
        "ROUND, false, ANSWERED, ACCESSES",
        "ROUND, false, ANSWERED, KILLS",
        "PART, false, ANSWERED, ACCESSES",
        "PART, false, ANSWERED, KILLS",
        "PART, true, ANSWERED, KILLS",
        "NONE, false, REFUSED, ACCESSES",
        "NONE, false, REFUSED, KILLS",
        "NONE, false, CUT, ALL",
        "NONE, true, CUT, ACCESSES"
    })
    void theKeyIsPaidOnceInLongerDeliveries(Second second, boolean resend, First first, Disturbed disturbed) {
        explore(second, resend, first, disturbed);
    }

    private static void explore(Second second, boolean resend, First first, Disturbed disturbed) {
        long began = System.nanoTime();
        Explored explored = StateSpace.explore(
                disturbed.faults, nodes -> new World(nodes, second, resend, first, disturbed.faults));
        System.out.printf(
                "key claim, second create %s, resend %b, first create %s, disturbed %s: %s, %d ms%n",
                second, resend, first, disturbed, explored, (System.nanoTime() - began) / 1_000_000);
        assertThat(explored.ends()).isPositive();
    }

    private static final class World implements StateSpace.World {

        private final Nodes nodes;
        private final Second second;
        private final boolean resend;
        private final First first;
        private final Faults faults;
        // What the nodes share.
        private final Map<String, String> states = new TreeMap<>();
        private final List<Integer> paid = new ArrayList<>();
        private int creates;
        private final List<Delivery> deliveries = new ArrayList<>();

        World(Nodes nodes, Second second, boolean resend, First first, Faults faults) {
            this.nodes = nodes;
            this.second = second;
            this.resend = resend;
            this.first = first;
            this.faults = faults;
            nodes.disturbAtStepsOnly(Duration.ofSeconds(1));
            for (String name : List.of("A", "B")) {
                Node node = nodes.add(name);
                LeaseHolder holder = new LeaseHolder(name, nodes::nanos);
                deliver(node, holder, 2);
            }
        }

        private void deliver(Node node, LeaseHolder holder, int attempts) {
            Delivery delivery = new Delivery(node, holder, attempts);
            deliveries.add(delivery);
            delivery.begin();
        }

        @Override
        public String shared() {
            return states.toString() + paid + creates;
        }

        private int used(ToIntFunction<Faults> kind) {
            return kind.applyAsInt(faults) - kind.applyAsInt(nodes.faultsLeft());
        }

        @Override
        public void check() {
            int interrupted = used(Faults::kills) + used(Faults::pauses);
            long firstRound = paid.stream().filter(round -> round == 1).count();
            int unknown = first == First.CUT ? 1 : 0;
            assertThat(firstRound)
                    .as("creates of the first round")
                    .isLessThanOrEqualTo(1 + (resend ? interrupted + unknown : 0));
            assertThat(paid.size() - firstRound)
                    .as("second creates")
                    .isLessThanOrEqualTo(1 + (resend || second == Second.ROUND ? interrupted : 0));
        }

        @Override
        public void checkEnd() {
            int interrupted = used(Faults::kills) + used(Faults::pauses);
            boolean paidTwice = paid.size() > creates(); // in one of the documented exceptions, see check()
            @Nullable String answer = null;
            for (Delivery delivery : deliveries) {
                assertThat(delivery.node.uncaught()).isEmpty();
                if (delivery.node.isDead()) continue;
                assertThat(delivery.ends).as("ends of a delivery").isEqualTo(1);
                if (delivery.failure instanceof InteractionInDoubtException)
                    assertThat(interrupted > 0 || first == First.CUT)
                            .as("in doubt without a reason")
                            .isTrue();
                if (delivery.answer == null) continue;
                if (answer != null && !paidTwice) assertThat(delivery.answer).isEqualTo(answer);
                answer = delivery.answer;
            }
        }

        private int creates() {
            return second == Second.NONE ? 1 : 2;
        }

        /** One delivery of the message. When it fails, its source delivers the message again. */
        private final class Delivery {

            private final Node node;
            private final LeaseHolder holder;
            private final int attempts;
            private int ends;
            private @Nullable String answer;
            private @Nullable Throwable failure;

            Delivery(Node node, LeaseHolder holder, int attempts) {
                this.node = node;
                this.holder = holder;
                this.attempts = attempts;
            }

            void begin() {
                Exchange exchange = new DefaultExchange(CONTEXT);
                InteractionRequest request = new InteractionRequest(
                        "m", null, List.of(), null, List.of(), null, null, null, null, null, false, Map.of());
                ReadRequest read = new ReadRequest(
                        request, null, null, null, Map.of(), null, List.of(), null, KEY, CallObservation.NONE);
                InteractionRunner checked = new KeyLeaseCheck().around(new Service(node), read, exchange);
                KeyStore keys = new KeyStore(new Repository(node));
                new IdempotencyDecorator(keys, true, resend, node.threads(), holder)
                        .around(
                                second == Second.PART ? new Continued(node, checked, request) : new Loop(checked),
                                read,
                                exchange)
                        .create(request)
                        .whole()
                        .whenComplete(this::ended);
            }

            private void ended(@Nullable Interaction whole, @Nullable Throwable failed) {
                ends++;
                if (failed == null) {
                    answer = whole.id();
                    return;
                }
                failure = Futures.unwrapped(failed);
                if (attempts > 1)
                    node.threads().timer().schedule(() -> deliver(node, holder, attempts - 1), 1, TimeUnit.SECONDS);
            }
        }

        /** Continues an answer of two parts. */
        private record Continued(Node node, InteractionRunner runs, InteractionRequest request)
                implements InteractionRunner {

            private ContinuedRun.Settings settings() {
                return new ContinuedRun.Settings(
                        1,
                        0,
                        new ContinuedRun.Timeout("requestTimeout", null),
                        node.threads().timer(),
                        node.threads().requests());
            }

            @Override
            public RunHandle create(InteractionRequest sent) {
                return ContinuedRun.create(settings(), runs, sent);
            }

            @Override
            public RunHandle attach(List<String> ids) {
                return ContinuedRun.attach(settings(), runs, request, ids);
            }
        }

        /** A loop of rounds, each of which is an interaction, as functions make them. */
        private final class Loop implements InteractionRunner {

            private final InteractionRunner runs;

            Loop(InteractionRunner runs) {
                this.runs = runs;
            }

            @Override
            public RunHandle create(InteractionRequest request) {
                StagedRun stages = new StagedRun();
                follow(stages, runs.create(request), request);
                return stages;
            }

            @Override
            public RunHandle attach(List<String> ids) {
                StagedRun stages = new StagedRun();
                follow(stages, runs.attach(ids), null);
                return stages;
            }

            private void follow(StagedRun stages, RunHandle run, @Nullable InteractionRequest request) {
                stages.begin(run).whenComplete((answer, failure) -> {
                    if (failure != null || roundOf(answer.id()) == creates()) {
                        stages.end(answer, failure);
                        return;
                    }
                    InteractionRequest next = new InteractionRequest(
                            "m",
                            null,
                            List.of(),
                            null,
                            List.of(),
                            null,
                            null,
                            answer.id(),
                            null,
                            null,
                            false,
                            Map.of());
                    follow(stages, runs.create(next), next);
                });
            }
        }

        private static int roundOf(@Nullable String id) {
            return Integer.parseInt(Objects.requireNonNull(id).substring(1, id.indexOf('-')));
        }

        /** The service: what it creates is paid for. An answer takes three seconds. */
        private final class Service implements InteractionRunner {

            private final Node node;

            Service(Node node) {
                this.node = node;
            }

            @Override
            public RunHandle create(InteractionRequest request) {
                int round = request.previousInteractionId() == null ? 1 : 2;
                StagedRun run = new StagedRun();
                node.threads().routes().execute(() -> node.step("create of round " + round, () -> sent(round, run)));
                return run;
            }

            private void sent(int round, StagedRun run) {
                if (used(Faults::pauses) == 0)
                    assertThat(states.get(KeyStore.stored(KEY)))
                            .as("holder of the key")
                            .contains(node.name() + "-");
                boolean isFirst = creates++ == 0;
                if (isFirst && first == First.REFUSED) {
                    run.end(null, new InteractionRejectedException("create", 400, "invalid_request", "", null, null));
                    return;
                }
                paid.add(round);
                String id = "r" + round + "-" + paid.size();
                node.threads()
                        .timer()
                        .schedule(
                                () -> {
                                    if (isFirst && first == First.CUT)
                                        run.end(null, new InteractionTransportException("cut", false, null));
                                    else run.end(answer(id), null);
                                },
                                3,
                                TimeUnit.SECONDS);
            }

            @Override
            public RunHandle attach(List<String> ids) {
                StagedRun run = new StagedRun();
                run.end(answer(ids.get(ids.size() - 1)), null);
                return run;
            }

            private Interaction answer(String id) {
                return second == Second.PART && roundOf(id) == 1
                        ? Interaction.of(id, InteractionStatus.REQUIRES_CONTINUATION)
                                .withContinuationToken("t")
                        : Interaction.of(id, InteractionStatus.COMPLETED);
            }
        }

        /** The database, as one node reaches it. */
        private final class Repository extends ServiceSupport implements ConditionalStateRepository {

            private final Node node;

            Repository(Node node) {
                this.node = node;
            }

            @Override
            public @Nullable String getState(String key) {
                return node.step("read", false, () -> states.get(key));
            }

            @Override
            public void setState(String key, String value) {
                throw new AssertionError("An unconditional write may overwrite what another node has written");
            }

            @Override
            public boolean replace(String key, @Nullable String expected, String value) {
                return node.step("write " + value, true, () -> {
                    if (!Objects.equals(states.get(key), expected)) return false;
                    states.put(key, value);
                    return true;
                });
            }

            @Override
            public boolean removeState(String key, String expected) {
                return node.step("removal of " + expected, true, () -> states.remove(key, expected));
            }

            @Override
            public void removeState(String key) {
                throw new AssertionError("An unconditional removal may remove what another node has written");
            }
        }
    }
}
