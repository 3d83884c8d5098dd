// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.emulator.internal.answer.Outcome;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import io.github.camelgemini.emulator.internal.request.CreateRequestReader;
import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How many objects the state holds on to. */
class RetentionTest {
    private static final int MANY = 100_000;
    private static final int A_MINUTE_OF_CREATES = 60_000;
    private static final Outcome ANSWER = new Outcome(List.of(), "completed", null, List.of(), List.of());

    private final HandTimers timers = new HandTimers();
    private final Retention minute = new Retention(Duration.ofMinutes(1), timers);
    private final LedgerBook ledger = new LedgerBook(null);

    @Test
    void holdsNoMoreInteractionsThanOneRetentionHas() {
        Interactions interactions = new Interactions(timers, ledger, null, minute, Long.MAX_VALUE);
        int most = 0;
        for (int i = 0; i < MANY; i++) {
            create(interactions, "Number " + i, null);
            timers.now = timers.now.plusMillis(1);
            most = i % 1000 == 0 ? Math.max(most, interactions.held()) : most;
        }

        assertThat(most).isBetween(A_MINUTE_OF_CREATES - 1000, A_MINUTE_OF_CREATES + 1);
        assertThat(ledger.read().creates()).isEqualTo(MANY);
        assertThat(ledger.read().createsWithEqualInput()).isZero();
        create(interactions, "Number 0", null);
        assertThat(ledger.read().createsWithEqualInput()).isEqualTo(1);
    }

    @Test
    void aConversationHoldsNoMoreTurnsThanOneRetentionHas() {
        Interactions interactions = new Interactions(timers, ledger, null, minute);
        StoredInteraction last = null;
        for (int i = 0; i < 1000; i++) {
            last = create(interactions, "Turn " + i, last);
            timers.now = timers.now.plusSeconds(1);
        }

        assertThat(interactions.ids()).hasSize(59);
        assertThat(interactions.held()).isEqualTo(60);
        assertThat(interactions.get(last.id()).history()).hasSize(60);
    }

    @Test
    void withoutARetentionAllAreHeld() {
        Interactions interactions = new Interactions(timers, ledger, null, new Retention(null, timers));
        StoredInteraction first = create(interactions, "First", null);
        timers.now = timers.now.plus(Duration.ofDays(1000));
        StoredInteraction second = create(interactions, "Second", first);

        assertThat(interactions.get(second.id()).history()).hasSize(2);
        assertThat(interactions.ids()).containsExactly(first.id(), second.id());
    }

    @Test
    void theAgeCountsFromTheEnd() {
        Interactions interactions = new Interactions(timers, ledger, null, minute);
        Fate zombie = new Fate(List.of(Fault.zombieAfter(0)));
        StoredInteraction running = interactions
                .start(request("Running"), null, ANSWER, Pace.IMMEDIATE, zombie, true)
                .interaction();
        timers.now = timers.now.plusSeconds(90);

        assertThat(interactions.get(running.id()).isRunning()).isTrue();
        interactions.cancel(running.id());
        timers.now = timers.now.plusSeconds(59);
        assertThat(interactions.get(running.id()).isRunning()).isFalse();
        timers.now = timers.now.plusSeconds(1);
        assertThatThrownBy(() -> interactions.get(running.id())).isInstanceOf(Refused.class);
        assertThat(interactions.held()).isZero();
    }

    @Test
    void recordedRequestsGoToo() throws Exception {
        RequestLog requests = new RequestLog(MANY, minute);
        for (int i = 0; i < 100; i++) {
            requests.add(new RecordedRequest(Operation.GET, "GET", "/" + i, Map.of(), Map.of(), null, 0, timers.now));
            timers.now = timers.now.plusSeconds(1);
        }

        assertThat(requests.all()).hasSize(59);
        assertThat(requests.count()).isEqualTo(100);
        assertThat(requests.await(100, Duration.ZERO)).isTrue();
    }

    private StoredInteraction create(Interactions interactions, String prompt, @Nullable StoredInteraction previous) {
        CreateRequest request = request(prompt);
        ledger.created(request);
        return interactions
                .start(request, previous, ANSWER, Pace.IMMEDIATE, Fate.kind(), false)
                .interaction();
    }

    private static CreateRequest request(String prompt) {
        return new CreateRequestReader(false)
                .read(Json.object().put("model", "m").put("input", prompt));
    }

    /** A clock that is moved by hand; no action of these tests waits. */
    private static final class HandTimers implements Timers, InstantSource {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public Runnable after(Duration time, Runnable action) {
            throw new AssertionError("Nothing waits here: " + time);
        }

        @Override
        public void soon(Runnable action) {
            action.run();
        }
    }
}
