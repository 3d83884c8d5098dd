// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import org.apache.camel.main.Main;

/**
 * One node, in a process of its own: runs the routes of {@code camel/node.camel.yaml} until its standard input ends, so that
 * it does not outlive whoever started it.
 */
public final class Node {

    private Node() {}

    /** Arguments: properties of the routes and of the component, each {@code name=value}. */
    public static void main(String... properties) throws Exception {
        Main camel = new Main();
        camel.configure()
                .withRoutesIncludePattern("classpath:camel/node.camel.yaml")
                .withAutoConfigurationEnvironmentVariablesEnabled(false);
        for (String property : properties) {
            int equals = property.indexOf('=');
            camel.addOverrideProperty(property.substring(0, equals), property.substring(equals + 1));
        }
        Thread starter = new Thread(() -> waitUntilGone(camel), "starter");
        starter.setDaemon(true);
        starter.start();
        camel.run();
        System.exit(camel.getExitCode());
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
