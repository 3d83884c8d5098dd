// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program of these tests in a process of its own. It is asked on its standard input, and answers a line with a line. */
final class ChildJvm implements AutoCloseable {

    /** Begins the lines that answer; others are its log. */
    static final String ANSWER = "> ";

    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a program in a process of its own. */
    static ProcessBuilder builder(List<String> options, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    static ChildJvm start(List<String> options, Class<?> program, String... arguments) throws IOException {
        return new ChildJvm(
                builder(options, program, arguments).redirectErrorStream(true).start());
    }

    /** What the program answers. */
    String ask(String question) throws Exception {
        input.write(question + "\n");
        input.flush();
        return CompletableFuture.supplyAsync(this::answer).get(60, TimeUnit.SECONDS);
    }

    long askNumber(String question) throws Exception {
        return Long.parseLong(ask(question));
    }

    private String answer() {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(ANSWER)) return line.substring(ANSWER.length());
                System.out.println(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("The program has ended: " + process);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
