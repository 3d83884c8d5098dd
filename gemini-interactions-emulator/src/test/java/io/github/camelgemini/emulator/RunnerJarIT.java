// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.BufferedReader;
import java.net.ConnectException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The runnable jar on the command line. */
class RunnerJarIT {
    @TempDir
    private Path folder;

    @Test
    void saysWhereItListensAndStopsWhenTold() throws Exception {
        try (RunnerProcess runner = RunnerProcess.start("--port", "0")) {
            assertThat(runner.firstLine()).matches(RunnerProcess.GREETING + "http://127\\.0\\.0\\.1:\\d+");
            Api api = new Api(runner.baseUrl());
            assertThat(Api.text(api.ask("Hello"))).contains("Hello");

            assertThat(runner.terminate()).isTrue();
            assertThatThrownBy(() -> api.ask("Still there?")).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void warnsOnStandardErrorWhereOthersMayCallIt() throws Exception {
        for (String host : new String[] {"0.0.0.0", "127.0.0.1"}) {
            Path errors = folder.resolve(host);
            Process process = RunnerProcess.builder("--port", "0", "--host", host)
                    .redirectError(errors.toFile())
                    .start();
            try (BufferedReader output = process.inputReader()) {
                assertThat(output.readLine()).startsWith(RunnerProcess.GREETING + "http://" + host + ":");
            }
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(Files.readString(errors).contains("Warning: with --host"))
                    .isEqualTo(host.equals("0.0.0.0"));
        }
    }

    @Test
    void obeysItsOptions() throws Exception {
        Path script = Files.writeString(folder.resolve("script.yaml"), "- answer: {deltas: [Hi, \" there\"]}\n");
        try (RunnerProcess runner = RunnerProcess.start(
                "--port",
                "0",
                "--script",
                script.toString(),
                "--delta-delay",
                "30ms",
                "--retention",
                "10m",
                "--admin-host",
                "emulator.test:1",
                "--no-auth",
                "--strict")) {
            Api api = new Api(runner.baseUrl());
            var response = api.send(api.request("/v1beta/interactions")
                    .POST(BodyPublishers.ofString(Api.body("x", "\"stream\":true"))));

            assertThat(Api.text(Api.events(response.body()))).isEqualTo("Hi there");
            assertThat(api.post(Api.body("x", "\"colour\":1")).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whatItAnsweredSurvivesAKill() throws Exception {
        String id;
        try (RunnerProcess runner = RunnerProcess.start("--port", "0", "--data", folder.toString())) {
            id = new Api(runner.baseUrl()).ask("My name is Anna").path("id").asText();
            runner.kill();
        }

        try (RunnerProcess runner = RunnerProcess.start("--port", "0", "--data", folder.toString())) {
            Api api = new Api(runner.baseUrl());
            assertThat(Api.text(api.ask("Who am I?", "\"previous_interaction_id\":\"" + id + "\"")))
                    .contains("My name is Anna");
        }
    }

    @Test
    void helpsAndComplains() throws Exception {
        assertThat(output("--help")).contains("--delta-delay", "--data", "--admin-host", "/_emulator/health");
        assertThat(output("--version")).contains("0.");
        assertThat(output("--port", "0", "--delta-delay", "soon")).contains("Not a duration");
        assertThat(output("--port", "0", "--retention", "0s")).contains("retention is longer than 0");
        assertThat(output("--port", "0", "--script", "nowhere.yaml")).contains("Cannot read the script nowhere.yaml");
    }

    @Test
    void theLibraryBringsNothingOfOthers() throws Exception {
        String library = System.getProperty("runner.jar").replace("-runner.jar", ".jar");
        try (JarFile jar = new JarFile(library)) {
            assertThat(jar.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class")))
                    .allMatch(name -> name.startsWith("io/github/camelgemini/emulator/"));
        }
    }

    private static String output(String... arguments) throws Exception {
        Process process =
                RunnerProcess.builder(arguments).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return output;
    }
}
