// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@link Node} in a JVM of its own. */
public final class NodeProcess implements AutoCloseable {

    private static final long STOP_TIMEOUT_SECONDS = 30;

    private final Process process;
    private final Path log;

    private NodeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a JVM with the class path of this one.
     *
     * @param properties as for {@link Node#camel}
     * @param log file for its output
     */
    public static NodeProcess start(Map<String, String> properties, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // a short life does not repay more
                "-Dexamples.log=INFO",
                "-cp",
                System.getProperty("java.class.path"),
                Node.class.getName()));
        properties.forEach((name, value) -> command.add(name + "=" + value));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new NodeProcess(process, log);
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    /** @throws IllegalStateException when the process has ended */
    public void requireAlive() {
        if (!process.isAlive()) throw new IllegalStateException("The node has ended, see " + log);
    }

    /** Ends the process as {@code kill -9} does, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Stops the node in order; kills it if that takes more than 30 seconds. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) kill();
    }
}
