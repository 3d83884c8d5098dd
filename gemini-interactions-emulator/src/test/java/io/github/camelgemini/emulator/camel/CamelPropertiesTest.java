// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.camel;

import java.util.Properties;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.script.Script;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A user's test of a Camel Main program: the extension beside it, and three lines. */
class CamelPropertiesTest extends CamelMainTestSupport {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        return EMULATOR.camelProperties();
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("gemini-interactions:create");
            }
        };
    }

    @Test
    void mainPointsTheComponentToTheEmulator() {
        EMULATOR.script(Script.onCreate().text("From the script"));

        assertThat(template.requestBody("direct:ask", "Hello", String.class)).contains("From the script");
        PostingComponent component = context().getComponent("gemini-interactions", PostingComponent.class);
        assertThat(component.getBaseUrl()).isEqualTo(EMULATOR.baseUrl());
        assertThat(component.getApiKey()).isEqualTo(GeminiEmulator.KEY);
    }
}
