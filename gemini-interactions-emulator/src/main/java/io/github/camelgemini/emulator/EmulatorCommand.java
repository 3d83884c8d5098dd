// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import io.github.camelgemini.emulator.internal.json.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The emulator as a program. Its first line on standard output says where it listens; it runs until SIGTERM. */
@Command(
        name = "gemini-interactions-emulator",
        mixinStandardHelpOptions = true,
        versionProvider = EmulatorCommand.Version.class,
        description = "The Gemini Interactions API on your own machine.",
        footer = {
            "",
            "Without a script a stand-in answers: it quotes the prompt, fills schemas, calls functions.",
            "In a browser: /_emulator/ shows what happens, and scripts the next answer.",
            "Admin: GET /_emulator/health, requests, ledger, script; POST /_emulator/script, reset, token,",
            "gates/NAME; DELETE /_emulator/script."
        })
public final class EmulatorCommand implements Callable<Integer> {
    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Interface to listen on (${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "8099",
            description = "Port to listen on, 0 for a free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--admin-host",
            paramLabel = "HOST[:PORT]",
            description = "Further Host that admin requests may have; may be repeated.")
    private List<String> adminHosts = new ArrayList<>();

    @Option(names = "--script", paramLabel = "FILE", description = "Script in YAML or JSON; may be repeated.")
    private List<Path> scripts = new ArrayList<>();

    @Option(names = "--delta-delay", defaultValue = "0ms", description = "Time before each delta (${DEFAULT-VALUE}).")
    private Duration deltaDelay = Duration.ZERO;

    @Option(
            names = "--run-delay",
            defaultValue = "20ms",
            description = "Time before each event of a background run (${DEFAULT-VALUE}).")
    private Duration runDelay = Duration.ZERO;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder in which the state survives a restart.")
    private @Nullable Path data;

    @Option(
            names = "--retention",
            description = "How long ended interactions and recorded requests are kept, e.g. 10m (without end).")
    private @Nullable Duration retention;

    @Option(names = "--no-auth", description = "Take requests without a key or token.")
    private boolean noAuth;

    @Option(names = "--strict", description = "Refuse unknown members of a request.")
    private boolean strict;

    public static void main(String[] arguments) {
        int exitCode = new CommandLine(new EmulatorCommand())
                .registerConverter(Duration.class, Durations::parse)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getColorScheme().errorText(String.valueOf(failure.getMessage())));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
        System.exit(exitCode);
    }

    @Override
    public Integer call() throws InterruptedException {
        GeminiEmulator emulator = GeminiEmulator.builder()
                .host(host)
                .port(port)
                .deltaDelay(deltaDelay)
                .runDelay(runDelay)
                .build();
        emulator.setAdminHosts(adminHosts);
        emulator.setData(data);
        emulator.setRetention(retention);
        emulator.setAuthRequired(!noAuth);
        emulator.setStrict(strict);
        emulator.setScripts(scripts);
        emulator.start();
        Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "emulator-stop"));
        if (!isLoopback(host)) {
            System.err.println(
                    "Warning: with --host " + host + " every machine that reaches this one may use the emulator,"
                            + " read what it recorded and script it. It has no TLS and checks no key.");
        }
        System.out.println("gemini-interactions-emulator listening on http://" + shown(host) + ":" + emulator.port());
        System.out.flush();
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String shown(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = EmulatorCommand.class.getPackage().getImplementationVersion();
            return new String[] {version == null ? "development" : version};
        }
    }
}
