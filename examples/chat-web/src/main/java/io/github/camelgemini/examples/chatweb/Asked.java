// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.chatweb;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.traffic.Ledger;
import io.github.camelgemini.examples.chatweb.Question.Event;
import io.github.camelgemini.examples.support.Terminal;
import org.jspecify.annotations.Nullable;

/** A question without a browser: prints the events as they come, and checks that the answer is whole. */
final class Asked {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Pieces of the answer that arrive before the server is killed. */
    private static final int BEFORE_THE_KILL = 3;

    private final ChatServer server;
    private final @Nullable GeminiEmulator emulator;
    private final Terminal terminal;
    private final StringBuilder words = new StringBuilder();
    private int pieces;
    private int calls;
    private int kills;

    /** @param emulator null if the questions go to Google, which counts nothing */
    Asked(ChatServer server, @Nullable GeminiEmulator emulator, Terminal terminal) {
        this.server = server;
        this.emulator = emulator;
        this.terminal = terminal;
    }

    /** @return true if the answer came whole, each word once, and was created once */
    boolean ask(String text, boolean kill) throws Exception {
        Question question = new Question(server.url(), Question.newKey(), Question.newKey(), text);
        Instant last = Instant.now().plus(PATIENCE);
        Event end = null;
        while (end == null) {
            if (Instant.now().isAfter(last)) throw new TimeoutException("Waited in vain for the answer");
            end = question.send(event -> {
                print(event);
                if (kill && kills == 0 && pieces == BEFORE_THE_KILL) killAndRestart();
            });
        }
        JsonNode results = question.results();
        for (JsonNode row : results)
            terminal.print(
                    "%nResult of %s: %s",
                    row.path("call").asText(), row.path("result").asText());
        return report(end, results.size(), kill);
    }

    private void print(Event event) {
        JsonNode data = event.data();
        String type = data.path("type").asText();
        String shown = data.has("text")
                ? data.path("text").asText()
                : data.path("step").toString();
        if (event.name().equals("delta") && type.equals("text")) {
            words.append(shown);
            pieces++;
        }
        if (event.name().equals("step") && type.equals("function_call")) calls++;
        if (event.isLast()) terminal.say("%-9s  %s", event.name(), data);
        else if (!shown.isEmpty()) terminal.say("%-9s  %-15s  %s", event.name(), type, shown);
    }

    /** Text of a delta or a step, the step that has none, or nothing for signatures and arguments. */
    private static String shown(JsonNode data) {
        if (data.has("text")) return data.path("text").asText();
        if (data.has("step")) return data.path("step").toString();
        return data.at("/event/delta/content/text").asText();
    }

    private void killAndRestart() throws Exception {
        server.kill();
        kills++;
        terminal.say("the server was killed (SIGKILL)");
        server.restart();
        terminal.say("a new server runs: process %d", server.pid());
    }

    private boolean report(Event end, int results, boolean kill) {
        boolean whole = end.name().equals("completed")
                && words.toString().equals(end.data().path("text").asText());
        boolean complete = whole && results == calls && kills == (kill ? 1 : 0);
        String created = "";
        if (emulator != null) {
            Ledger ledger = emulator.ledger();
            complete &= ledger.creates() == (calls > 0 ? 2 : 1) && ledger.createsWithEqualInput() == 0;
            created = "; %d creates, %d of them twice".formatted(ledger.creates(), ledger.createsWithEqualInput());
        }
        terminal.print(
                "%n%s: the answer in %d pieces, %s; %d function calls, %d results; %d servers killed%s.",
                complete ? "Complete" : "NOT COMPLETE",
                pieces,
                whole ? "each word once" : "not as it is stored",
                calls,
                results,
                kills,
                created);
        return complete;
    }
}
