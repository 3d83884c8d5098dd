// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.model.InteractionEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a line does to a stream, the steps that come out are those of the uncut run: nothing lost, nothing twice, order
 * kept; or there is a typed failure. The runs are made up here; {@link CutRecordedStreamsTest} has the recorded ones.
 */
class CutStreamsTest {

    private static final long SEED = 20_261_122;

    @Test
    void aThousandGeneratedStreamsArriveWholeOrFailTyped() {
        generatedStreamsArriveWholeOrFailTyped(1_000);
    }

    @Test
    @Tag("long")
    void tenThousandGeneratedStreamsArriveWholeOrFailTyped() {
        generatedStreamsArriveWholeOrFailTyped(10_000);
    }

    private static void generatedStreamsArriveWholeOrFailTyped(int streams) {
        int whole = 0;
        int failed = 0;
        int attached = 0;
        long connections = 0;
        long reads = 0;
        for (int n = 0; n < streams; n++) {
            Random random = new Random(SEED + n);
            ServedRun run = ServedRun.generated(random);
            EventIds ids = EventIds.any(random);
            VirtualTime time = new VirtualTime();
            UnreliableService service = new UnreliableService(run, ids.of(run, random), time)
                    .forgetful(n % 5 == 0)
                    .inputsInReplay(random.nextBoolean())
                    .coarseReplay(ids == EventIds.NONE && random.nextBoolean())
                    .namelessCreate(random.nextInt(4) == 0)
                    .troubled(random);
            boolean attach = random.nextInt(4) == 0;
            boolean slowly = random.nextBoolean();
            FollowedRun followed = attach
                    ? FollowedRun.attach(run, service, time, slowly)
                    : FollowedRun.create(run, service, time, random.nextBoolean(), slowly);

            followed.check("stream %d of seed %d", n, SEED);
            if (followed.isWhole()) {
                whole++;
            } else {
                boolean unknown = !(followed.failure() instanceof InteractionStreamException broken)
                        || broken.getInteractionId() == null;
                assertThat(service.isForgetful() || unknown)
                        .as("stream %d of seed %d could not be completed", n, SEED)
                        .isTrue();
                failed++;
            }
            assertThat(service.creates()).isEqualTo(attach ? 0 : 1);
            if (attach) attached++;
            connections += service.opens();
            reads += service.gets();
        }
        System.out.printf(
                "%d generated streams (%d attached to) over %d connections and %d reads of the store:"
                        + " %d whole, %d failed typed%n",
                streams, attached, connections, reads, whole, failed);
        assertThat(whole).isGreaterThan(streams / 2);
        assertThat(failed).isPositive();
        assertThat(whole + failed).isEqualTo(streams);
    }

    @ParameterizedTest
    @EnumSource
    void everyBytePositionOfASmallStreamCanBeTheCut(EventIds ids) {
        ServedRun run = ServedRun.generated(new Random(7));
        boolean[] named = ids.of(run, new Random(7));
        int length = StreamText.of(run.events(), named, 0, false, null).length;
        int idIsKnown = StreamText.lengthOf(run.events().subList(0, 1), named);
        for (int cut = 0; cut < length; cut++) {
            VirtualTime time = new VirtualTime();
            UnreliableService service =
                    new UnreliableService(run, named, time).cutFirstAt(cut).troubled(new Random(cut));
            FollowedRun followed = FollowedRun.create(run, service, time, true);

            followed.check("cut at byte %d", cut);
            // A stream that is cut before it told its id cannot be found again.
            if (!followed.isWhole()) {
                assertThat(followed.steps()).isZero();
                assertThat(cut).isLessThan(idIsKnown);
            }
        }
    }

    @Test
    void aReceiverThatThrowsInTheStoredRestEndsTheRun() {
        CompletableFuture<Void> ended = restReceivedBy(3, new AtomicReference<>(), event -> {
            throw new IllegalStateException("no room");
        });

        assertThat(ended)
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("no room");
    }

    @Test
    void aRunThatWasStoppedDeliversNoMoreOfTheStoredRest() {
        AtomicReference<RunStream> run = new AtomicReference<>();
        AtomicInteger afterTheStop = new AtomicInteger();
        CompletableFuture<Void> ended = restReceivedBy(3, run, event -> {
            if (afterTheStop.getAndIncrement() == 0) run.get().stop();
        });

        assertThat(ended).isCompletedExceptionally();
        assertThat(afterTheStop).hasValue(1);
    }

    /** A run that is cut behind its first event; the receiver gets the events of the stored rest from the n-th on. */
    private static CompletableFuture<Void> restReceivedBy(
            int from, AtomicReference<RunStream> started, Consumer<InteractionEvent> receiver) {
        ServedRun run = ServedRun.ofTexts(
                IntStream.range(0, 6).mapToObj(i -> List.of("step " + i)).toList());
        VirtualTime time = new VirtualTime();
        boolean[] named = new boolean[run.events().size()];
        UnreliableService service = new UnreliableService(run, named, time)
                .cutFirstAt(StreamText.lengthOf(run.events().subList(0, 1), named));
        AtomicInteger events = new AtomicInteger();
        EventSink sink = event -> {
            if (events.incrementAndGet() >= from) receiver.accept(event);
            return CompletableFuture.runAsync(() -> {}, time); // later: every event is handed over on its own
        };
        ResumeSettings hurried = new ResumeSettings(
                1 << 20,
                3,
                new Backoff(Duration.ofNanos(1), Duration.ofNanos(2), new Random(1)),
                Duration.ofMinutes(1));
        ApiRequest create = new ApiRequest("create", "POST", "/interactions", new byte[0], false, null);
        started.set(RunStream.create(
                new RunStream.Context(service, service, time, time, hurried, Observation.NONE), create, false, sink));
        time.runOut();
        return started.get().ended().toCompletableFuture();
    }
}
