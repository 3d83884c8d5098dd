// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.camel;

import java.util.HashSet;
import java.util.Set;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Script;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A user's test on the base class, with a component of a few lines in the place of the real one. */
class GeminiEmulatorTestSupportTest extends GeminiEmulatorTestSupport {
    private static final Set<GeminiEmulator> EMULATORS = new HashSet<>();
    private static final Set<Object> CONTEXTS = new HashSet<>();

    @Override
    protected GeminiEmulator.Builder emulatorSettings() {
        return super.emulatorSettings().recordedRequests(2);
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to(COMPONENT + ":create").to("mock:answer");
            }
        };
    }

    private void ask(String answer) throws Exception {
        EMULATORS.add(emulator());
        CONTEXTS.add(context());
        emulator().script(Script.onCreate().text(answer));
        getMockEndpoint("mock:answer").expectedMessageCount(1);
        getMockEndpoint("mock:answer").message(0).body(String.class).contains(answer);

        template.sendBody("direct:ask", "Hello");

        getMockEndpoint("mock:answer").assertIsSatisfied();
        assertThat(emulator().requests()).hasSize(1);
        assertThat(emulator().lastRequest().header("x-goog-api-key")).isEqualTo("***");
        emulator().assertExhausted();
    }

    @Test
    void routesCallTheEmulator() throws Exception {
        ask("From the script");
    }

    @ParameterizedTest
    @ValueSource(strings = {"One", "Two"})
    void itIsEmptyBeforeEachTest(String answer) throws Exception {
        ask(answer);
    }

    @Test
    void settingsAreTheTests() {
        for (int i = 0; i < 3; i++) template.sendBody("direct:ask", "Hello " + i);

        assertThat(emulator().requests()).hasSize(2);
    }

    @Nested
    class Inside {
        @Test
        void nestedTestsHaveOneToo() throws Exception {
            emulator().script(Script.onCreate().text("Nested"));

            assertThat(template.requestBody("direct:ask", "Hello", String.class))
                    .contains("Nested");
        }
    }

    @AfterAll
    static void theClassHadOneEmulatorAndEachTestAContext() {
        assertThat(EMULATORS).hasSize(1);
        assertThat(EMULATORS).allMatch(GeminiEmulator::isRunning);
        assertThat(CONTEXTS).hasSize(3);
    }
}
