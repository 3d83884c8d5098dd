// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Path;

import io.github.camelgemini.interactions.state.FileCursorRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.StateRepository;
import org.postgresql.ds.PGSimpleDataSource;

/** A process of its own that sends one create with an idempotency key. */
final class KeyedCreateProgram {

    private KeyedCreateProgram() {}

    /** Arguments: the emulator's address, where the keys are (a file or a PostgreSQL), the key. */
    public static void main(String... arguments) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        component.getConfiguration().setBaseUrl(arguments[0]);
        component.getConfiguration().setApiKey("emulator-key");
        context.addComponent("gemini-interactions", component);
        context.getRegistry().bind("keys", keys(arguments[1]));
        context.start();
        context.createProducerTemplate()
                .requestBodyAndHeader(
                        "gemini-interactions:create?model=gemini-3.5-flash&idempotencyRepository=#keys",
                        "Capital?",
                        GeminiInteractionsConstants.IDEMPOTENCY_KEY,
                        arguments[2]);
        context.stop();
    }

    private static StateRepository<String, String> keys(String where) {
        if (!where.startsWith("jdbc:")) return new FileCursorRepository(Path.of(where));
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setUrl(where);
        return new JdbcStateRepository(server, "keys");
    }
}
