// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a peer sends, the exchange is answered within its time-outs, with an answer or an exception of this component, and
 * the next call works. One case is repeated with {@code -Dhostile.seed=S -Dhostile.from=N -Dhostile.to=N+1}.
 */
class HostileAnswersTest {

    private static final long SEED = Long.getLong("hostile.seed", 20261128);
    private static final int BLOCK = 250;
    private static final long MIB = 1 << 20;

    @Test
    void someAnswersHarmNothing() throws Exception {
        try (HostilePeer peer = new HostilePeer(SEED);
                HostileProgram routes = new HostileProgram(peer.url(), 8)) {
            int from = Integer.getInteger("hostile.from", 0);
            assertThat(routes.play(from, Integer.getInteger("hostile.to", from + 200)))
                    .isEmpty();
        }
    }

    @Test
    @Tag("long")
    void tenThousandAnswersHarmNothingInASmallHeap() throws Exception {
        long seed = Long.getLong("hostile.seed", System.nanoTime());
        System.out.println("hostile.seed=" + seed);
        try (HostilePeer peer = new HostilePeer(seed);
                ChildJvm routes = ChildJvm.start(
                        List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:-OmitStackTraceInFastThrow"),
                        HostileProgram.class,
                        peer.url(),
                        "12")) {
            for (int from = 0; from < 10_000; from += BLOCK)
                assertThat(routes.ask(from + " " + (from + BLOCK)))
                        .as("seed " + seed)
                        .isEmpty();
            assertThat(routes.askNumber("rest")).isLessThan(48 * MIB);
        }
    }
}
