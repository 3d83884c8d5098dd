// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelgemini.emulator.GeminiEmulator;
import org.apache.camel.main.Main;

/** A Camel Main that is described by properties alone, {@link #ROUTES} among them. */
public final class Node {

    /** Property with the pattern of the YAML files to run, for example {@code classpath:camel/node.camel.yaml}. */
    public static final String ROUTES = "camel.main.routes-include-pattern";

    private Node() {}

    /** Runs until standard input ends, which is when the starter is gone. Arguments: properties, each {@code name=value}. */
    public static void main(String... arguments) throws Exception {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            properties.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        Main camel = camel(properties);
        Thread starter = new Thread(() -> waitUntilGone(camel), "starter");
        starter.setDaemon(true);
        starter.start();
        camel.run();
        System.exit(camel.getExitCode());
    }

    /** A Main that is not started. Its properties win over {@code application.properties}; the environment is ignored. */
    public static Main camel(Map<String, String> properties) {
        Main camel = new Main();
        camel.configure()
                .withAutoConfigurationEnvironmentVariablesEnabled(false)
                .withAutoConfigurationSystemPropertiesEnabled(false);
        properties.forEach(camel::addOverrideProperty);
        return camel;
    }

    /** Properties that make the component call an emulator, whatever the environment says. */
    public static Map<String, String> emulator(GeminiEmulator emulator) {
        Map<String, String> properties = new HashMap<>();
        emulator.camelProperties().forEach((name, value) -> properties.put((String) name, (String) value));
        properties.put("camel.component.gemini-interactions.enterprise", "false");
        return properties;
    }

    private static void waitUntilGone(Main camel) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            camel.completed();
        }
    }
}
