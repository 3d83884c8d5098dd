// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

/** An answer in three parts, with a key: the line is cut, or the process killed. No part is paid twice, no step lost. */
class ContinuedStreamTest extends GeminiEmulatorTestSupport {

    private static final String KEY = "order-7";
    private static final List<String> PARTS = List.of("One river ", "runs through ", "two towns.");
    private static final Pattern HELD = Pattern.compile("started \\S+ \\d+((?: v1_[\\w-]+)*)");
    /** More than the events of any part. */
    private static final int EVENTS = 12;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    private void routes(Object keys, Object cursors) throws Exception {
        context.getRegistry().bind("keys", keys);
        context.getRegistry().bind("cursors", cursors);
        RouteBuilder.addRoutes(
                context, routes -> routes.from("gemini-interactions:stream?channel=c&stepTypes=model_output")
                        .to("mock:steps"));
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:in")
                .to("gemini-interactions:create?model=" + MODEL
                        + "&streaming=true&channel=c&idempotencyRepository=#keys&cursorRepository=#cursors"));
    }

    private Exchange deliver(String key) {
        return template.request("direct:in", exchange -> {
            exchange.getMessage().setBody("Capital?");
            exchange.getMessage().setHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY, key);
        });
    }

    /** The rule of one part; the first one has the answer. */
    private static Rule part(int number) {
        return number == 1
                ? onCreate().continuation(PARTS.toArray(String[]::new))
                : onCreate().hop(number);
    }

    private void script(int part, Rule broken) {
        emulator().script(broken);
        for (int other = 1; other <= 3; other++) if (other != part) emulator().script(part(other));
    }

    private void assertEachPartWasPaidOnce() {
        assertThat(emulator().ledger().creates()).isEqualTo(3);
        assertThat(emulator().ledger().createsWithEqualInput()).isZero();
    }

    private static void assertWhole(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo(String.join("", PARTS));
        assertThat(exchange.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_IDS, List.class))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachStepArrivesOnceWhereverTheLineIsCut(boolean eventIds) throws Exception {
        routes(new MemoryStateRepository(), new MemoryStateRepository());
        MockEndpoint steps = getMockEndpoint("mock:steps");
        for (int part = 1; part <= 3; part++) {
            for (int events = 1; events <= EVENTS; events++) {
                emulator().reset();
                steps.reset();
                script(part, part(part).eventIds(eventIds).cutAfter(events).times(1));

                assertWhole(deliver(part + "-" + events));

                assertThat(RouteKit.bodies(steps))
                        .as("cut after event %d of part %d", events, part)
                        .isEqualTo(PARTS);
                assertEachPartWasPaidOnce();
            }
        }
    }

    @Test
    void aPartThatMayExistIsInDoubtAndNothingIsSent() throws Exception {
        routes(new MemoryStateRepository(), new MemoryStateRepository());
        script(2, part(2).fault(Fault.cutBeforeHeaders()));

        assertThat(deliver(KEY).getException()).isNotNull();

        assertThat(deliver(KEY).getException())
                .isInstanceOf(InteractionInDoubtException.class)
                .hasMessageContaining("onUnknownCreate=resend");
        assertThat(emulator().ledger().creates()).isEqualTo(2);
    }

    @Test
    void aPartThatWasRefusedIsCreatedWhenTheMessageComesAgain() throws Exception {
        routes(new MemoryStateRepository(), new MemoryStateRepository());
        MockEndpoint steps = getMockEndpoint("mock:steps");
        script(2, part(2).httpStatus(400).times(1));
        emulator().script(part(2));

        assertThat(deliver(KEY).getException()).isNotNull();
        assertWhole(deliver(KEY));

        assertThat(RouteKit.bodies(steps)).isEqualTo(PARTS);
        assertEachPartWasPaidOnce();
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "3, 1"})
    void eachStepArrivesOnceWhenTheProcessIsKilled(int part, int events) throws Exception {
        killAndDeliverAgain(part, events);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "1, 6", "2, 1", "2, 3", "2, 4", "2, 6", "3, 3", "3, 6"})
    void eachStepArrivesOnceWheneverTheProcessIsKilled(int part, int events) throws Exception {
        killAndDeliverAgain(part, events);
    }

    private void killAndDeliverAgain(int part, int events) throws Exception {
        Path keys = folder.resolve("keys");
        Path cursors = folder.resolve("cursors");
        Path received = folder.resolve("steps");
        script(part, part(part).gateAfter(events, "held").times(1));
        Process process = ChildJvm.builder(
                        List.of(),
                        KeyedCreateProgram.class,
                        emulator().baseUrl(),
                        keys.toString(),
                        KEY,
                        cursors.toString(),
                        received.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        started.add(process);
        emulator().gate("held").awaitReached(RouteKit.FAR);
        eventually().until(() -> Files.exists(keys) && ids(keys) >= part);
        process.destroyForcibly();
        assertThat(process.waitFor(1, MINUTES)).isTrue();
        emulator().gate("held").release();

        routes(new FileCursorRepository(keys), new FileCursorRepository(cursors));
        assertWhole(deliver(KEY));

        Stream<String> before = Files.exists(received) ? Files.readAllLines(received).stream() : Stream.empty();
        assertThat(Stream.concat(before, RouteKit.bodies(getMockEndpoint("mock:steps")).stream()))
                .isEqualTo(PARTS);
        assertEachPartWasPaidOnce();
    }

    /** Number of parts that the file of keys knows, in any of its records. */
    private static long ids(Path keys) throws Exception {
        return HELD.matcher(Files.readString(keys, StandardCharsets.ISO_8859_1))
                .results()
                .mapToLong(held -> held.group(1).chars().filter(c -> c == ' ').count())
                .max()
                .orElse(0);
    }
}
