// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.client.call.UnaryRuns.SingleRequest;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A call of several parts ends as a whole, and no part begins behind its end. */
class StagedRunTest {

    private final StagedRun run = new StagedRun();

    private static SingleRequest request() {
        return new SingleRequest(new CompletableFuture<>(), null);
    }

    @Test
    void noPartBeginsBehindAStop() {
        AtomicBoolean sent = new AtomicBoolean();
        run.stop();

        var part = run.begin(() -> {
            sent.set(true);
            return request();
        });

        assertThat(part.toCompletableFuture())
                .failsWithin(1, TimeUnit.MINUTES)
                .withThrowableThat()
                .withCauseInstanceOf(InteractionStoppedException.class);
        assertThat(sent).isFalse();
    }

    @Test
    void aStopWaitsForThePartThatIsBeingSentAndEndsIt() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SingleRequest request = request();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> run.begin(() -> {
            sending.countDown();
            try {
                goOn.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return request;
        }));
        assertThat(sending.await(1, TimeUnit.MINUTES)).isTrue();
        Thread stopping = new Thread(run::stop);
        stopping.start();
        await().until(() -> stopping.getState() == Thread.State.BLOCKED);

        goOn.countDown();

        stopping.join(TimeUnit.MINUTES.toMillis(1));
        sent.get(1, TimeUnit.MINUTES);
        assertThat(request.answer()).isCompletedExceptionally();
        assertThat(run.whole().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aPartThatCannotBeSentFailsTheRun() {
        run.begin(() -> {
                    throw new NoClassDefFoundError("gone");
                })
                .whenComplete(run::end);

        assertThat(run.whole().toCompletableFuture())
                .failsWithin(1, TimeUnit.MINUTES)
                .withThrowableThat()
                .withCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void aListenerThatThrowsKeepsTheIdFromNoOtherAndTheAnswerFromNobody() {
        List<String> known = new ArrayList<>();
        run.whenKnown(id -> {
            throw new NoClassDefFoundError("gone");
        });
        run.whenKnown(known::add);
        SingleRequest request = request();
        run.end(request);

        request.answer().complete(Interaction.of("v1_a", InteractionStatus.COMPLETED));

        assertThat(known).containsExactly("v1_a");
        assertThat(run.whole().toCompletableFuture()).isCompleted();
    }
}
