// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.transport.ApiClient;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How long a complete answer waits for its usage. */
class UsageWaitTest {

    private static final String ANSWER =
            "data: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_r\"}}\n\n"
                    + "data: {\"event_type\":\"interaction.completed\",\"interaction\":{\"id\":\"v1_r\",\"status\":\"completed\"}}\n\n";

    private final VirtualTime time = new VirtualTime();
    private final List<InteractionEvent> events = new ArrayList<>();
    private final List<Boolean> reads = new ArrayList<>();
    private int announced;

    @Test
    void aReadThatHangsDelaysItByASecondAndIsAborted() {
        CompletableFuture<Interaction> read = new CompletableFuture<>();

        Duration waited = follow(read);

        assertThat(waited).isEqualTo(RunStream.USAGE_WAIT);
        assertThat(read).isCancelled();
        assertThat(completed().interaction().usage()).isNull();
        assertThat(reads).containsExactly(false);
    }

    @Test
    void aReadThatFailsDelaysItNoLonger() {
        assertThat(follow(CompletableFuture.failedFuture(new IllegalStateException("503"))))
                .isEqualTo(Duration.ZERO);
        assertThat(completed().interaction().usage()).isNull();
    }

    @Test
    void aReadInTimeAddsIt() {
        CompletableFuture<Interaction> read = new CompletableFuture<>();
        time.after(
                Duration.ofMillis(900),
                () -> read.complete(InteractionJson.read("{\"id\":\"v1_r\",\"usage\":{\"total_tokens\":7}}")));

        assertThat(follow(read)).isEqualTo(Duration.ofMillis(900));
        assertThat(completed().interaction().usage()).isNotNull();
        assertThat(announced).as("events of which a waiting reader knows").isEqualTo(2);
    }

    private InteractionEvent.Completed completed() {
        assertThat(events).hasSize(2);
        return (InteractionEvent.Completed) events.get(1);
    }

    private Duration follow(CompletableFuture<Interaction> read) {
        ApiClient client = new StreamsInOrder(time, List.of(ANSWER));
        RunStream.StoredRuns stored = (id, queued) -> {
            reads.add(queued);
            return read;
        };
        Backoff delay = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));
        ResumeSettings settings = new ResumeSettings(1 << 20, 0, delay, Duration.ofMinutes(1));
        RunStream run = RunStream.create(
                new RunStream.Context(client, stored, time, time, settings, Observation.NONE),
                new ApiRequest("create", "POST", "/x", new byte[0], false, null),
                false,
                new EventSink() {
                    @Override
                    public CompletionStage<?> accept(InteractionEvent event) {
                        events.add(event);
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public void idle() {
                        announced = events.size();
                    }
                });
        time.runUntil(run.ended().toCompletableFuture());
        Duration ended = time.elapsed();
        time.runOut();
        return ended;
    }
}
