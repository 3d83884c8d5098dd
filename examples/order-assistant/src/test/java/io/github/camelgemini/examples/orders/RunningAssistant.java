// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.orders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.examples.orders.Shop.Call;
import io.github.camelgemini.examples.orders.Shop.Letter;
import io.github.camelgemini.examples.orders.Shop.Order;
import io.github.camelgemini.examples.support.Database;
import io.github.camelgemini.examples.support.LocalSite;
import org.apache.camel.main.Main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The assistant with a shop of its own, and what a customer and a clerk do with it. */
final class RunningAssistant implements AutoCloseable {

    final Database database = Database.at("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    final Shop shop = new Shop(database);
    final LocalSite desk = LocalSite.onFreePort();
    private final Map<String, String> properties;
    private final Path work;
    private Main camel;

    RunningAssistant(GeminiEmulator emulator, Path work) throws Exception {
        this.work = work;
        properties = OrderAssistant.properties(emulator, desk, work);
        shop.open();
        start();
    }

    void start() {
        camel = OrderAssistant.camel(database, properties);
        camel.start();
    }

    void stop() {
        camel.stop();
    }

    /** Writes a letter and waits until it is answered or waits for a person. */
    Letter write(String file, String text) throws IOException {
        OrderAssistant.write(work, file, text);
        until(() -> shop.letters().stream()
                .anyMatch(letter -> letter.file().equals(file) && (letter.isWaiting() || letter.isOver())));
        return letter(file);
    }

    /** Decides the one call of a letter that waits, and waits for the answer. */
    Letter decide(Letter letter, String decision) throws Exception {
        assertThat(letter.isWaiting()).isTrue();
        assertThat(submit(call(letter), decision)).isEqualTo(303);
        until(() -> letter(letter.file()).isOver());
        return letter(letter.file());
    }

    /** @return the HTTP status */
    int submit(Call call, String decision) throws Exception {
        Map<String, String> form = Map.of(
                "round",
                call.interactionId(),
                "call",
                call.callId(),
                "decision",
                decision,
                "reason",
                "5% & more + ä",
                "by",
                "R. Smith");
        return desk.submit("decisions", form).get();
    }

    Letter letter(String file) {
        return shop.letters().stream()
                .filter(letter -> letter.file().equals(file))
                .findFirst()
                .orElseThrow();
    }

    Call call(Letter letter) {
        return shop.calls().stream()
                .filter(call -> call.letter().equals(letter.id()))
                .findFirst()
                .orElseThrow();
    }

    Order order(String id) {
        return shop.orders().stream()
                .filter(order -> order.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    Path answer(String file) {
        return work.resolve("outbox").resolve(file);
    }

    /** Where a letter is that has been read. */
    Path read(String file) {
        Path letter = work.resolve("inbox").resolve(file);
        return letter.resolveSibling("done").resolve(letter.getFileName());
    }

    /** Moves a letter that has been read back into the inbox, as it was. */
    void putBack(String file) throws IOException {
        Files.move(read(file), work.resolve("inbox").resolve(file));
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    @Override
    public void close() {
        stop();
        database.update("shutdown");
    }
}
