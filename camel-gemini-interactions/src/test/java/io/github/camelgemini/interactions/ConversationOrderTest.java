// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.FAR;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

/** Many threads send many turns of many conversations at once. */
class ConversationOrderTest extends GeminiEmulatorTestSupport {

    private static final int THREADS = 64;
    private static final int KEYS = 100;
    private static final int TURNS_OF_A_KEY = 10;

    private final List<List<CompletableFuture<Exchange>>> turns = new ArrayList<>();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("gemini-interactions:create?model=" + MODEL);
            }
        };
    }

    @Test
    void theTurnsOfEachConversationAreAChainInTheOrderInWhichTheyWereSent() throws Exception {
        template.setThreadedAsyncMode(false);
        emulator().script(onCreate().text("held").gate("held").times(KEYS));
        for (int key = 0; key < KEYS; key++) {
            turns.add(new ArrayList<>());
            send(key);
        }
        emulator().awaitRequests(KEYS, FAR);
        int before = ourThreads();

        sendTheOthers();
        int after = ourThreads();

        assertThat(turns)
                .allSatisfy(ofAKey -> assertThat(ofAKey).hasSize(TURNS_OF_A_KEY).noneMatch(CompletableFuture::isDone));
        assertThat(emulator().requests()).hasSize(KEYS);
        emulator().gate("held").release();
        Map<String, String> continued = continuedAtTheEnd();
        for (int key = 0; key < KEYS; key++) {
            String last = "";
            for (int turn = 0; turn < TURNS_OF_A_KEY; turn++) {
                Exchange answered = turns.get(key).get(turn).get(1, TimeUnit.MINUTES);
                assertThat(answered.getException()).isNull();
                assertThat(continued.get("key " + key + ", turn " + turn + ".")).isEqualTo(last);
                last = answered.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
            }
        }
        assertThat(emulator().ledger().creates()).isEqualTo(KEYS * TURNS_OF_A_KEY);
        assertThat(emulator().ledger().createsWithEqualInput()).isZero();
        System.out.printf(
                "%d turns of %d conversations sent by %d threads: %d of our threads before %d turns waited, %d while they did%n",
                KEYS * TURNS_OF_A_KEY, KEYS, THREADS, before, KEYS * (TURNS_OF_A_KEY - 1), after);
        assertThat(after).isLessThanOrEqualTo(before + 1); // the timer may have had nothing to do before
    }

    private void sendTheOthers() throws InterruptedException {
        List<Integer> keys = new ArrayList<>();
        for (int turn = 1; turn < TURNS_OF_A_KEY; turn++) for (int key = 0; key < KEYS; key++) keys.add(key);
        Collections.shuffle(keys, new Random(42));
        Queue<Integer> next = new ConcurrentLinkedQueue<>(keys);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread sender = new Thread(() -> {
                for (Integer key = next.poll(); key != null; key = next.poll()) send(key);
            });
            threads.add(sender);
            sender.start();
        }
        for (Thread sender : threads) sender.join();
    }

    /** The turns of a key are numbered as they are sent: the lock makes an order that can be checked. */
    private void send(int key) {
        List<CompletableFuture<Exchange>> ofAKey = turns.get(key);
        synchronized (ofAKey) {
            String text = "key " + key + ", turn " + ofAKey.size() + ".";
            ofAKey.add(template.asyncSend("direct:ask", exchange -> {
                exchange.getMessage().setBody(text);
                exchange.getMessage().setHeader(GeminiInteractionsConstants.CONVERSATION_ID, "key " + key);
            }));
        }
    }

    /** Which interaction each turn continues, by the turn's text; empty for none. */
    private Map<String, String> continuedAtTheEnd() throws InterruptedException {
        emulator().awaitRequests(KEYS * TURNS_OF_A_KEY, Duration.ofSeconds(120));
        return emulator().requests(Operation.CREATE).stream()
                .collect(Collectors.toMap(
                        create -> create.at("/input/0/content/0/text").asText(), ConversationOrderTest::continued));
    }

    private static String continued(RecordedRequest create) {
        return create.at("/previous_interaction_id").asText("");
    }

    private static int ourThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("GeminiInteractions")
                        || thread.getName().contains("gemini-interactions"))
                .count();
    }
}
