// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;

import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a paused connection answers the library's reactor. */
class GatedSessionTest {

    private static final Timeout LIMIT = Timeout.ofSeconds(5);

    private final List<String> events = new ArrayList<>();
    private final GatedSession gated = new GatedSession((IOSession) Proxy.newProxyInstance(
            IOSession.class.getClassLoader(), new Class<?>[] {IOSession.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "getSocketTimeout":
                        return LIMIT;
                    case "read":
                        return 7;
                    default:
                        events.add(method.getName() + (arguments == null ? "" : " " + arguments[0]));
                        return null;
                }
            }));

    @BeforeEach
    void pause() {
        gated.pause();
    }

    @Test
    void silenceThatWeAskForHasNoLimit() {
        assertThat(gated.getSocketTimeout()).isEqualTo(Timeout.DISABLED);
        gated.resume();
        assertThat(gated.getSocketTimeout()).isEqualTo(LIMIT);
    }

    @Test
    void theServicesSilenceIsCountedFromTheEndOfOurs() {
        assertThat(events).containsExactly("clearEvent " + SelectionKey.OP_READ);
        gated.resume();
        assertThat(events.subList(1, events.size()))
                .containsExactly("updateReadTime", "setEvent " + SelectionKey.OP_READ);
    }

    @Test
    void aLoopThatGoesOnReadingReadsNothing() throws IOException {
        assertThat(gated.read(ByteBuffer.allocate(10))).isZero();
        gated.resume();
        assertThat(gated.read(ByteBuffer.allocate(10))).isEqualTo(7);
    }

    @Test
    void whatTheLibraryAsksForMeanwhileIsNotInput() {
        gated.setEventMask(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        assertThat(events).last().isEqualTo("setEventMask " + SelectionKey.OP_WRITE);
    }
}
