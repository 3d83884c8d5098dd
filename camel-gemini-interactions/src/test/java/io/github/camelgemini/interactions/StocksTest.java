// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.apache.camel.test.main.junit5.Configure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The test of a program in docs/testing.adoc. */
@CamelMainTest
class StocksTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @EndpointInject("direct:ask")
    ProducerTemplate ask;

    @Configure
    protected void useEmulator(MainConfigurationProperties configuration) {
        configuration.addRoutesBuilder(new StocksRoutes());
        configuration.addConfiguration(new AtTheEmulator());
    }

    static class AtTheEmulator implements CamelConfiguration {
        @Override
        public void configure(CamelContext context) {
            var gemini = context.getComponent("gemini-interactions", GeminiInteractionsComponent.class);
            gemini.getConfiguration().setBaseUrl(EMULATOR.baseUrl());
            gemini.getConfiguration().setApiKey(GeminiEmulator.KEY);
        }
    }

    @Test
    void theModelCallsTheRoute() {
        String answer = ask.requestBody((Object) "What is the stock price of GOOG?", String.class);

        assertTrue(answer.contains("178.50"));
        assertEquals(2, EMULATOR.emulator().requests().size());
    }
}
