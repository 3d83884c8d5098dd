// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How much of an answer is read: {@code maxResponseSize}, for an answer as a whole and for a stream in sum. */
class AnswerSizeTest extends GeminiEmulatorTestSupport {

    private static final String TO = "gemini-interactions:create?maxResponseSize=6000&model=" + MODEL;
    private static final String FRAGMENT = "x".repeat(400);

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:whole").to(TO);
                from("direct:channel").to(TO + "&streaming=true&channel=c");
                from("direct:background").to(TO + "&streaming=true&channel=c&background=true");
                from("direct:iterator")
                        .to(TO + "&streaming=true&emit=deltas")
                        .split(body())
                        .streaming()
                        .stopOnException()
                        .to("log:part?level=DEBUG");
                from("gemini-interactions:stream?channel=c").to("log:step?level=DEBUG");
            }
        };
    }

    private Exchange ask(String route) {
        return fluentTemplate.to(route).withBody("Capital?").send();
    }

    private static Rule fragments(int count) {
        String[] fragments = new String[count];
        Arrays.fill(fragments, FRAGMENT);
        return onCreate().deltas(fragments);
    }

    @Test
    void anAnswerThatIsTooLargeFailsAndTheNextIsRead() {
        emulator().script(onCreate().text("x".repeat(6000)), onCreate().text("Paris"));

        assertThat(ask("direct:whole").getException())
                .isInstanceOf(InteractionTransportException.class)
                .hasMessageContaining("maxResponseSize (6000 bytes)");
        assertThat(ask("direct:whole").getMessage().getBody()).isEqualTo("Paris");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:channel", "direct:iterator"})
    void aStreamCountsInSumAndIsNotResumed(String route) {
        emulator().script(fragments(20), onCreate().text("Paris"));

        Exception failure = ask(route).getException();

        assertThat(failure).hasStackTraceContaining("maxResponseSize (6000 bytes)");
        Throwable at = failure;
        while (!(at instanceof InteractionStreamException stream)) at = at.getCause();
        assertThat(stream.isResumable()).isFalse();
        assertThat(emulator().requests(Operation.GET)).isEmpty();
        assertThat(ask(route).getException()).isNull();
    }

    @Test
    void theConnectionsOfARunCountTogether() {
        emulator().script(fragments(12).cutAfter(8));

        assertThat(ask("direct:background").getException())
                .isInstanceOf(InteractionStreamException.class)
                .hasMessageContaining("maxResponseSize");
        assertThat(emulator().requests(Operation.GET)).hasSize(1);
    }

    @Test
    void aStreamThatIsCutAndWholeBelowTheLimitIsRead() {
        emulator().script(fragments(6).cutAfter(5));

        Exchange answered = ask("direct:background");

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo(FRAGMENT.repeat(6));
    }

    /** They are no silence, however long they come: {@code streamingReadTimeout} does not end them. */
    @Test
    void commentsForEverAreEndedByTheTimeForTheWholeStream() throws Exception {
        try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread comments = new Thread(() -> sendComments(service), "comments");
            comments.setDaemon(true);
            comments.start();
            RouteBuilder.addRoutes(context, routes -> routes.from("direct:comments")
                    .to(TO
                            + "&streaming=true&channel=c&streamTimeout=500&streamingReadTimeout=60s&baseUrl=http://127.0.0.1:"
                            + service.getLocalPort()));

            assertThat(ask("direct:comments").getException())
                    .isInstanceOf(InteractionStreamException.class)
                    .hasMessageContaining("streamTimeout");
        }
    }

    private static void sendComments(ServerSocket service) {
        try (Socket connection = service.accept()) {
            connection.setTcpNoDelay(true);
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 2000; i++) { // below maxResponseSize
                out.write(':');
                out.write('\n');
            }
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The client went away.
        }
    }

    @Test
    void aLimitThatAllowsNothingIsRefused() {
        assertThatThrownBy(() -> RouteBuilder.addRoutes(context, routes -> routes.from("direct:none")
                        .to("gemini-interactions:create?maxResponseSize=0&model=" + MODEL)))
                .hasRootCauseInstanceOf(InteractionRequestException.class)
                .hasRootCauseMessage(
                        "maxResponseSize=0 allows no answer: set a number of bytes, or leave it out for 64 MiB");
    }
}
