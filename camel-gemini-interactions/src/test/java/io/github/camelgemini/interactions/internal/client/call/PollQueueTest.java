// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** So many polls at a time, the others in line. */
class PollQueueTest {

    private static final Interaction SEEN = new Interaction(
            "v1_a",
            InteractionStatus.COMPLETED,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            Map.of());

    private final PollQueue queue = new PollQueue(2, Runnable::run);
    private final List<CompletableFuture<Interaction>> sent = new ArrayList<>();

    private CompletableFuture<Interaction> poll() {
        return queue.poll(() -> {
            CompletableFuture<Interaction> request = new CompletableFuture<>();
            sent.add(request);
            return request;
        });
    }

    @Test
    void theNextIsSentWhenOneHasCome() {
        CompletableFuture<Interaction> first = poll();
        poll();
        CompletableFuture<Interaction> third = poll();
        assertThat(sent).hasSize(2);

        sent.get(0).complete(SEEN);

        assertThat(first).isCompletedWithValue(SEEN);
        assertThat(sent).hasSize(3);
        assertThat(third).isNotDone();
    }

    @Test
    void aFailureMakesRoomToo() {
        CompletableFuture<Interaction> first = poll();
        poll();
        poll();

        sent.get(0).completeExceptionally(new IllegalStateException("away"));

        assertThat(first).isCompletedExceptionally();
        assertThat(sent).hasSize(3);
    }

    @Test
    void whoeverLeavesTheLineIsNotSent() {
        poll();
        poll();
        CompletableFuture<Interaction> leaving = poll();
        poll();

        leaving.cancel(false);
        sent.get(0).complete(SEEN);
        sent.get(1).complete(SEEN);

        assertThat(sent).hasSize(3);
    }

    @Test
    void whoeverLeavesEndsItsRequest() {
        CompletableFuture<Interaction> leaving = poll();

        leaving.cancel(false);

        assertThat(sent.get(0)).isCancelled();
        poll();
        poll();
        assertThat(sent).hasSize(3);
    }

    @Test
    void aRequestThatCannotBeStartedTakesNoPlace() {
        CompletableFuture<Interaction> refused = queue.poll(() -> {
            throw new IllegalStateException("closed");
        });
        poll();
        poll();

        assertThat(refused).isCompletedExceptionally();
        assertThat(sent).hasSize(2);
    }

    @Test
    void anErrorOfARequestIsItsAnswer() {
        CompletableFuture<Interaction> broken = queue.poll(() -> {
            throw new NoClassDefFoundError("gone");
        });
        poll();
        poll();

        assertThat(broken).isCompletedExceptionally();
        assertThat(sent).hasSize(2);
    }

    @Test
    void aHundredThousandThatEndAtOnceNeedNoDeepStack() {
        poll();
        poll();
        List<CompletableFuture<Interaction>> waiting = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) waiting.add(queue.poll(() -> CompletableFuture.completedFuture(SEEN)));

        sent.get(0).complete(SEEN);

        assertThat(waiting).allMatch(answer -> answer.isDone() && !answer.isCompletedExceptionally());
    }

    @Test
    void whoeverLeavesSendsNothingOfOthersOnItsThread() {
        List<Runnable> tasks = new ArrayList<>();
        PollQueue later = new PollQueue(1, tasks::add);
        List<CompletableFuture<Interaction>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++)
            all.add(later.poll(() -> {
                sent.add(new CompletableFuture<>());
                return sent.get(sent.size() - 1);
            }));
        tasks.remove(0).run();

        all.forEach(poll -> poll.cancel(false));

        assertThat(sent).hasSize(1);
        while (!tasks.isEmpty()) tasks.remove(0).run();
        assertThat(sent).hasSize(1);
    }
}
