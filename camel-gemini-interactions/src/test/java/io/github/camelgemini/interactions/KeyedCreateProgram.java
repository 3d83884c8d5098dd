// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.camelgemini.interactions.state.FileCursorRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.StateRepository;
import org.postgresql.ds.PGSimpleDataSource;

/** A process of its own that sends one create with an idempotency key. */
final class KeyedCreateProgram {

    private KeyedCreateProgram() {}

    /**
     * Arguments: the emulator's address, where the keys are (a file or a PostgreSQL), the key. For a streamed create also the
     * file of the cursors, and the file to which the texts of the steps are appended.
     */
    public static void main(String... arguments) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        component.getConfiguration().setBaseUrl(arguments[0]);
        component.getConfiguration().setApiKey("emulator-key");
        context.addComponent("gemini-interactions", component);
        context.getRegistry().bind("keys", keys(arguments[1]));
        String uri = "gemini-interactions:create?model=gemini-3.5-flash&idempotencyRepository=#keys";
        if (arguments.length > 3) {
            context.getRegistry().bind("cursors", new FileCursorRepository(Path.of(arguments[3])));
            uri += "&streaming=true&channel=c&cursorRepository=#cursors";
            Path steps = Path.of(arguments[4]);
            RouteBuilder.addRoutes(
                    context, routes -> routes.from("gemini-interactions:stream?channel=c&stepTypes=model_output")
                            .process(step -> append(steps, step.getMessage().getBody(String.class))));
        }
        context.start();
        context.createProducerTemplate()
                .requestBodyAndHeader(uri, "Capital?", GeminiInteractionsConstants.IDEMPOTENCY_KEY, arguments[2]);
        context.stop();
    }

    private static void append(Path file, String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static StateRepository<String, String> keys(String where) {
        if (!where.startsWith("jdbc:")) return new FileCursorRepository(Path.of(where));
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setUrl(where);
        return new JdbcStateRepository(server, "keys");
    }
}
