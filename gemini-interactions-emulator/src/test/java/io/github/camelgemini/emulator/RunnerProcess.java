// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The runnable jar as a process of its own, as a user starts it. */
final class RunnerProcess implements AutoCloseable {
    static final String GREETING = "gemini-interactions-emulator listening on ";

    private final Process process;
    private final String firstLine;

    private RunnerProcess(Process process, String firstLine) {
        this.process = process;
        this.firstLine = firstLine;
    }

    static RunnerProcess start(String... arguments) throws IOException {
        Process process = builder(arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        return new RunnerProcess(process, String.valueOf(line));
    }

    static ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
        command.add(System.getProperty("runner.jar"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    String firstLine() {
        return firstLine;
    }

    String baseUrl() {
        return firstLine.substring(GREETING.length());
    }

    /** Asks it to stop, as a shell or a container does, and waits until it has. */
    boolean terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor(1, TimeUnit.MINUTES);
    }

    /** Stops it without asking. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
