// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link CutStreamsTest} claims of streams that are made up, of the recorded ones: wherever a line breaks, the
 * steps are those of the uncut stream, as plain trees have them; or there is a typed failure.
 *
 * <p>The samples are without event ids or have placeholders for them: ids are added. Those that are recorded without an
 * end never end here either.
 */
class CutRecordedStreamsTest {

    private static final int SMALL = 4 * 1024;
    private static final int STRIDE = 5;
    private static final int RUNS_OF_A_SAMPLE = 100;
    private static final long SEED = 20_261_123;

    private static final AtomicLong POSITIONS = new AtomicLong();
    private static final AtomicLong CUTS = new AtomicLong();
    private static final AtomicLong RUNS = new AtomicLong();
    private static final AtomicLong WHOLE = new AtomicLong();
    private static final AtomicLong CONNECTIONS = new AtomicLong();
    private static final AtomicLong READS = new AtomicLong();

    /** How a run that was cut is completed. */
    private enum Way {
        RESUMED_BY_ID,
        PLAYED_AGAIN,
        PLAYED_AGAIN_WITH_INPUT,
        READ_FROM_THE_STORE;

        /** Whether it goes this way from a position where not all ways are gone; the last three share all positions. */
        boolean hasItsTurn(int position) {
            return this == RESUMED_BY_ID ? position % 8 == 0 : position % 3 == ordinal() - 1;
        }
    }

    static Stream<String> samples() {
        return Traffic.streams();
    }

    static Stream<String> smallSamples() {
        return samples().filter(sample -> Traffic.stream(sample).getBytes(UTF_8).length < SMALL);
    }

    @AfterAll
    static void tell() {
        System.out.printf(
                "%d recorded streams; %d of them cut at each of %d byte positions, %d cuts; %d runs in trouble over %d"
                        + " connections and %d reads of the store: %d whole, %d failed typed%n",
                samples().count(),
                smallSamples().count(),
                POSITIONS.get(),
                CUTS.get(),
                RUNS.get(),
                CONNECTIONS.get(),
                READS.get(),
                WHOLE.get(),
                RUNS.get() - WHOLE.get());
    }

    @Test
    void thereIsSomethingToCut() {
        assertThat(samples()).hasSize(40);
        assertThat(smallSamples()).hasSize(35);
        assertThat(samples().map(ServedRun::recorded).filter(run -> !run.hasEnd()))
                .hasSize(4);
        assertThat(samples().map(ServedRun::recorded).filter(run -> !run.isStored()))
                .hasSize(6);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anUncutStreamArrivesAsItWasRecorded(String sample) {
        ServedRun run = ServedRun.recorded(sample);
        boolean[] nameless = new boolean[run.events().size()];
        byte[] bytes = StreamText.of(run.events(), nameless, 0, false, null);
        if (sample.startsWith("steps-") || sample.startsWith("legacy"))
            assertThat(new String(bytes, UTF_8)).isEqualTo(Traffic.stream(sample));
        VirtualTime time = new VirtualTime();
        UnreliableService service = new UnreliableService(run, nameless, time);

        FollowedRun followed = FollowedRun.create(run, service, time, false);

        followed.check(sample);
        assertThat(followed.isWhole()).isEqualTo(run.hasEnd());
        if (run.hasEnd()) assertThat(service.opens()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("smallSamples")
    void anyBytePositionCanBeTheCut(String sample) {
        cutAtEach(STRIDE, sample);
    }

    @ParameterizedTest
    @MethodSource("smallSamples")
    @Tag("long")
    void everyBytePositionCanBeTheCut(String sample) {
        cutAtEach(1, sample);
    }

    /** The way to go on takes turns from byte to byte; behind each line, where it matters, all of them are gone. */
    private static void cutAtEach(int stride, String sample) {
        ServedRun run = ServedRun.recorded(sample);
        for (Way way : Way.values()) {
            boolean[] named = (way == Way.RESUMED_BY_ID ? EventIds.ALL : EventIds.NONE).of(run, new Random());
            byte[] bytes = StreamText.of(run.events(), named, 0, false, null);
            int idIsKnown = StreamText.lengthOf(run.events().subList(0, 1), named);
            int hasEnded = run.hasEnd() ? StreamText.lengthOf(run.events(), named) : Integer.MAX_VALUE;
            for (int cut = 0; cut < bytes.length; cut++) {
                if (way == Way.PLAYED_AGAIN && cut % stride == 0) POSITIONS.incrementAndGet();
                boolean isBehindALine = cut > 0 && bytes[cut - 1] == '\n';
                if (!isBehindALine && (cut % stride != 0 || !way.hasItsTurn(cut / stride))) continue;
                VirtualTime time = new VirtualTime();
                UnreliableService service = new UnreliableService(run, named, time)
                        .cutFirstAt(cut)
                        .inputsInReplay(way == Way.PLAYED_AGAIN_WITH_INPUT);

                FollowedRun followed = FollowedRun.create(run, service, time, way != Way.READ_FROM_THE_STORE);

                followed.check("%s, cut at byte %d, %s", sample, cut, way);
                boolean canBeCompleted = run.hasEnd() && run.isStored() && cut >= idIsKnown;
                assertThat(followed.isWhole())
                        .as("%s, cut at byte %d, %s", sample, cut, way)
                        .isEqualTo(cut >= hasEnded || canBeCompleted);
                assertThat(service.creates()).isEqualTo(1);
                CUTS.incrementAndGet();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aStreamInAnyTroubleArrivesWholeOrFailsTyped(String sample) {
        ServedRun run = ServedRun.recorded(sample);
        for (int n = 0; n < RUNS_OF_A_SAMPLE; n++) {
            Random random = new Random(SEED + n);
            VirtualTime time = new VirtualTime();
            UnreliableService service = new UnreliableService(
                            run, EventIds.any(random).of(run, random), time)
                    .forgetful(n % 5 == 0)
                    .inputsInReplay(random.nextBoolean())
                    .namelessCreate(random.nextInt(4) == 0)
                    .troubled(random);
            boolean attach = run.isStored() && random.nextInt(4) == 0;
            boolean slowly = random.nextBoolean();

            FollowedRun followed = attach
                    ? FollowedRun.attach(run, service, time, slowly)
                    : FollowedRun.create(run, service, time, random.nextBoolean(), slowly);

            followed.check("run %d of %s", n, sample);
            if (followed.isWhole()) {
                assertThat(run.hasEnd()).isTrue();
                WHOLE.incrementAndGet();
            } else {
                boolean unknown = !(followed.failure() instanceof InteractionStreamException broken)
                        || broken.getInteractionId() == null;
                assertThat(service.isForgetful() || unknown || !run.hasEnd())
                        .as("run %d of %s could not be completed", n, sample)
                        .isTrue();
            }
            assertThat(service.creates()).isEqualTo(attach ? 0 : 1);
            RUNS.incrementAndGet();
            CONNECTIONS.addAndGet(service.opens());
            READS.addAndGet(service.gets());
        }
    }
}
