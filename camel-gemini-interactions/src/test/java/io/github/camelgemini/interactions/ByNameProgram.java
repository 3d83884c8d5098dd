// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.model.Interaction;
import org.apache.camel.CatalogCamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/** A program that uses what finds its classes and resources by name: {@link NativeMetadataIT} records it. */
public final class ByNameProgram {

    public record Capital(String capital, List<String> rivers) {}

    private ByNameProgram() {}

    /** The arguments are a folder, a file of routes that start by themselves, and how many of them do. */
    public static void main(String[] arguments) throws Exception {
        Path work = Path.of(arguments[0]);
        try (GeminiEmulator emulator = GeminiEmulator.startOnFreePort()) {
            Main main = new Main();
            main.addInitialProperty("camel.main.routes-include-pattern", "file:" + arguments[1]);
            main.addInitialProperty("camel.component.gemini-interactions.api-key", GeminiEmulator.KEY);
            main.addInitialProperty("camel.component.gemini-interactions.base-url", emulator.baseUrl());
            main.addInitialProperty(
                    "camel.beans.cursors", "#class:io.github.camelgemini.interactions.state.FileCursorRepository");
            main.addInitialProperty(
                    "camel.beans.cursors.file", work.resolve("cursors").toString());
            Path key = Files.writeString(work.resolve("key.json"), CredentialsTest.serviceAccountKey(emulator));
            String enterprise = "camel.beans.enterprise";
            main.addInitialProperty(enterprise, "#class:" + GeminiInteractionsComponent.class.getName());
            main.addInitialProperty(enterprise + ".configuration.enterprise", "true");
            main.addInitialProperty(enterprise + ".configuration.baseUrl", emulator.baseUrl());
            main.addInitialProperty(enterprise + ".configuration.projectId", "p0");
            main.addInitialProperty(
                    enterprise + ".configuration.serviceAccountKey", key.toUri().toString());
            main.configure().addRoutesBuilder(new Routes());
            main.init();
            NotifyBuilder ends = new NotifyBuilder(main.getCamelContext())
                    .from("timer:*")
                    .whenCompleted(Integer.parseInt(arguments[2]))
                    .create();
            main.start();
            require(ends.matches(1, TimeUnit.MINUTES));
            calls(main.getCamelContext().createFluentProducerTemplate(), emulator);
            catalog(main);
            main.stop();
        }
        System.exit(0);
    }

    private static void calls(FluentProducerTemplate template, GeminiEmulator emulator) throws Exception {
        emulator.script(Script.onCreate().text("{\"capital\": \"Paris\", \"rivers\": [\"Seine\"]}"));
        require(template.to("direct:object").withBody("Paris").request() instanceof Capital);

        emulator.reset();
        emulator.script(Script.onCreate().text("{\"capital\": 1, \"rivers\": [\"Seine\"]}"));
        Exchange invalid = template.to("direct:object").withBody("Paris").send();
        require(invalid.getException() instanceof InteractionOutputException);

        emulator.reset();
        Exchange whole = template.to("direct:interaction").withBody("Paris").send();
        Interaction interaction = whole.getMessage().getBody(Interaction.class);
        require(interaction != null);
        require(whole.getContext().getTypeConverter().convertTo(JsonNode.class, interaction) != null);
        require(whole.getContext().getTypeConverter().convertTo(Map.class, interaction) != null);
        require(new ObjectMapper()
                .writeValueAsString(Map.of("answer", interaction))
                .contains("answer"));
        require(whole.getMessage().getHeader("seen", String.class) != null);

        Exchange enterprise = template.to("direct:enterprise").withBody("Paris").send();
        if (enterprise.getException() != null) throw enterprise.getException();
    }

    /** What tools read. */
    private static void catalog(Main main) throws Exception {
        for (String scheme : List.of("gemini-interactions", "gemini-interactions-tool")) {
            require(((CatalogCamelContext) main.getCamelContext()).getComponentParameterJsonSchema(scheme) != null);
        }
    }

    private static void require(boolean holds) {
        if (!holds) throw new AssertionError("The program does not do what it is for.");
    }

    /** Camel creates it, to look at its annotations. */
    public static final class Routes extends RouteBuilder {
        @Override
        public void configure() {
            String create = "gemini-interactions:create?model=gemini-3.5-flash";
            from("direct:object").to(create + "&outputType=object&outputClass=RAW(" + Capital.class.getName() + ")");
            from("direct:interaction")
                    .to(create + "&outputType=interaction")
                    .setHeader("seen", simple("${body.id} ${body.status} ${body.usage} ${body.steps}"));
            from("direct:enterprise").to("enterprise:create?model=gemini-3.5-flash");
        }
    }
}
