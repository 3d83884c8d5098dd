package com.acme;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import org.apache.camel.main.KameletMain;

/**
 * What the command "camel run" does with files and the options --dep, --prop and --max-idle-seconds: it starts the runtime of
 * Camel's CLI with the same properties, in the folder of the user. The runtime downloads what the routes need.
 */
public final class CamelRun {

    private final KameletMain main = new KameletMain("camel.jbang");
    private final List<String> dependencies = new ArrayList<>();
    private final List<String> routes = new ArrayList<>();

    private CamelRun() {}

    public static void main(String... arguments) throws Exception {
        CamelRun run = new CamelRun();
        run.profile(Path.of("application.properties"));
        for (String argument : arguments) run.argument(argument);
        System.exit(run.run());
    }

    private void profile(Path file) throws IOException {
        if (!Files.exists(file)) return;
        Properties profile = new Properties();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            profile.load(lines);
        }
        String declared = profile.getProperty("camel.jbang.dependencies");
        if (declared != null) dependencies.add(declared);
        main.addInitialProperty("camel.component.properties.location", "file://" + file.toAbsolutePath());
    }

    private void argument(String argument) {
        int equals = argument.indexOf('=');
        String option = equals < 0 ? argument : argument.substring(0, equals);
        String value = argument.substring(equals + 1);
        switch (option) {
            case "--dep" -> dependencies.add(value);
            case "--prop" -> {
                int end = value.indexOf('=');
                main.addArgumentProperty(value.substring(0, end), value.substring(end + 1));
            }
            case "--max-idle-seconds" -> main.addInitialProperty("camel.main.durationMaxIdleSeconds", value);
            default -> {
                if (option.startsWith("-")) throw new IllegalArgumentException(argument);
                routes.add("file:" + argument);
            }
        }
    }

    private int run() throws Exception {
        main.addInitialProperty("camel.main.routesIncludePattern", String.join(",", routes));
        main.addInitialProperty("camel.main.sourceLocationEnabled", "true");
        main.addInitialProperty("camel.main.modeline", "true");
        main.addInitialProperty("camel.jbang.compileWorkDir", ".camel-jbang/compile");
        if (!dependencies.isEmpty())
            main.addInitialProperty("camel.jbang.dependencies", String.join(",", dependencies));
        main.setDownload(true);
        main.setAppName("Apache Camel (JBang)");
        main.start();
        main.run();
        return main.getExitCode();
    }
}
