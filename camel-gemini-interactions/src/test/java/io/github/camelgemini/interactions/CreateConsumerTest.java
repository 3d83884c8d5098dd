// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static io.github.camelgemini.interactions.emulator.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class CreateConsumerTest extends RouteTest {

    private static final String FROM = "gemini-interactions:create?model=" + MODEL + "&input=RAW(Capital of France?)";

    @Test
    void startsOneInteractionAndEmitsItsSteps() throws Exception {
        emulator().script(onCreate().thought("Easy.").deltas("Par", "is"));

        start(routes -> routes.from(FROM + "&emit=steps,completed").process(collector()));

        await().untilAsserted(() -> assertThat(collectedBodies()).containsExactly("Easy.", "Paris", "Paris"));
        assertThat(emulator().lastRequest().at("/stream").asBoolean()).isTrue();
        assertThat(emulator().lastRequest().at("/input/0/content/0/text").asText())
                .isEqualTo("Capital of France?");
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void aRunThatBreaksOffReachesTheRoutesErrorHandler() throws Exception {
        emulator().script(onCreate().text("Paris").cutAfter(3));

        start(routes -> routes.from(FROM + "&store=false&bridgeErrorHandler=true")
                .onException(InteractionStreamException.class)
                .handled(true)
                .process(collector())
                .end()
                .process(collector()));

        await().untilAsserted(() -> assertThat(collected).hasSize(1));
        assertThat(emulator().ledger().creates()).isEqualTo(1);
    }

    @Test
    void stoppingTheRouteClosesTheStream() throws Exception {
        emulator().script(onCreate().text("Paris").stallAfter(3));
        start(routes -> routes.from(FROM).routeId("asks").process(collector()));
        emulator().awaitRequests(1, Duration.ofSeconds(20));
        await().until(() -> emulator().openStreams() == 1);

        context.getRouteController().stopRoute("asks");

        await().until(() -> emulator().openStreams() == 0);
        assertThat(emulator().ledger().cancels()).isZero();
    }
}
