// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** A process with a class of this module as its main class. What it logs goes to this process's standard error. */
final class Jvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private Jvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * All run with the same flags but the heap. A thread waits for the compiler: where 64 threads leave it no processor, some JVMs
     * run slow code for minutes, and a peer seems half as fast as it is.
     */
    static Jvm start(Class<?> main, String heap, String classPath, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Xbatch",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(arguments);
        return new Jvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next line of its output; null at the end. */
    @Nullable
    String line() throws IOException {
        return output.readLine();
    }

    /** The last line of its output, once it has ended; null if there is none. */
    @Nullable
    String lastLine() throws IOException {
        String last = null;
        for (String line = line(); line != null; line = line()) last = line;
        return last;
    }

    /** Its exit status. */
    int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Ends it if it takes longer. */
    void limit(Duration time) {
        process.onExit().orTimeout(time.toMillis(), TimeUnit.MILLISECONDS).whenComplete((ended, late) -> {
            if (late != null) process.destroyForcibly();
        });
    }

    /** Closes its standard input, at which the server ends, and waits for its end. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
