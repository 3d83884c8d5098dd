// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What arrives of a stream that goes on behind a torn event: every step, once and in order. */
class TornStreamsTest {

    private static final ServedRun RUN =
            ServedRun.ofTexts(List.of(List.of("ab", "c"), List.of("d"), List.of("e", "f")));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stepsArriveWholeAndInOrderWhereverAnyEventIsTorn(boolean closed) {
        for (EventIds ids : List.of(EventIds.ALL, EventIds.NONE)) {
            for (boolean background : List.of(true, false)) tearEach(ids, background, closed);
        }
    }

    private static void tearEach(EventIds ids, boolean background, boolean closed) {
        boolean[] named = ids.of(RUN, new Random(1));
        // Without the first event there is no id to complete the run with.
        for (int event = 1; event < RUN.events().size(); event++) {
            int length = StreamText.lengthOf(RUN.events().subList(0, event + 1), named)
                    - StreamText.lengthOf(RUN.events().subList(0, event), named);
            for (int bytes = 1; bytes < length - 2; bytes++) {
                VirtualTime time = new VirtualTime();
                UnreliableService service = new UnreliableService(RUN, named, time).tearFirst(event, bytes, closed);

                FollowedRun followed = FollowedRun.create(RUN, service, time, background);

                String what = "event " + event + " torn after " + bytes + " bytes, ids " + ids + ", background "
                        + background + ", closed " + closed;
                followed.check(what);
                assertThat(followed.isWhole()).as(what).isTrue();
                assertThat(service.creates()).isEqualTo(1);
            }
        }
    }
}
