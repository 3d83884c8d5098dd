// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: gets everything ready, lets the routes work, tells what they did. */
@Command(
        name = "document-pipeline",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Reads documents from a folder, asks the Interactions API about each, and keeps answers and steps in a"
                        + " database. Talks to the emulator inside this process; only with --live to Google.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every document has its row and every step that was sent has its own (a failed document counts, with its reason)",
            "1:not so, or something broke",
            "2:the arguments do not fit; nothing was sent"
        })
public final class DocumentPipeline implements Callable<Integer> {

    @Option(
            names = "--inbox",
            paramLabel = "DIR",
            description =
                    "Folder with documents; they end in its folders done/ and failed/. Default: inbox/ in the work folder."
                            + " An empty one is filled with samples.")
    private @Nullable Path inbox;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Folder for database and queue. Default: the folder pipeline/ beside the program.")
    private @Nullable Path work;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Default: ${DEFAULT-VALUE}.",
            defaultValue = "gemini-3.5-flash")
    private String model = "";

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

    private final Map<String, String> environment;
    private final PrintWriter out;

    DocumentPipeline(Map<String, String> environment, PrintWriter out) {
        this.environment = environment;
        this.out = out;
    }

    public static void main(String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true);
        System.exit(new CommandLine(new DocumentPipeline(System.getenv(), out)).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Places places;
        Map<String, String> settings = new HashMap<>();
        try {
            places = places();
            if (places.waiting().isEmpty()) SampleInbox.fill(places.inbox());
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        settings.put("pipeline.model", model);
        return new Run(places, out).untilAllIsWritten(settings) ? 0 : 1;
    }

    private Places places() throws IOException, URISyntaxException {
        if (inbox != null && !Files.isDirectory(inbox))
            throw new IllegalArgumentException("--inbox: no folder " + inbox);
        Path base = work != null ? work : besideTheProgram();
        Places places = new Places(inbox != null ? inbox : base.resolve("inbox"), base);
        for (Path folder : List.of(places.work(), places.done(), places.failed())) Files.createDirectories(folder);
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
