// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.main.Main;

/**
 * One node, in a process of its own: runs the routes of {@code camel/node.camel.yaml} and {@code camel/functions.camel.yaml}
 * until its standard input ends, so that it does not outlive whoever started it.
 */
public final class Node {

    private static final String COMPONENT = "camel.component.gemini-interactions.";

    private Node() {}

    /** Arguments: properties, each {@code name=value}. */
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

    /** What a node needs to know. It leaves nothing open that the environment could fill. */
    static Map<String, String> properties(String name, String emulator, String database) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("node.name", name);
        properties.put("node.database", database);
        properties.put(COMPONENT + "enterprise", "false");
        properties.put(COMPONENT + "base-url", emulator);
        properties.put(COMPONENT + "api-key", "emulator");
        return properties;
    }

    /** A node that has not been started. */
    static Main camel(Map<String, String> properties) {
        Main camel = new Main();
        camel.configure()
                .withRoutesIncludePattern("classpath:camel/node.camel.yaml,classpath:camel/functions.camel.yaml")
                .withAutoConfigurationEnvironmentVariablesEnabled(false);
        properties.forEach(camel::addOverrideProperty);
        return camel;
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
