// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.chatweb;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.examples.support.Destination;
import io.github.camelgemini.examples.support.Node;
import io.github.camelgemini.examples.support.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: prints what is sent where, starts the server, and waits for a person, or asks one question itself. */
@Command(
        name = "chat-web",
        sortOptions = false,
        description =
                "Serves a chat on this machine. Talks to the emulator inside this process; only with --live to Google.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:--ask: the answer came whole, each word once, and no interaction was created twice",
            "1:not so, or something broke",
            "2:the arguments do not fit; nothing was sent"
        })
public final class ChatWeb implements Callable<Integer> {

    /** Between the events of the emulator's answers, so that a reader sees words as they come. */
    private static final Duration PACE = Duration.ofMillis(60);

    @Option(
            names = "--port",
            description = "Port of the page on the loopback interface; 0 for a free one. Default: ${DEFAULT-VALUE}.",
            defaultValue = "8080")
    private int port;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Folder for state, orders and the server's log. Default: ${DEFAULT-VALUE}.",
            defaultValue = "chat-web")
    private Path work = Path.of("");

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Default: ${DEFAULT-VALUE}. It has to run in the background.",
            defaultValue = "gemini-3.5-flash")
    private String model = "";

    @Option(
            names = "--ask",
            paramLabel = "TEXT",
            description = "Ask this without a browser, print the events, and exit.")
    private @Nullable String question;

    @Option(
            names = "--kill",
            description = "With --ask: kill the server in the middle of the answer, and start it again.")
    private boolean kill;

    @ArgGroup(exclusive = false)
    private @Nullable Live live;

    private static final class Live {
        @Option(
                names = "--live",
                required = true,
                description = "Send the questions to Google. What goes where is printed first.")
        private boolean typed;

        @Option(
                names = "--enterprise",
                description =
                        "To the Gemini Enterprise Agent Platform, not to the Gemini Developer API. Default: as GOOGLE_GENAI_USE_ENTERPRISE says.")
        private @Nullable Boolean enterprise;

        @Option(names = "--project", paramLabel = "ID", description = "Google Cloud project, with --enterprise.")
        private @Nullable String project;

        @Option(
                names = "--location",
                paramLabel = "NAME",
                description = "Location, with --enterprise. Default: global.")
        private @Nullable String location;
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    private boolean help;

    private final Map<String, String> environment;
    private final Terminal terminal = new Terminal(new PrintWriter(System.out, true, StandardCharsets.UTF_8));

    private ChatWeb(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String... arguments) {
        System.exit(new CommandLine(new ChatWeb(System.getenv())).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Destination destination;
        try {
            if (kill && question == null) throw new IllegalArgumentException("--kill belongs to --ask");
            if (port < 0 || port > 65_535) throw new IllegalArgumentException("--port is a number from 0 to 65535");
            destination =
                    live == null ? null : Destination.of(environment, live.enterprise, live.project, live.location);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        try (GeminiEmulator emulator = destination == null ? emulator() : null;
                ChatServer server = ChatServer.start(settings(model, emulator, destination), work, port)) {
            tell(destination, server);
            if (question != null)
                return new Asked(server, emulator, terminal).ask(question, kill)
                        ? CommandLine.ExitCode.OK
                        : CommandLine.ExitCode.SOFTWARE;
            killOnEnter(server);
            return CommandLine.ExitCode.OK;
        } catch (BindException taken) {
            System.err.println("Port " + port + " is in use: name another one with --port, or 0 for a free one");
            return CommandLine.ExitCode.USAGE;
        }
    }

    private static GeminiEmulator emulator() {
        return GeminiEmulator.builder().port(0).runDelay(PACE).start();
    }

    /** Properties of a server, besides its folder and its port. */
    static Map<String, String> settings(
            String model, @Nullable GeminiEmulator emulator, @Nullable Destination destination) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("chat.model", model);
        if (emulator != null) settings.putAll(Node.emulator(emulator));
        if (destination != null) settings.putAll(destination.settings());
        return settings;
    }

    private void tell(@Nullable Destination destination, ChatServer server) {
        if (destination == null) {
            terminal.print(
                    "Back end   the emulator inside this process; nothing leaves this machine (only --live would)");
        } else {
            terminal.print("Back end   %s", destination.backEnd());
            terminal.print("Project    %s", destination.projectAndLocation());
            terminal.print("Sent       each question, and what the function returns; Google stores both");
        }
        terminal.print("Model      %s, in the background: an answer continues without this machine", model);
        terminal.print("State      %s", Terminal.fromHere(work));
        terminal.print("Server     process %d, log %s", server.pid(), Terminal.fromHere(server.log()));
        terminal.print("Page       %s%n", server.url());
    }

    private void killOnEnter(ChatServer server) throws Exception {
        terminal.print("Open the page. Enter kills the server (SIGKILL) and starts it again; Ctrl-C ends.");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (lines.readLine() != null) {
            server.kill();
            terminal.say("the server was killed");
            server.restart();
            terminal.say("a new server runs: process %d", server.pid());
        }
        new CountDownLatch(1).await(); // without a terminal, until the process is ended
    }
}
