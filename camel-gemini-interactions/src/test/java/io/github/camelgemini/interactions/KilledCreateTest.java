// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.internal.feature.idempotency.KeyStore;
import io.github.camelgemini.interactions.state.FileCursorRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import io.github.camelgemini.interactions.state.TestPostgres;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.StateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A process is killed between its create and the answer: the service has an interaction whose id nobody knows. */
class KilledCreateTest extends GeminiEmulatorTestSupport {

    private static final String KEY = "order-7";
    private static final String CREATE =
            "gemini-interactions:create?model=" + MODEL + "&idempotencyRepository=#keys&pollInterval=50";

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void withKeysInAFileItIsInDoubtAtOnceAndSentAgainOnlyWhereThatIsWanted() throws Exception {
        Path file = folder.resolve("keys");
        emulator().script(onCreate().text("Paris").gate("held"), onCreate().text("Rome"));
        kill(create(file.toString()));
        startWith(new FileCursorRepository(file));

        Exchange inDoubt = template.send(CREATE, KilledCreateTest::ask);
        assertThat(inDoubt.getException()).isInstanceOf(InteractionInDoubtException.class);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(1);

        Exchange sent = template.send(CREATE + "&onUnknownCreate=resend", KilledCreateTest::ask);
        assertThat(sent.getMessage().getBody()).isEqualTo("Rome");
        assertThat(emulator().ledger().creates()).isEqualTo(2);
        assertThat(emulator().ledger().createsWithEqualInput()).isEqualTo(1);
    }

    @Test
    @Tag("long")
    void aProcessThatLivesIsWaitedForAndOneThatIsKilledIsNot() throws Exception {
        String url = TestPostgres.newSchema();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        JdbcStateRepository keys = new JdbcStateRepository(database, "keys");
        keys.setCreateTableIfNotExists(true);
        startWith(keys);

        emulator().script(onCreate().text("Paris").gate("first"));
        create(url);
        CompletableFuture<Exchange> waiting = template.asyncSend(CREATE, KilledCreateTest::ask);
        await().atMost(Duration.ofMinutes(1)).until(() -> beats(keys) >= 5);
        assertThat(waiting).isNotDone();
        emulator().gate("first").release();
        assertThat(waiting.get(1, TimeUnit.MINUTES).getMessage().getBody()).isEqualTo("Paris");
        assertThat(emulator().ledger().creates()).isEqualTo(1);

        keys.removeState(KeyStore.stored(KEY));
        emulator().script(onCreate().text("Rome").gate("second"));
        kill(create(url));
        assertThat(template.asyncSend(CREATE, KilledCreateTest::ask)
                        .get(1, TimeUnit.MINUTES)
                        .getException())
                .isInstanceOf(InteractionInDoubtException.class);
        assertThat(emulator().requests(Operation.CREATE)).hasSize(2);
    }

    private static int beats(StateRepository<String, String> keys) {
        String kept = keys.getState(KeyStore.stored(KEY));
        return Integer.parseInt(kept.substring(kept.lastIndexOf(' ') + 1));
    }

    private static void ask(Exchange exchange) {
        exchange.getMessage().setBody("Capital?");
        exchange.getMessage().setHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY, KEY);
    }

    private void startWith(StateRepository<String, String> keys) throws Exception {
        context.getRegistry().bind("keys", keys);
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:in").to(CREATE)); // which starts the repository
    }

    /** A process whose create the service has accepted, and does not answer. */
    private Process create(String keys) throws Exception {
        int before = emulator().requests(Operation.CREATE).size();
        Process process = ChildJvm.builder(
                        List.of(), KeyedCreateProgram.class, emulator().baseUrl(), keys, KEY)
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve("process-" + started.size() + ".log").toFile())
                .start();
        started.add(process);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> emulator().requests(Operation.CREATE).size() == before + 1);
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
}
