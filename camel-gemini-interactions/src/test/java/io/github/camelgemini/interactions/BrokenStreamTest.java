// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The recipe for a broken stream in docs/testing.adoc. */
class BrokenStreamTest extends GeminiEmulatorTestSupport {

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask")
                        .to("gemini-interactions:create?model=gemini-3.5-flash&streaming=true&channel=answers");
                from("gemini-interactions:stream?channel=answers&stepTypes=model_output")
                        .to("mock:steps");
            }
        };
    }

    @Test
    void aStreamThatBreaksArrivesWhole() throws Exception {
        emulator()
                .script(Script.onCreate().stream(true)
                        .deltas("The Nile ", "is long.")
                        .cutAfter(7));
        getMockEndpoint("mock:steps").expectedBodiesReceived("The Nile is long.");

        String answer = template.requestBody("direct:ask", "Which river is long?", String.class);

        assertEquals("The Nile is long.", answer);
        MockEndpoint.assertIsSatisfied(context);
        assertEquals(1, emulator().ledger().creates());
        assertEquals(0, emulator().ledger().createsWithEqualInput());
    }

    @Test
    void aStreamThatIsLostFails() {
        emulator().script(Script.onCreate().fault(Fault.lostAfter(3)).cutAfter(7));

        CamelExecutionException failure = assertThrows(
                CamelExecutionException.class, () -> template.requestBody("direct:ask", "Which river is long?"));

        assertInstanceOf(InteractionStreamException.class, failure.getCause());
        assertEquals(1, emulator().ledger().creates());
    }
}
