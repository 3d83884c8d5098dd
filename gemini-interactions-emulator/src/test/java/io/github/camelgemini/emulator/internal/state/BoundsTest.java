// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.state;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.TextNode;
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

/** What the emulator holds has a bound in bytes, whatever came; the ledger counts all. */
class BoundsTest {
    private static final int MANY = 100_000;
    private static final long MEBIBYTE = 1 << 20;

    private final AtOnce timers = new AtOnce();
    private final Retention noEnd = new Retention(null, InstantSource.fixed(Instant.EPOCH));
    private final LedgerBook ledger = new LedgerBook(null);

    @Test
    void manyInteractionsDropThoseThatEndedFirst() {
        Interactions interactions = new Interactions(timers, ledger, null, noEnd, MEBIBYTE);
        StoredInteraction last = null;
        for (int i = 0; i < MANY; i++) {
            last = create(interactions, "Number " + i, null, Fate.kind());
        }

        assertThat(interactions.held()).isBetween(10, 1000);
        assertThat(interactions.dropped()).isEqualTo(MANY - interactions.ids().size());
        assertThat(ledger.read().creates()).isEqualTo(MANY);
        assertThat(interactions.get(last.id())).isSameAs(last);
        assertThatThrownBy(() -> interactions.get("v1_first"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("has dropped the " + interactions.dropped());
    }

    @Test
    void aConversationHoldsNoneThatWasDropped() {
        Interactions interactions = new Interactions(timers, ledger, null, noEnd, MEBIBYTE);
        StoredInteraction last = null;
        for (int i = 0; i < 100; i++) {
            last = create(interactions, "x".repeat(100_000), last, Fate.kind());
            last = create(interactions, "small", last, Fate.kind());
        }

        assertThat(interactions.held()).isEqualTo(interactions.ids().size()).isLessThan(30);
        assertThat(interactions.get(last.id()).history().size()).isLessThanOrEqualTo(interactions.held());
    }

    @Test
    void deletedOnesCountUntilTheyAreDropped() {
        Interactions interactions = new Interactions(timers, ledger, null, noEnd, MEBIBYTE);
        for (int i = 0; i < 1000; i++) {
            interactions.delete(
                    create(interactions, "x".repeat(10_000), null, Fate.kind()).id());
        }

        assertThat(interactions.ids()).isEmpty();
        assertThat(interactions.held()).isLessThan(100);
    }

    @Test
    void runningOnesThatTakeAllMemoryRefuseFurtherOnes() {
        Interactions interactions = new Interactions(timers, ledger, null, noEnd, MEBIBYTE);
        Fate zombie = new Fate(List.of(Fault.zombieAfter(0)));

        assertThatThrownBy(() -> {
                    for (int i = 0; i < MANY; i++) {
                        create(interactions, "Zombie", null, zombie);
                    }
                })
                .isInstanceOf(Refused.class)
                .hasMessageContaining("running interactions take the emulator's memory");
        interactions.ids().forEach(interactions::cancel);
        assertThat(create(interactions, "x", null, Fate.kind()).isRunning()).isFalse();
    }

    @Test
    void recordedRequestsAreBoundedInBytesAndSayHowManyAreGone() throws Exception {
        RequestLog log = new RequestLog(MANY, MEBIBYTE, noEnd);
        for (int i = 0; i < 1000; i++) {
            log.add(request("/" + i, "x".repeat(100_000)));
        }

        assertThat(log.all()).hasSize(10);
        assertThat(log.all().get(9).path()).isEqualTo("/999");
        assertThat(log.dropped()).isEqualTo(990);
        assertThat(log.count()).isEqualTo(1000);
        assertThat(log.await(1000, Duration.ZERO)).isTrue();

        log.add(request("/large", "x".repeat(5_000_000)));
        assertThat(log.all()).extracting(RecordedRequest::path).containsExactly("/large");
        log.clear();
        assertThat(log.dropped()).isZero();
    }

    private static RecordedRequest request(String path, String body) {
        return new RecordedRequest(
                Operation.CREATE,
                "POST",
                path,
                Map.of(),
                Map.of(),
                TextNode.valueOf(body),
                body.length(),
                Instant.EPOCH);
    }

    private StoredInteraction create(
            Interactions interactions, String prompt, @Nullable StoredInteraction previous, Fate fate) {
        CreateRequest request = new CreateRequestReader(false)
                .read(Json.object().put("model", "m").put("input", prompt));
        Outcome outcome = new Outcome(List.of(), "completed", null, List.of(), List.of());
        ledger.created(request);
        return interactions
                .start(request, previous, outcome, Pace.IMMEDIATE, fate, false)
                .interaction();
    }

    private static final class AtOnce implements Timers {
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
