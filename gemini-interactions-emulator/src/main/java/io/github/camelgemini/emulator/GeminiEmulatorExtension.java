// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.util.Properties;

import io.github.camelgemini.emulator.script.Rule;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An emulator for the tests of a class, empty before each of them. In a static field annotated {@code @RegisterExtension}
 * it runs from the first test to the last, in an instance field for one test. With {@code @ExtendWith} tests get it as a
 * parameter.
 */
public final class GeminiEmulatorExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final GeminiEmulator emulator;
    private boolean forClass;

    /** With an emulator on a free port. */
    public GeminiEmulatorExtension() {
        this(GeminiEmulator.builder());
    }

    /** With these settings of the emulator. */
    public GeminiEmulatorExtension(GeminiEmulator.Builder builder) {
        this.emulator = builder.build();
    }

    /** The emulator; it runs during tests. */
    public GeminiEmulator emulator() {
        return emulator;
    }

    /** As {@link GeminiEmulator#baseUrl()}. */
    public String baseUrl() {
        return emulator.baseUrl();
    }

    /**
     * As {@link GeminiEmulator#camelProperties()}: what a test on {@code CamelMainTestSupport} returns from
     * {@code useOverridePropertiesWithPropertiesComponent()}. Needs a static field, since Camel asks for them while it
     * creates the test instance.
     *
     * @throws IllegalStateException if the emulator is not started
     */
    public Properties camelProperties() {
        return emulator.camelProperties();
    }

    /** As {@link GeminiEmulator#script(Rule...)}. */
    public void script(Rule... rules) {
        emulator.script(rules);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        forClass = true;
        emulator.start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        emulator.start();
        emulator.reset();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!forClass) {
            emulator.close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        emulator.close();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == GeminiEmulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return emulator;
    }
}
