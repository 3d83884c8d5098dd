package com.acme;

import java.util.Map;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Starts an emulator before the application, and gives it to fields of tests. */
public class EmulatorResource implements QuarkusTestResourceLifecycleManager {

    private GeminiEmulator emulator;

    @Override
    public Map<String, String> start() {
        emulator = GeminiEmulator.startOnFreePort();
        return Map.of(
                "camel.component.gemini-interactions.base-url", emulator.baseUrl(),
                "camel.component.gemini-interactions.api-key", GeminiEmulator.KEY,
                // The four routes start by themselves; the tests have routes of their own.
                "camel.main.routes-include-pattern", "false");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(emulator, new TestInjector.MatchesType(GeminiEmulator.class));
    }

    @Override
    public void stop() {
        if (emulator != null) emulator.close();
    }
}
