// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import javax.sql.DataSource;

import io.github.camelgemini.interactions.internal.client.call.AwaitSettings;
import io.github.camelgemini.interactions.internal.client.call.Cancelling;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.PollQueue;
import io.github.camelgemini.interactions.internal.client.call.StreamFigures;
import io.github.camelgemini.interactions.internal.client.stream.ResumeSettings;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.state.HandClock;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import io.github.camelgemini.interactions.state.RunRepository.OpenRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Two nodes and the runs of one repository: a lease has one holder, and what it holds ends once or is left to the other. */
class RunPollerTest {

    private static final Instant BEGUN = Instant.parse("2026-09-01T12:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final HandClock clock = new HandClock(BEGUN);
    private final DataSource database = HandClock.database();
    private final Node one = new Node();
    private final Node other = new Node();

    /** One node, its route and the service as it sees it. */
    private final class Node implements ApiClient, RunPoller.Listener {

        private final HandThreads hand = new HandThreads(clock);
        private final JdbcRunRepository runs = clock.runs(database, LEASE);
        private final List<CompletableFuture<ApiResponse>> polls = new ArrayList<>();
        private final List<RunPoller.Acknowledgement> ends = new ArrayList<>();
        private final RunPoller poller;

        Node() {
            runs.start();
            ComponentThreads threads = hand.threads();
            Backoff delay = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));
            InteractionCalls calls = new InteractionCalls(
                    this,
                    new InteractionCalls.Threads(
                            threads.answers(),
                            threads.requests(),
                            threads.delivery(),
                            threads.routes(),
                            threads.timer()),
                    new ResumeSettings(1, 1, delay, LEASE),
                    null,
                    new StreamFigures(null),
                    new PollQueue(100, threads.requests()));
            RunPoller.Settings settings = new RunPoller.Settings(
                    new AwaitSettings(delay, Duration.ofHours(1)), Cancelling.Settings.NEVER, delay::delay);
            poller = new RunPoller(runs, calls, settings, this, threads, clock);
        }

        void start() {
            poller.start();
            hand.run();
        }

        /** The service answers the oldest poll. */
        void answer(String status) {
            String json = "{\"id\":\"v1_a\",\"status\":\"" + status + "\"}";
            polls.remove(0)
                    .complete(new ApiResponse(200, Map.of("content-type", "application/json"), json.getBytes(UTF_8)));
            hand.run();
        }

        /** Time passes in steps in which the node does all that is due. */
        void live(Duration time) {
            for (long second = 0; second < time.toSeconds(); second++) {
                clock.pass(Duration.ofSeconds(1));
                hand.run();
            }
        }

        @Override
        public CompletionStage<ApiResponse> send(ApiRequest request) {
            CompletableFuture<ApiResponse> poll = new CompletableFuture<>();
            polls.add(poll);
            return poll;
        }

        @Override
        public CompletionStage<ByteStream> open(ApiRequest request, Runnable readable) {
            throw new AssertionError("nothing is streamed");
        }

        @Override
        public void close() {}

        @Override
        public void ended(OpenRun run, Interaction interaction, RunPoller.Acknowledgement ack) {
            ends.add(ack);
        }

        @Override
        public void gone(OpenRun run, Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    @BeforeEach
    void addARun() {
        one.runs.add(new OpenRun("v1_a", null, "exchange", "", BEGUN, 0, 0));
    }

    private List<OpenRun> due() {
        return clock.runs(database, LEASE).lease("test", 10);
    }

    @Test
    void anEndIsNotRoutedByANodeWhoseLeaseExpiredDuringItsPoll() {
        one.start();
        clock.pass(LEASE); // a pause of the node
        other.start();

        one.answer("completed");
        other.answer("completed");

        assertThat(one.ends).isEmpty();
        assertThat(other.ends).hasSize(1);
        other.ends.get(0).done();
        other.hand.run();
        one.live(LEASE.multipliedBy(2));
        assertThat(due()).isEmpty();
        assertThat(one.polls).isEmpty();
        assertThat(one.poller.pending() + other.poller.pending()).isZero();
    }

    @Test
    void theOldHolderNeitherReleasesNorRemovesWhatTheNewOneHolds() {
        one.start();
        one.answer("completed");
        clock.pass(LEASE);
        other.start();
        other.answer("completed");

        one.ends.get(0).done();
        one.live(Duration.ofSeconds(30));
        other.live(Duration.ofSeconds(1));
        other.ends.get(0).failed();
        other.live(Duration.ofSeconds(3));

        assertThat(other.polls).hasSize(1); // due again, as its end was not routed there
    }

    @Test
    void aRunThatIsLeasedAgainWhileItsEndIsRoutedIsNotPolledAgain() {
        one.start();
        one.answer("completed");
        clock.pass(LEASE);

        one.hand.run();

        assertThat(one.polls).isEmpty();
        one.live(LEASE.multipliedBy(3));
        assertThat(due()).isEmpty();
        one.ends.get(0).done();
        one.hand.run();
        assertThat(one.poller.pending()).isZero();
        clock.pass(LEASE);
        assertThat(due()).isEmpty();
    }

    @Test
    void aNodeThatLeavesReleasesWhatItPollsAndRenewsWhatItRoutes() {
        one.start();
        one.poller.stop();
        one.hand.run();

        other.start();
        one.answer("completed");
        assertThat(one.ends).isEmpty();
        other.answer("completed");
        other.poller.stop();
        other.live(LEASE.multipliedBy(3));

        assertThat(due()).isEmpty();
        other.ends.get(0).done();
        other.ends.get(0).failed(); // too late
        other.hand.run();
        clock.pass(LEASE);
        assertThat(due()).isEmpty();
        assertThat(one.hand.scheduled() + other.hand.scheduled()).isZero();
    }

    @Test
    void afterAStopByForceNothingIsRenewed() {
        one.start();
        one.answer("completed");

        one.poller.close();
        one.hand.run();

        assertThat(one.hand.scheduled()).isZero();
        clock.pass(LEASE);
        assertThat(due()).hasSize(1);
    }

    @Test
    void aRunThatHasNotEndedIsReleasedAndPolledAgain() {
        one.start();
        one.answer("in_progress");
        one.live(Duration.ofSeconds(5));

        assertThat(one.polls).hasSize(1);
    }

    @Test
    void pollsContinueWhenThereIsAThreadAgain() {
        one.hand.refuse(3);
        one.start();

        one.live(Duration.ofSeconds(10));

        assertThat(one.polls).hasSize(1);
    }
}
