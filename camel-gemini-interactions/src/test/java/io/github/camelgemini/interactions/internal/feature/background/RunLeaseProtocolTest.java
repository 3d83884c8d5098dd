// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.PollQueue;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.StagedRun;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.stream.ResumeSettings;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.internal.support.async.Nodes;
import io.github.camelgemini.interactions.internal.support.async.Nodes.Node;
import io.github.camelgemini.interactions.internal.support.async.Nodes.SharedAccessException;
import io.github.camelgemini.interactions.internal.support.async.StateSpace;
import io.github.camelgemini.interactions.internal.support.async.StateSpace.Explored;
import io.github.camelgemini.interactions.internal.support.async.StateSpace.Faults;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.state.RunRepository;
import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes poll the runs of one repository: in all interleavings of their accesses to it and of the ends of their routes,
 * with faults between any two of them, no end is lost, and an end is routed once, but for the exceptions that {@code
 * docs/background.adoc} and {@link RunPoller} list.
 */
class RunLeaseProtocolTest {

    private static final Duration LEASE = Duration.ofSeconds(8); // renewed every 2 s
    /** A node renews its leases four times as often as they expire, and is late by one renewal at most. */
    private static final Duration SILENCE = LEASE.dividedBy(4).multipliedBy(3);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Backoff INTERVAL = new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(10));
    private static final Backoff RESTART = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long NEVER = Long.MAX_VALUE;

    private static final InteractionRequest REQUEST = new InteractionRequest(
            "m", null, List.of(), null, List.of(), null, null, null, null, true, false, Map.of());
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    @BeforeAll
    static void quiet() {
        ((Logger) LoggerFactory.getLogger(RunPoller.class)).setLevel(Level.OFF); // thousands of scripted faults
    }

    @AfterAll
    static void loud() {
        ((Logger) LoggerFactory.getLogger(RunPoller.class)).setLevel(null);
    }

    /** What the service answers to polls. */
    enum Service {
        /** The run has ended. */
        ENDED,
        /** The run has not ended when it is polled first. */
        RUNNING,
        /** There is no such run. */
        UNKNOWN
    }

    /** How the route of the first end fails, once. */
    enum Fails {
        NEVER,
        LATER,
        AT_ONCE
    }

    /** What happens between any two steps, or not at all. */
    enum Event {
        NONE,
        ONE_STOPS,
        ONE_IS_SUSPENDED_AND_RESUMED,
        ONE_IS_CLOSED,
        BOTH_STOP
    }

    /** Faults in one execution. */
    enum Budget {
        NONE(Faults.NONE),
        /** An access to the repository fails, with or without an effect. */
        ONE_ACCESS(new Faults(1, 1, 0, 0, 1)),
        ONE(new Faults(1, 1, 1, 1, 1)),
        TWO_ACCESSES(new Faults(2, 2, 0, 0, 2)),
        TWO(new Faults(2, 2, 2, 2, 2));

        private final Faults faults;

        Budget(Faults faults) {
            this.faults = faults;
        }
    }

    /**
     * @param routing seconds that a route takes; for a second run, a third of that
     * @param created true if a create adds the run, and adds it again until it has an answer
     * @param outage seconds during which a node reaches no repository after an access has failed
     * @param late true if answers of the repository take as long as the explorer wants
     */
    record Scenario(
            int runs,
            int routing,
            Service service,
            Fails fails,
            Event event,
            boolean created,
            int outage,
            boolean late,
            Budget faults) {}

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    1, 3, ENDED,   NEVER,   NONE,                         false, 0,  false, ONE_ACCESS
                    2, 3, ENDED,   NEVER,   NONE,                         false, 0,  false, NONE
                    1, 3, ENDED,   LATER,   NONE,                         false, 0,  false, ONE_ACCESS
                    1, 3, ENDED,   AT_ONCE, NONE,                         false, 0,  false, ONE_ACCESS
                    1, 3, RUNNING, NEVER,   NONE,                         false, 0,  false, ONE_ACCESS
                    1, 3, UNKNOWN, NEVER,   NONE,                         false, 0,  false, NONE
                    1, 9, ENDED,   NEVER,   ONE_STOPS,                    false, 0,  false, NONE
                    1, 3, ENDED,   NEVER,   ONE_IS_SUSPENDED_AND_RESUMED, false, 0,  false, NONE
                    1, 9, ENDED,   NEVER,   ONE_IS_CLOSED,                false, 0,  false, NONE
                    1, 3, ENDED,   NEVER,   BOTH_STOP,                    false, 0,  false, NONE
                    1, 3, ENDED,   NEVER,   NONE,                         true,  0,  false, ONE_ACCESS
                    """)
    void eachEndIsRoutedOnce(
            int runs,
            int routing,
            Service service,
            Fails fails,
            Event event,
            boolean created,
            int outage,
            boolean late,
            Budget faults) {
        explore(new Scenario(runs, routing, service, fails, event, created, outage, late, faults));
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    1, 3, ENDED,   NEVER,   NONE,                         false, 0,  false, ONE
                    1, 3, ENDED,   NEVER,   NONE,                         false, 0,  false, TWO_ACCESSES
                    1, 9, ENDED,   NEVER,   NONE,                         false, 10, false, ONE_ACCESS
                    1, 9, ENDED,   NEVER,   ONE_IS_SUSPENDED_AND_RESUMED, false, 0,  false, NONE
                    1, 9, ENDED,   NEVER,   ONE_STOPS,                    false, 0,  false, ONE_ACCESS
                    1, 3, ENDED,   NEVER,   ONE_IS_CLOSED,                false, 0,  false, ONE_ACCESS
                    1, 3, ENDED,   NEVER,   BOTH_STOP,                    false, 0,  false, ONE_ACCESS
                    1, 3, ENDED,   NEVER,   NONE,                         true,  0,  false, TWO_ACCESSES
                    """)
    void eachEndIsRoutedOnceWhateverHappensBesides(
            int runs,
            int routing,
            Service service,
            Fails fails,
            Event event,
            boolean created,
            int outage,
            boolean late,
            Budget faults) {
        explore(new Scenario(runs, routing, service, fails, event, created, outage, late, faults));
    }

    private static void explore(Scenario scenario) {
        long began = System.nanoTime();
        long[] longest = {0};
        Explored explored = StateSpace.explore(scenario.faults().faults, nodes -> new World(nodes, scenario, longest));
        System.out.printf(
                "lease of a run, %s: %s, %d s at most, %d ms%n",
                scenario, explored, longest[0] / 1_000_000_000, (System.nanoTime() - began) / 1_000_000);
        assertThat(explored.ends()).isPositive();
    }

    /** One row of the repository. */
    private static final class Row {
        private OpenRun run;
        private @Nullable Member owner;
        private long due;
        /** Since when the owner renews nothing, for a reason of its own; {@link #NEVER} while it has none. */
        private long silentSince = NEVER;

        Row(OpenRun run, long due) {
            this.run = run;
            this.due = due;
        }

        @Override
        public String toString() {
            return run.misses() + "/" + run.failures() + "/" + owner + "/" + due + "/" + silentSince;
        }
    }

    /** One routing of an end. */
    private static final class Routing {
        private final Member node;
        private final String run;
        private String state = "open";
        /** True if the end may be routed again. */
        private boolean left;

        Routing(Member node, String run) {
            this.node = node;
            this.run = run;
        }

        @Override
        public String toString() {
            return node + run + state + left;
        }
    }

    private static final class World implements StateSpace.World {

        private final Nodes nodes;
        private final Scenario scenario;
        private final long[] longest;
        private final List<Member> members = new ArrayList<>();
        // What the nodes share, and what is known of it from outside.
        private final Map<String, Row> rows = new TreeMap<>();
        private final Set<String> stored = new TreeSet<>();
        private final List<Routing> routings = new ArrayList<>();
        private boolean creating;
        private boolean addLost;
        private boolean over;
        private int failuresLeft;
        private final List<String> violations = new ArrayList<>();

        World(Nodes nodes, Scenario scenario, long[] longest) {
            this.nodes = nodes;
            this.scenario = scenario;
            this.longest = longest;
            failuresLeft = scenario.fails() == Fails.NEVER ? 0 : 1;
            for (String name : List.of("A", "B")) members.add(new Member(this, name));
            Member one = members.get(0);
            if (scenario.created()) one.create();
            else for (int run = 1; run <= scenario.runs(); run++) add(run("r" + run));
            if (scenario.event() != Event.NONE) happens(one, scenario.event());
            if (scenario.event() == Event.BOTH_STOP) happens(members.get(1), scenario.event());
            for (Member member : members) member.node.threads().routes().execute(member.poller::start);
        }

        private static OpenRun run(String id) {
            return new OpenRun(id, null, "exchange", "", Instant.EPOCH, 0, 0);
        }

        private static void happens(Member member, Event event) {
            if (event == Event.ONE_IS_CLOSED) {
                member.node.mayHappen("close", member::closePoller);
                return;
            }
            member.node.mayHappen("stop", member::stop);
            if (event == Event.ONE_IS_SUSPENDED_AND_RESUMED) member.node.mayHappen("start", member::start);
        }

        private void add(OpenRun run) {
            if (rows.containsKey(run.id())) return;
            rows.put(run.id(), new Row(run, nodes.nanos()));
            if (stored.add(run.id())) return;
            claim(addLost, "%s is stored again", run.id());
            leave(run.id(), null);
        }

        /** The ends that one node has routed, or all, may be routed again. */
        private void leave(String run, @Nullable Member node) {
            for (Routing routing : routings)
                if (routing.run.equals(run) && (node == null || routing.node == node)) routing.left = true;
        }

        /** What a node's task throws is caught by the poller. */
        private void claim(boolean holds, String otherwise, Object... values) {
            if (!holds) violations.add(String.format(otherwise, values));
        }

        /** When nothing is left to be done, the nodes stop, so that they come to rest. */
        private void stopWhenDone() {
            if (over || !rows.isEmpty() || creating && !members.get(0).node.isDead()) return;
            over = true;
            for (Member member : members) member.node.threads().routes().execute(member::stop);
        }

        private boolean isRouted(String run) {
            return routings.stream().anyMatch(routing -> routing.run.equals(run) && routing.state.equals("done"));
        }

        @Override
        public String shared() {
            return rows + "|" + stored + routings + creating + addLost + over + failuresLeft
                    + members.stream().map(Member::known).collect(Collectors.joining());
        }

        @Override
        public void check() {
            for (Member member : members) member.checkLeases();
            stopWhenDone();
            claim(nodes.nanos() <= LONGEST.multipliedBy(1 + used()).toNanos(), "a run starves: %s", rows);
            assertThat(violations).isEmpty();
        }

        private int used() {
            return scenario.faults().faults.total() - nodes.faultsLeft().total();
        }

        @Override
        public void checkEnd() {
            longest[0] = Math.max(longest[0], nodes.nanos());
            for (Member member : members) {
                assertThat(member.node.uncaught()).isEmpty();
                if (member.node.isDead()) continue;
                assertThat(member.poller.pending()).as("pending ends").isZero();
            }
            for (String run : stored) {
                Row row = rows.get(run);
                if (row == null) {
                    assertThat(isRouted(run)).as("end of %s was routed", run).isTrue();
                    continue;
                }
                assertThat(members).as("nodes that could poll %s", run).noneMatch(Member::polls);
                assertThat(row.owner == null || row.silentSince != NEVER)
                        .as("%s is or will be due: %s", run, row)
                        .isTrue();
            }
        }
    }

    /** One node: its poller, its routes, and the service as it sees it. */
    private static final class Member implements ApiClient, RunPoller.Listener {

        private final World world;
        private final String name;
        private final Node node;
        private final Repository repository;
        private final RunPoller poller;
        private final Map<String, Long> validUntil = new TreeMap<>();
        private boolean started = true;
        private boolean closed;

        Member(World world, String name) {
            this.world = world;
            this.name = name;
            this.node = world.nodes.add(name);
            this.repository = new Repository(this);
            ComponentThreads threads = node.threads();
            InteractionCalls calls = new InteractionCalls(
                    this,
                    new InteractionCalls.Threads(
                            threads.answers(),
                            threads.requests(),
                            threads.delivery(),
                            threads.routes(),
                            threads.timer()),
                    new ResumeSettings(1, 1, RESTART, LEASE),
                    null,
                    new StreamFigures(null),
                    new PollQueue(100, threads.requests()));
            RunPoller.Settings settings = new RunPoller.Settings(
                    new AwaitSettings(INTERVAL, Duration.ofDays(1)), Cancelling.Settings.NEVER, RESTART::delay);
            poller = new RunPoller(repository, calls, settings, this, threads, world.nodes.clock());
        }

        private long now() {
            return world.nodes.nanos();
        }

        void start() {
            if (world.over) return;
            started = true;
            poller.start();
        }

        void stop() {
            started = false;
            poller.stop();
        }

        void closePoller() {
            started = false;
            closed = true;
            poller.close();
        }

        @Override
        public void close() {}

        boolean polls() {
            return started && !node.isDead();
        }

        String known() {
            return name + validUntil + repository.away + started + closed;
        }

        @Override
        public String toString() {
            return name;
        }

        /** What this node may believe to hold is its own. */
        void checkLeases() {
            boolean silent = node.isPaused() || node.isDead() || closed;
            for (Row row : world.rows.values()) if (silent && row.owner == this) silent(row);
            validUntil.forEach((run, until) -> {
                Row row = world.rows.get(run);
                world.claim(
                        until <= now() || row != null && row.owner == this && row.due >= until,
                        "%s holds %s, but %s",
                        name,
                        run,
                        row);
            });
        }

        void silent(Row row) {
            row.silentSince = Math.min(row.silentSince, now());
        }

        /** Creates the run in the background; its source delivers the message again until it has an answer. */
        void create() {
            world.creating = true;
            deliver(null);
        }

        private void deliver(@Nullable String created) {
            Exchange exchange = new DefaultExchange(CONTEXT);
            ReadRequest read = new ReadRequest(
                    REQUEST, null, null, null, Map.of(), null, List.of(), null, "key", CallObservation.NONE);
            InteractionRunner runs = new RunRecordingDecorator(
                            repository,
                            true,
                            new HeaderPropagation(false, new DefaultHeaderFilterStrategy()),
                            node.threads().repositories())
                    .around(new Creates(), read, exchange);
            RunHandle run = created == null ? runs.create(REQUEST) : runs.attach(List.of(created));
            run.whole().whenComplete((answer, failure) -> {
                if (failure == null) world.creating = false;
                else node.threads().timer().schedule(() -> deliver("r1"), 1, TimeUnit.SECONDS);
            });
        }

        @Override
        public CompletionStage<ApiResponse> send(ApiRequest request) {
            String id = request.path().substring(request.path().lastIndexOf('/') + 1);
            CompletableFuture<ApiResponse> answer = new CompletableFuture<>();
            node.threads().timer().schedule(() -> answer(id, answer), POLL.toMillis(), TimeUnit.MILLISECONDS);
            return answer;
        }

        private void answer(String id, CompletableFuture<ApiResponse> answer) {
            if (world.scenario.service() == Service.UNKNOWN) {
                answer.completeExceptionally(new StatusException(new ApiResponse(404, Map.of(), new byte[0])));
                return;
            }
            boolean running = world.scenario.service() == Service.RUNNING && now() <= POLL.toNanos();
            String json = "{\"id\":\"" + id + "\",\"status\":\"" + (running ? "in_progress" : "completed") + "\"}";
            answer.complete(new ApiResponse(200, Map.of("content-type", "application/json"), json.getBytes(UTF_8)));
        }

        @Override
        public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
            throw new AssertionError("nothing is streamed");
        }

        @Override
        public void ended(OpenRun run, Interaction interaction, RunPoller.Acknowledgement ack) {
            Routing routing = begin(run);
            boolean fails = world.failuresLeft > 0;
            if (fails) world.failuresLeft--;
            if (fails && world.scenario.fails() == Fails.AT_ONCE) {
                routing.state = "failed";
                throw new OutOfMemoryError("no exchange");
            }
            int seconds = world.scenario.routing() / (run.id().equals("r1") ? 1 : 3);
            node.threads()
                    .timer()
                    .schedule(
                            () -> node.threads().routes().execute(() -> routed(routing, fails, ack)),
                            seconds,
                            TimeUnit.SECONDS);
        }

        private void routed(Routing routing, boolean fails, RunPoller.Acknowledgement ack) {
            ack.handedOver();
            node.step("end of the route of " + routing.run, () -> routing.state = fails ? "failed" : "done");
            if (fails) ack.failed();
            else ack.done();
        }

        @Override
        public void gone(OpenRun run, Throwable failure) {
            world.claim(world.scenario.service() == Service.UNKNOWN, "%s is gone: %s", run, failure);
            begin(run).state = "done";
        }

        private Routing begin(OpenRun run) {
            Row row = world.rows.get(run.id());
            world.claim(started, "%s routes %s after it was stopped", name, run.id());
            world.claim(
                    row != null && row.owner == this && row.due > now(),
                    "%s routes %s without a lease: %s",
                    name,
                    run.id(),
                    row);
            for (Routing earlier : world.routings) {
                if (!earlier.run.equals(run.id()) || earlier.state.equals("failed")) continue;
                world.claim(earlier.left, "%s is routed again without a reason", run.id());
                world.claim(
                        earlier.node != this || earlier.state.equals("done"), "%s is routed twice at a time", run.id());
            }
            Routing routing = new Routing(this, run.id());
            world.routings.add(routing);
            return routing;
        }

        /** Creates the run at once. */
        private static final class Creates implements InteractionRunner {

            @Override
            public RunHandle create(InteractionRequest request) {
                return attach(List.of("r1"));
            }

            @Override
            public RunHandle attach(List<String> ids) {
                StagedRun run = new StagedRun();
                run.end(Interaction.of(ids.get(0), InteractionStatus.IN_PROGRESS), null);
                return run;
            }
        }
    }

    /** The database, as one node reaches it. */
    private static final class Repository extends ServiceSupport implements RunRepository {

        private final Member member;
        private final World world;
        private @Nullable String owner;
        /** Until when this node does not reach the database. */
        private long away;

        Repository(Member member) {
            this.member = member;
            this.world = member.world;
        }

        private <T> T access(String name, Supplier<T> access) {
            if (member.now() < away) throw new IllegalStateException("The database is away");
            T result;
            try {
                result = member.node.step(name, true, access);
            } catch (SharedAccessException e) {
                away = member.now()
                        + Duration.ofSeconds(world.scenario.outage()).toNanos();
                for (Row row : world.rows.values()) if (row.owner == member) member.silent(row);
                throw e;
            }
            if (world.scenario.late()) member.node.step("answer of " + name, () -> {});
            return result;
        }

        private Row ownRow(String id) {
            Row row = world.rows.get(id);
            return row != null && row.owner == member ? row : null;
        }

        private void isOwner(String id) {
            if (owner == null) owner = id;
            world.claim(owner.equals(id), "%s uses two names", member);
        }

        private void hold(Row row) {
            row.owner = member;
            row.due = member.now() + LEASE.toNanos();
            row.silentSince = away > member.now() ? member.now() : NEVER; // the last access before an outage
        }

        @Override
        public void add(OpenRun run) {
            try {
                access("add", () -> {
                    world.add(run);
                    return true;
                });
            } catch (SharedAccessException e) {
                world.addLost |= world.stored.contains(run.id());
                throw e;
            }
        }

        @Override
        public List<OpenRun> lease(String id, int most) {
            isOwner(id);
            long until = member.now() + LEASE.toNanos();
            List<OpenRun> leased = access("lease", () -> {
                List<OpenRun> runs = new ArrayList<>();
                world.rows.values().stream()
                        .filter(row -> row.due <= member.now())
                        .min(Comparator.comparingLong(row -> row.due)) // one each time: the nodes share the runs
                        .ifPresent(row -> {
                            take(row);
                            runs.add(row.run);
                        });
                return runs;
            });
            for (OpenRun run : leased) member.validUntil.put(run.id(), until);
            return leased;
        }

        private void take(Row row) {
            Member before = row.owner;
            if (before != null) {
                world.claim(
                        row.silentSince <= member.now() - SILENCE.toNanos(),
                        "%s has not renewed its lease, which %s takes over",
                        before,
                        member);
                if (before != member) world.leave(row.run.id(), before);
            }
            hold(row);
        }

        @Override
        public Set<String> renew(String id, Collection<String> ids) {
            isOwner(id);
            long until = member.now() + LEASE.toNanos();
            Set<String> renewed = access("renewal", () -> {
                Set<String> own = new TreeSet<>();
                for (String run : ids) {
                    Row row = ownRow(run);
                    if (row == null) continue;
                    hold(row);
                    own.add(run);
                }
                return own;
            });
            for (String run : ids) // one that is being released or removed is not held any more
            member.validUntil.computeIfPresent(run, (held, before) -> renewed.contains(held) ? until : null);
            return renewed;
        }

        @Override
        public void release(String id, OpenRun run, Duration after) {
            isOwner(id);
            member.validUntil.remove(run.id());
            access("release of " + run.id(), () -> {
                Row row = ownRow(run.id());
                if (row == null) return false;
                row.owner = null;
                row.silentSince = NEVER;
                row.run = run;
                row.due = member.now() + after.toNanos();
                return true;
            });
        }

        @Override
        public void remove(String id, Collection<String> ids) {
            isOwner(id);
            remove(ids, true);
        }

        @Override
        public void remove(Collection<String> ids) {
            remove(ids, false);
        }

        private void remove(Collection<String> ids, boolean ownOnly) {
            ids.forEach(member.validUntil::remove);
            access("removal of " + new TreeSet<>(ids), () -> {
                Set<String> removed = new TreeSet<>();
                for (String run : ids) {
                    Row row = ownOnly ? ownRow(run) : world.rows.get(run);
                    if (row == null) continue;
                    world.claim(
                            row.owner == member || row.owner == null, "%s removes what %s holds", member, row.owner);
                    world.claim(world.isRouted(run), "%s is removed before its end was routed", run);
                    world.rows.remove(run);
                    removed.add(run);
                }
                return removed;
            });
        }

        @Override
        public Duration leaseTime() {
            return LEASE;
        }
    }
}
