// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.internal.feature.conversation.StoredConversation.Lease;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.internal.support.async.Nodes;
import io.github.camelgemini.interactions.internal.support.async.Nodes.Node;
import io.github.camelgemini.interactions.internal.support.async.Nodes.SharedAccessException;
import io.github.camelgemini.interactions.internal.support.async.StateSpace;
import io.github.camelgemini.interactions.internal.support.async.StateSpace.Explored;
import io.github.camelgemini.interactions.internal.support.async.StateSpace.Faults;
import io.github.camelgemini.interactions.state.ConditionalStateRepository;
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
 * Two nodes have turns of the same conversation: in all interleavings of their accesses to the repository and of their
 * creates, with faults between any two of them, the turns do not overlap, and their interactions are one chain, but for the
 * exceptions that {@code docs/conversations.adoc} lists.
 */
class TurnProtocolTest {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** Its second multiple is a little less than a lease. */
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(14);

    @BeforeAll
    static void quiet() {
        logger().setLevel(Level.OFF); // thousands of scripted faults
    }

    @AfterAll
    static void loud() {
        logger().setLevel(null);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Conversations.class.getPackageName());
    }

    /** When a node asks for its next turn. */
    enum Asks {
        AFTER_THE_END,
        ALL_AT_ONCE,
        /** When a turn begins, until the other node has had all of its turns. */
        WITHOUT_END
    }

    /**
     * What a node does.
     *
     * @param turns a letter each: e ends with a new interaction, l is left after a failed create, d deletes
     * @param asksMillis when it asks for the first turn
     * @param createMillis how long a create takes
     * @param patienceMillis how long a message waits for its turn
     */
    private record Plan(String turns, Asks asks, long asksMillis, long createMillis, long patienceMillis) {

        /** Such as {@code eed AFTER_THE_END 0 10000}. */
        static Plan parse(String text) {
            String[] words = text.split(" ");
            return new Plan(
                    words[0],
                    Asks.valueOf(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    words.length > 4 ? Long.parseLong(words[4]) : PATIENCE.toMillis());
        }

        /** Turns that this node may begin while another node is queued: those that begin within a second. */
        int mostTurnsAhead() {
            return (int) Math.min(
                    LeasedStore.MAX_TURNS,
                    (LeasedStore.MIN_HOLD_MILLIS + createMillis - 1) / Math.max(1, createMillis));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ee ALL_AT_ONCE 0 150, ee ALL_AT_ONCE 0 150, 1, 0",
        "eee AFTER_THE_END 0 150, e AFTER_THE_END 50 150, 1, 0",
        "eld AFTER_THE_END 0 150, e AFTER_THE_END 50 150, 1, 0",
        "e WITHOUT_END 0 300, e AFTER_THE_END 50 100, 1, 0",
        "e AFTER_THE_END 0 3000, e AFTER_THE_END 50 100 2500, 1, 0", // a message that waits no longer
        "e AFTER_THE_END 0 10000, e AFTER_THE_END 9800 100, 1, 0" // a renewal, the end and a check at the same time
    })
    void theTurnsAreOneChain(String a, String b, int faults, int pauses) {
        explore(a, b, faults, pauses);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({
        "e AFTER_THE_END 0 150, e AFTER_THE_END 50 150, 2, 0",
        "ee ALL_AT_ONCE 0 150, ee ALL_AT_ONCE 50 150, 2, 0",
        "e AFTER_THE_END 0 10000, e AFTER_THE_END 9800 100, 1, 1",
        "e AFTER_THE_END 0 10000, e AFTER_THE_END 28500 100, 1, 1", // a lease whose write has taken 28 s
        "eee AFTER_THE_END 0 150, e AFTER_THE_END 50 150, 1, 1",
        "ee ALL_AT_ONCE 0 150, ee ALL_AT_ONCE 0 150, 1, 1",
        "ee ALL_AT_ONCE 0 20, e AFTER_THE_END 10 20, 1, 1"
    })
    void theTurnsAreOneChainWhenTwoFaultsMeet(String a, String b, int faults, int pauses) {
        explore(a, b, faults, pauses);
    }

    /** @param pauses of all the faults */
    private static void explore(String a, String b, int faults, int pauses) {
        long began = System.nanoTime();
        Faults budget = new Faults(faults, faults, faults, pauses, faults);
        Explored explored =
                StateSpace.explore(budget, nodes -> new World(nodes, List.of(Plan.parse(a), Plan.parse(b)), budget));
        System.out.printf(
                "turns, A: %s, B: %s, faults %d, pauses %d: %s, %d ms%n",
                a, b, faults, pauses, explored, (System.nanoTime() - began) / 1_000_000);
        assertThat(explored.ends()).isPositive();
    }

    private static final class World implements StateSpace.World {

        private final Nodes nodes;
        private final Faults budget;
        private final List<Line> lines = new ArrayList<>();
        // What the nodes share.
        private @Nullable String value;
        private final List<String> ends = new ArrayList<>();
        /** What is wrong; the code under test might catch it. */
        private final List<AssertionError> violations = new ArrayList<>();

        World(Nodes nodes, List<Plan> plans, Faults budget) {
            this.nodes = nodes;
            this.budget = budget;
            nodes.disturbAtStepsOnly(SHORT_PAUSE);
            for (int i = 0; i < plans.size(); i++) lines.add(new Line("AB".substring(i, i + 1), plans.get(i)));
            lines.forEach(Line::begin);
        }

        @Override
        public String shared() {
            return value + "|" + ends + lines;
        }

        @Override
        public void check() {
            if (!violations.isEmpty()) throw violations.get(0);
        }

        private void claim(Runnable assertions) {
            try {
                assertions.run();
            } catch (AssertionError e) {
                violations.add(e);
            }
        }

        private int used(ToIntFunction<Faults> kind) {
            return kind.applyAsInt(budget) - kind.applyAsInt(nodes.faultsLeft());
        }

        /** Accesses that have failed, or whose answer was lost. */
        private int failed() {
            return used(Faults::failures) + used(Faults::lostAnswers);
        }

        private static StoredConversation parsed(@Nullable String text) {
            return StoredConversation.parse(text);
        }

        private static @Nullable String owner(@Nullable String text) {
            Lease lease = parsed(text).lease();
            return lease == null ? null : lease.owner();
        }

        private Line line(String name) {
            return lines.stream()
                    .filter(line -> line.name.equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        /** Changes the value, as one node does it. */
        private boolean write(Line writer, @Nullable String expected, @Nullable String next) {
            if (!Objects.equals(value, expected)) return false;
            claim(() -> checkWrite(writer, next));
            value = next;
            writer.wrote = nodes.nanos();
            Lease lease = parsed(next).lease();
            writer.queued = lease != null && lease.waiting().contains(writer.name)
                    || writer.queued && lease != null && lease.owner().equals(writer.name);
            return true;
        }

        private void checkWrite(Line writer, @Nullable String next) {
            ConversationState before = parsed(value).state();
            ConversationState after = parsed(next).state();
            if (!after.equals(before)) writer.writesEnd(before, after);
            String owned = owner(value);
            if (owned == null || owned.equals(owner(next))) return;
            if (owned.equals(writer.name)) writer.givesAway();
            else line(owned).isTakenOver();
        }

        @Override
        public void checkEnd() {
            check();
            for (Line line : lines) {
                assertThat(line.node.uncaught()).isEmpty();
                assertThat(line.failedTakes)
                        .as("turns that failed before their create")
                        .isLessThanOrEqualTo(failed());
                if (line.node.isDead()) continue;
                assertThat(line.open)
                        .as("turns of %s that have not ended", line.name)
                        .isEmpty();
                assertThat(line.asked)
                        .as("messages of %s without an answer", line.name)
                        .isEqualTo(line.answered);
                if (line.plan.asks != Asks.WITHOUT_END)
                    assertThat(line.answered).isEqualTo(line.plan.turns.length());
            }
            if (!nodes.hasKilled() && failed() == 0)
                assertThat(parsed(value).lease()).as("lease of no node").isNull();
        }

        /** The messages of one node. */
        private final class Line {

            private final String name;
            private final Plan plan;
            private final Node node;
            private final Conversations conversations;
            private int asked;
            private int answered;
            private int failedTakes;
            // Turns that were given to this node, and have neither ended nor failed.
            private final Set<Message> open = new TreeSet<>();
            private @Nullable Message ending;
            /** Time of the last write. */
            private long wrote;
            /** Waits in the queue, as far as other nodes can know. */
            private boolean queued;
            /** Creates of the other node since then. */
            private int ahead;

            Line(String name, Plan plan) {
                this.name = name;
                this.plan = plan;
                this.node = nodes.add(name);
                this.conversations = Conversations.in(
                        new Repository(this),
                        node.threads().repositories(),
                        node.threads().heartbeats(),
                        node.threads().timer(),
                        nodes.clock());
            }

            @Override
            public String toString() {
                return name + asked + answered + failedTakes + open + wrote + queued + ahead;
            }

            void begin() {
                int first = plan.asks == Asks.ALL_AT_ONCE ? plan.turns.length() : 1;
                node.threads()
                        .timer()
                        .schedule(
                                () -> {
                                    for (int i = 0; i < first; i++) next();
                                },
                                plan.asksMillis,
                                TimeUnit.MILLISECONDS);
            }

            private void next() {
                char act = plan.turns.charAt(asked % plan.turns.length());
                new Message(this, ++asked, act).ask();
            }

            void begun() {
                if (plan.asks == Asks.WITHOUT_END && lines.stream().anyMatch(other -> other != this && !other.isDone()))
                    next();
            }

            void answered() {
                answered++;
                if (plan.asks == Asks.AFTER_THE_END && !isDone()) next();
            }

            private boolean isDone() {
                return node.isDead() || answered >= plan.turns.length();
            }

            void creates() {
                queued = false;
                ahead = 0;
                for (Line other : lines) {
                    if (other == this || !other.queued || other.node.isDead()) continue;
                    other.ahead++;
                    assertThat(other.ahead)
                            .as("turns of %s while %s is queued", name, other.name)
                            .isLessThanOrEqualTo(plan.mostTurnsAhead() * (failed() > 1 ? 2 : 1));
                }
            }

            void writesEnd(ConversationState before, ConversationState after) {
                Message message = ending;
                assertThat(message).as("end of a turn that %s has", name).isNotNull();
                assertThat(after).isEqualTo(message.next);
                assertThat(before.interactionId()).as("what the turn continues").isEqualTo(message.previous);
                assertThat(message.stored).as("stored twice").isFalse();
                message.stored = true;
                ends.add(after.text());
            }

            void givesAway() {
                if (ending != null) open.remove(ending);
                assertThat(open)
                        .as("turns of the node that gives its lease away")
                        .isEmpty();
            }

            void isTakenOver() {
                queued = false;
                ahead = 0;
                if (node.isDead() || open.isEmpty()) return;
                assertThat(used(Faults::pauses)).as("pauses").isPositive();
                assertThat(Duration.ofNanos(nodes.nanos() - wrote))
                        .as("pause of a node that loses its turn")
                        .isGreaterThanOrEqualTo(Conversations.LEASE);
                open.forEach(message -> message.lost = true);
            }
        }

        /** A message, and its turn. */
        private final class Message implements Comparable<Message> {

            private final Line line;
            private final int number;
            private final char act;
            private @Nullable String previous;
            private @Nullable ConversationState next;
            private boolean stored;
            /** Another node has taken the lease during the turn. */
            private boolean lost;

            Message(Line line, int number, char act) {
                this.line = line;
                this.number = number;
                this.act = act;
            }

            @Override
            public int compareTo(Message other) {
                return Integer.compare(number, other.number);
            }

            @Override
            public String toString() {
                return number + previous + next + stored + lost;
            }

            void ask() {
                long since = nodes.nanos();
                line.conversations
                        .take("key", Duration.ofMillis(line.plan.patienceMillis))
                        .whenComplete((turn, failure) -> {
                            claim(() -> checkPatience(since));
                            if (failure == null) {
                                line.open.add(this);
                                line.node.threads().routes().execute(() -> begin(turn));
                            } else {
                                fail(Futures.unwrapped(failure));
                            }
                        });
            }

            private void checkPatience(long since) {
                if (used(Faults::pauses) > 0) return;
                assertThat(Duration.ofNanos(nodes.nanos() - since))
                        .as("time of a message without an answer")
                        .isLessThanOrEqualTo(Duration.ofMillis(line.plan.patienceMillis));
            }

            /** A repository that fails makes the message fail, which its source delivers again. */
            private void fail(Throwable failure) {
                if (failure instanceof ConversationBusyException) {
                    claim(() ->
                            assertThat(line.plan.patienceMillis).as("patience").isLessThan(PATIENCE.toMillis()));
                    line.answered();
                    return;
                }
                claim(() -> assertThat(failure).isInstanceOf(SharedAccessException.class));
                line.failedTakes++;
                line.node.threads().timer().schedule(this::ask, 1, TimeUnit.SECONDS);
            }

            private void begin(Turn turn) {
                line.begun();
                previous = turn.state().interactionId();
                String id = line.name + number;
                next = switch (act) {
                    case 'e' -> new ConversationState.Idle(id);
                    case 'd' -> new ConversationState.New();
                    default -> turn.state();
                };
                line.node.step("create of " + id + " after " + previous, () -> claim(this::created));
                line.node
                        .threads()
                        .timer()
                        .schedule(
                                () -> line.node.threads().routes().execute(() -> end(turn)),
                                line.plan.createMillis,
                                TimeUnit.MILLISECONDS);
            }

            private void created() {
                for (Line other : lines)
                    for (Message message : other.open)
                        if (message != this && !other.node.isDead())
                            assertThat(message.lost || lost)
                                    .as("turns do not overlap")
                                    .isTrue();
                if (!lost) {
                    assertThat(owner(value)).as("owner of the lease").isEqualTo(line.name);
                    assertThat(previous)
                            .as("what the turn continues")
                            .isEqualTo(parsed(value).state().interactionId());
                }
                line.creates();
            }

            private void end(Turn turn) {
                line.ending = this;
                turn.end(next).whenComplete((done, failure) -> {
                    if (line.ending == this) line.ending = null;
                    line.open.remove(this);
                    claim(() -> checkEnded(turn.state(), failure == null ? null : Futures.unwrapped(failure)));
                    line.answered();
                });
            }

            private void checkEnded(ConversationState before, @Nullable Throwable failure) {
                if (failure == null) {
                    assertThat(stored).as("whether the end is stored").isEqualTo(!next.equals(before));
                } else if (failure instanceof ConversationBusyException) {
                    assertThat(lost).as("turn was lost").isTrue();
                } else {
                    assertThat(failure).isInstanceOf(SharedAccessException.class);
                    assertThat(failed())
                            .as("failures that an end does not survive")
                            .isGreaterThan(1);
                }
            }
        }

        /** The database, as one node reaches it. The names of nodes stand for their random identities. */
        private final class Repository extends ServiceSupport implements ConditionalStateRepository {

            private static final Pattern IDENTITY =
                    Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

            private final Line line;
            private final Pattern name;
            private @Nullable String identity;

            Repository(Line line) {
                this.line = line;
                this.name = Pattern.compile("(?<=^|,)" + line.name + "(?=[@, ])");
            }

            private @Nullable String named(@Nullable String text) {
                if (text == null) return null;
                Matcher matcher = IDENTITY.matcher(text);
                if (matcher.find()) identity = matcher.group(); // only this node's: it reads names of the others
                return matcher.replaceAll(line.name);
            }

            private @Nullable String identified(@Nullable String text) {
                String own = identity;
                return text == null || own == null ? text : name.matcher(text).replaceAll(own);
            }

            @Override
            public @Nullable String getState(String key) {
                return identified(line.node.step("read", false, () -> value));
            }

            @Override
            public void setState(String key, String value) {
                violations.add(new AssertionError("An unconditional write may undo what another node has written"));
            }

            @Override
            public boolean replace(String key, @Nullable String expected, String next) {
                String before = named(expected);
                String after = named(next);
                return line.node.step("write " + after, true, () -> write(line, before, after));
            }

            @Override
            public boolean removeState(String key, String expected) {
                String before = named(expected);
                return line.node.step("removal of " + before, true, () -> value != null && write(line, before, null));
            }

            @Override
            public void removeState(String key) {
                violations.add(new AssertionError("An unconditional removal may undo what another node has written"));
            }
        }
    }
}
