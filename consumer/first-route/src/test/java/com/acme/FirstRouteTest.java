package com.acme;

import java.time.Duration;
import java.util.Properties;

import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The route that the application starts, on the emulator. */
class FirstRouteTest extends CamelMainTestSupport {
    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        return EMULATOR.camelProperties();
    }

    @Test
    void theQuestionOfTheRouteIsAsked() throws Exception {
        EMULATOR.emulator().awaitRequests(1, Duration.ofMinutes(1));

        assertEquals("What is the capital of France?", EMULATOR.emulator().lastRequest().at("/input/0/content/0/text").asText());
    }
}
