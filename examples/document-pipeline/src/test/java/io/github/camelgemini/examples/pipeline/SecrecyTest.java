// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.script.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** Neither the log nor an exception nor the program's output contains text of documents or answers. */
class SecrecyTest {

    private static final String IN_DOCUMENT = "ZEPHYR-IN-THE-DOCUMENT";
    private static final String IN_ANSWER = "ZEPHYR-IN-THE-ANSWER";
    private static final String SENTINEL = "ZEPHYR";
    private static final List<String> TALKATIVE = List.of("io.github.camelgemini", "org.apache.camel");

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Office office;

    @BeforeEach
    void listen(@TempDir Path folder) throws Exception {
        office = new Office(folder, EMULATOR.emulator());
        log.start();
        for (String name : TALKATIVE) logger(name).setLevel(Level.DEBUG);
        for (String name : TALKATIVE) logger(name).setAdditive(false);
        for (String name : TALKATIVE) logger(name).addAppender(log);
        logger(Logger.ROOT_LOGGER_NAME).addAppender(log);
    }

    @AfterEach
    void hush() {
        for (String name : TALKATIVE) logger(name).setLevel(null);
        for (String name : TALKATIVE) logger(name).setAdditive(true);
        for (String name : TALKATIVE) logger(name).detachAppender(log);
        logger(Logger.ROOT_LOGGER_NAME).detachAppender(log);
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    @Test
    void nothingIsSaidOfWhatSucceeds() throws Exception {
        office.drop("a.txt", "Dear " + IN_DOCUMENT);
        EMULATOR.emulator()
                .script(
                        onCreate().stream(false).text("{\"title\": \"" + IN_ANSWER + "\"}"),
                        onCreate().stream(true).thought(IN_ANSWER).deltas("Dear ", IN_ANSWER));

        assertThat(office.run()).isTrue();

        assertThat(office.document("a.txt"))
                .containsEntry("outcome", "done")
                .containsEntry("title", IN_ANSWER)
                .containsEntry("summary", "Dear " + IN_ANSWER);
        assertNothingIsSaid();
    }

    @Test
    void nothingIsSaidOfWhatFails() throws Exception {
        office.drop("error.txt", "error " + IN_DOCUMENT)
                .drop("schema.txt", "schema " + IN_DOCUMENT)
                .drop("kind.txt", "kind " + IN_DOCUMENT)
                .drop("late.txt", "late " + IN_DOCUMENT)
                .drop("latin.txt", "");
        Files.write(office.places.inbox().resolve("latin.txt"), (IN_DOCUMENT + "\u00e9").getBytes("ISO-8859-1"));
        EMULATOR.emulator()
                .script(
                        onCreate()
                                .contains("error " + IN_DOCUMENT)
                                .fault(Fault.status(400).withMessage("Cannot read " + IN_DOCUMENT)),
                        onCreate().contains("schema " + IN_DOCUMENT).text("no JSON but " + IN_ANSWER),
                        onCreate().contains("kind " + IN_DOCUMENT).text("{\"kind\": \"" + IN_ANSWER + "\"}"),
                        onCreate().contains("late " + IN_DOCUMENT).text("{\"title\": \"" + IN_ANSWER + "\"}"),
                        onCreate().stream(true).text(IN_ANSWER).error("safety", IN_ANSWER));

        assertThat(office.run()).isTrue();

        assertThat(office.rows("select file from document where outcome = 'failed'"))
                .hasSize(5);
        assertThat(office.document("late.txt")).containsEntry("title", IN_ANSWER);
        assertNothingIsSaid();
        assertThat(office.rows("select reason from document")).asString().doesNotContain(SENTINEL);
        for (String name : Office.names(office.places.failed())) {
            if (name.endsWith(".reason.txt")) {
                assertThat(office.places.failed().resolve(name))
                        .content()
                        .isNotBlank()
                        .doesNotContain(SENTINEL);
            }
        }
    }

    private void assertNothingIsSaid() {
        List<String> lines = log.list.stream().map(SecrecyTest::line).toList();
        assertThat(lines).anyMatch(line -> line.startsWith("DEBUG org.apache.camel"));
        assertThat(lines).noneMatch(line -> line.contains(SENTINEL));
        assertThat(office.printed.toString()).isNotBlank().doesNotContain(SENTINEL);
    }

    /** With the messages of all exceptions. */
    private static String line(ILoggingEvent event) {
        String failure =
                event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        return event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + " " + failure;
    }
}
