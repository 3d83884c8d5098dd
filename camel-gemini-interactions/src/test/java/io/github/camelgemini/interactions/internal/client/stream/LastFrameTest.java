// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether the last event counts if the stream ends before the blank line behind it, and for whom it makes room. */
class LastFrameTest {

    private static final String CREATED = "data: {\"event_type\":\"interaction.created\",\"interaction\":{}}\n\n";
    private static final String COMPLETED =
            "event: interaction.completed\ndata: {\"event_type\":\"interaction.completed\","
                    + "\"interaction\":{\"status\":\"completed\"}}";

    private final VirtualTime time = new VirtualTime();
    private final List<String> events = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\r", "\n: comment", "\nid: 9"})
    void itCountsWhereTheBodyEndsWell(String end) {
        assertThat(failureOf(CREATED + COMPLETED + end, null)).isNull();
        assertThat(events).containsExactly("interaction.created", "interaction.completed");
    }

    @Test
    void itDoesNotCountWhereTheBodyIsCutOff() {
        IOException reset = new IOException("reset");
        assertThat(failureOf(CREATED + COMPLETED + "\n", new InteractionTransportException("reset", false, reset)))
                .isInstanceOf(InteractionStreamException.class);
        assertThat(events).containsExactly("interaction.created");
    }

    @Test
    void aPieceOfItNeverCounts() {
        for (int length = 1; length < COMPLETED.length(); length++) {
            events.clear();
            assertThat(failureOf(CREATED + COMPLETED.substring(0, length), null))
                    .isInstanceOf(InteractionStreamException.class);
            assertThat(events).containsExactly("interaction.created");
        }
    }

    @Test
    void itMakesRoomForAnotherStreamBeforeItIsHandledAndNotEarlier() {
        StreamsInOrder client =
                new StreamsInOrder(time, List.of(CREATED + COMPLETED + "\n\n"), Duration.ofMinutes(1), null);
        assertThat(failureOf(client, event -> events.add(event + " " + client.endingSoon())))
                .isNull();
        assertThat(events).containsExactly("interaction.created 0", "interaction.completed 1");
    }

    private @Nullable Throwable failureOf(String stream, @Nullable Throwable end) {
        return failureOf(new StreamsInOrder(time, List.of(stream), Duration.ZERO, end), events::add);
    }

    /** The failure of an interaction that is not stored, whose stream is all there is of it; null for none. */
    private @Nullable Throwable failureOf(ApiClient client, Consumer<String> types) {
        RunStream.StoredRuns none = (id, queued) -> CompletableFuture.failedFuture(new AssertionError("not stored"));
        Backoff delay = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));
        CompletableFuture<Void> ended = RunStream.create(
                        new RunStream.Context(
                                client,
                                none,
                                time,
                                time,
                                new ResumeSettings(1 << 20, 0, delay, Duration.ofMinutes(1)),
                                Observation.NONE),
                        new ApiRequest("create", "POST", "/x", new byte[0], false, null),
                        false,
                        event -> {
                            types.accept(event.type());
                            return CompletableFuture.completedFuture(null);
                        })
                .ended()
                .toCompletableFuture();
        time.runUntil(ended);
        return ended.handle((nothing, failure) -> failure).join();
    }
}
