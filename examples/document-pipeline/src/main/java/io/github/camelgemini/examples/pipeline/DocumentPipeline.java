// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.examples.support.Destination;
import io.github.camelgemini.examples.support.Node;
import io.github.camelgemini.examples.support.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: reads its arguments, prints what will be sent where, and runs the routes. */
@Command(
        name = "document-pipeline",
        sortOptions = false,
        description =
                "Reads documents from a folder, asks the Interactions API about each, and stores answers and steps in a"
                        + " database. Talks to the emulator inside this process; only with --live to Google.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every document has its row and every step that was sent has its own (a failed document counts, with its reason)",
            "1:not so, or something broke",
            "2:the arguments do not fit; nothing was sent"
        })
public final class DocumentPipeline implements Callable<Integer> {

    private static final Pattern NOT_IN_AN_ENDPOINT = Pattern.compile("[?]|[{]{2}|%[0-9A-Fa-f]{2}");

    @Option(
            names = "--inbox",
            paramLabel = "DIR",
            description =
                    "Folder with documents; they are moved to its folders done/ and failed/. Default: inbox/ in the work folder."
                            + " An empty one is filled with samples.")
    private @Nullable Path inbox;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Folder for database, queue and report. Default: the folder pipeline/ beside the program.")
    private @Nullable Path work;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Default: ${DEFAULT-VALUE}.",
            defaultValue = "gemini-3.5-flash")
    private String model = "";

    @Option(
            names = "--faults",
            description = "Let the emulator answer one of the samples with 429 and another with 500.")
    private boolean faults;

    @ArgGroup(exclusive = false)
    private @Nullable Live live;

    private static final class Live {
        @Option(
                names = "--live",
                required = true,
                description = "Send the documents to Google. What goes where is printed first.")
        private boolean typed;

        @Option(
                names = "--enterprise",
                description = "To the Gemini Enterprise Agent Platform, not to the Gemini Developer API. Default: as"
                        + " GOOGLE_GENAI_USE_ENTERPRISE says.")
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
    private final PrintWriter out = new PrintWriter(System.out, true);
    private final Terminal terminal = new Terminal(out);

    private DocumentPipeline(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String... arguments) {
        System.exit(new CommandLine(new DocumentPipeline(System.getenv())).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Places places;
        Destination destination;
        try {
            if (live != null && faults)
                throw new IllegalArgumentException("--faults is for the emulator, not for --live");
            destination =
                    live == null ? null : Destination.of(environment, live.enterprise, live.project, live.location);
            places = places();
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        boolean samples = places.waiting().isEmpty();
        if (samples) SampleInbox.fill(places.inbox());
        try (GeminiEmulator emulator = destination == null ? emulator() : null) {
            Map<String, String> settings = new HashMap<>();
            settings.put("pipeline.model", model);
            if (emulator != null) {
                settings.putAll(Node.emulator(emulator));
                terminal.print(
                        "Back end   the emulator inside this process; nothing leaves this machine (only --live would)");
            } else if (destination != null) {
                settings.putAll(destination.settings());
                terminal.print("Back end   %s", destination.backEnd());
                terminal.print("Project    %s", destination.projectAndLocation());
            }
            tellWhatWillBeSent(places, samples, destination != null);
            return new Run(places, new Terminal(out)).untilAllIsWritten(settings)
                    ? CommandLine.ExitCode.OK
                    : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private GeminiEmulator emulator() throws IOException {
        GeminiEmulator emulator = GeminiEmulator.startOnFreePort();
        if (!faults) return emulator;
        try (InputStream script = Objects.requireNonNull(getClass().getResourceAsStream("/emulator/faults.yaml"))) {
            emulator.script(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        return emulator;
    }

    private void tellWhatWillBeSent(Places places, boolean samples, boolean leaves) throws IOException {
        List<Path> documents = places.waiting();
        long bytes = 0;
        for (Path document : documents) bytes += Files.size(document);
        terminal.print("Model      %s, two calls per document: the whole file, then a question about it", model);
        terminal.print(
                "Inbox      %s%s", Terminal.fromHere(places.inbox()), samples ? " (was empty: samples made)" : "");
        terminal.print(
                "Documents  %d files, %s bytes, each sent with its name", documents.size(), Terminal.number(bytes));
        if (leaves) {
            for (Path document : documents)
                terminal.print(
                        "           %s, %s bytes", document.getFileName(), Terminal.number(Files.size(document)));
            terminal.print(
                    "Stored     Google stores both interactions of a document, for as long as the back end's terms say");
        }
        terminal.print("Database   %s.mv.db%n", Terminal.fromHere(places.database()));
    }

    private Places places() throws IOException, URISyntaxException {
        if (inbox != null && !Files.isDirectory(inbox))
            throw new IllegalArgumentException("--inbox: no folder " + inbox);
        Path base = work != null ? work : besideTheProgram();
        Places places = new Places(inbox != null ? inbox : base.resolve("inbox"), base);
        if (NOT_IN_AN_ENDPOINT
                .matcher(places.inbox().toAbsolutePath().toString())
                .find()) {
            throw new IllegalArgumentException(
                    "The inbox goes into an endpoint's URI, which takes no '?', '{{' or %XX in a folder's name: "
                            + places.inbox());
        }
        places.make();
        return places;
    }

    /** The same folder from wherever the program is started; after a build that is target/pipeline. */
    private static Path besideTheProgram() throws URISyntaxException {
        return Path.of(DocumentPipeline.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolveSibling("pipeline");
    }
}
