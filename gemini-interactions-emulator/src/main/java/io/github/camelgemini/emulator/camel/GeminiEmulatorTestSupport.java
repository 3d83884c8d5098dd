// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.camel;

import io.github.camelgemini.emulator.GeminiEmulator;
import org.apache.camel.Component;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Base class for tests of routes that call the emulator instead of the service. One emulator runs per test class and is
 * reset before each test. The context's component {@value #COMPONENT} gets its base URL and a key before routes are added,
 * so a route that configures the component or its endpoints itself wins.
 */
@ExtendWith(GeminiEmulatorTestSupport.EmulatorPerClass.class)
public abstract class GeminiEmulatorTestSupport extends CamelTestSupport {
    /** Name under which the component is found. */
    public static final String COMPONENT = "gemini-interactions";

    // Set before each test, before Camel's context is created.
    private @Nullable GeminiEmulator emulator;

    /** Settings of the emulator, e.g. {@code super.emulatorSettings().strict()}. Called once per test class. */
    protected GeminiEmulator.Builder emulatorSettings() {
        return GeminiEmulator.builder();
    }

    /**
     * The running emulator.
     *
     * @throws IllegalStateException in a constructor or field initializer: it starts after those
     */
    protected final GeminiEmulator emulator() {
        if (emulator == null) {
            throw new IllegalStateException("The emulator starts after the test instance is created.");
        }
        return emulator;
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withRegistryBinder(registry -> {
            bindToRegistry(registry);
            useEmulator();
        });
    }

    private void useEmulator() {
        Component component = context().getComponent(COMPONENT, true, false);
        if (component == null) {
            throw new IllegalStateException("The context has no component '" + COMPONENT
                    + "': is camel-gemini-interactions on the class path?");
        }
        PropertyBindingSupport.build()
                .withCamelContext(context())
                .withConfigurer(component.getComponentPropertyConfigurer())
                .withTarget(component)
                .withMandatory(true)
                .withProperty("baseUrl", emulator().baseUrl())
                .withProperty("apiKey", GeminiEmulator.KEY)
                .bind();
    }

    /** Starts the emulator of a test class before its first test, and closes it with the class. */
    static final class EmulatorPerClass implements BeforeEachCallback {
        private static final ExtensionContext.Namespace NAMESPACE =
                ExtensionContext.Namespace.create(EmulatorPerClass.class);

        @Override
        public void beforeEach(ExtensionContext context) {
            GeminiEmulatorTestSupport test = context.getRequiredTestInstances()
                    .findInstance(GeminiEmulatorTestSupport.class)
                    .orElseThrow();
            ExtensionContext ofClass = context;
            while (ofClass.getTestMethod().isPresent()) {
                ofClass = ofClass.getParent().orElseThrow();
            }
            test.emulator = ofClass.getStore(NAMESPACE)
                    .getOrComputeIfAbsent(
                            GeminiEmulator.class, key -> test.emulatorSettings().start(), GeminiEmulator.class);
            test.emulator.reset();
        }
    }
}
