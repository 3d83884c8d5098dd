// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.genai.Client;
import com.google.genai.gaos.models.interactions.CreateModelInteraction;
import com.google.genai.gaos.models.interactions.Interaction;
import com.google.genai.gaos.models.interactions.InteractionsInput;
import com.google.genai.gaos.models.interactions.ModelOutputStep;
import com.google.genai.gaos.models.interactions.Step;
import com.google.genai.gaos.models.interactions.TextContent;
import com.google.genai.gaos.models.operations.CreateInteractionRequestBody;
import com.google.genai.types.HttpOptions;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * docs/migration.adoc names every option and header of the components that it is about, as Camel's catalog has them, and only
 * options and headers that this component has; its routes run.
 */
class MigrationPageTest {

    private static final Path PAGE = Path.of("../docs/migration.adoc");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern URI = Pattern.compile("(?:openai|langchain4j-(?:agent|tools)):[^\"\n]+");

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private final CamelCatalog camel = new DefaultCamelCatalog();

    @TempDir
    Path folder;

    private static GeminiEmulator emulator() {
        return EMULATOR.emulator();
    }

    /** The cells of a column, of all tables of a section. */
    private static List<String> column(String anchor, int column) throws IOException {
        String page = Files.readString(PAGE);
        String section = page.substring(page.indexOf("[[" + anchor + "]]")).split("\n\\[\\[")[0];
        return section.lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.substring(2).split(" \\| ", -1))
                .filter(cells -> cells.length > column)
                .map(cells -> cells[column])
                .toList();
    }

    private static Set<String> words(Collection<String> cells) {
        return cells.stream()
                .flatMap(cell -> CODE.matcher(cell).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @CsvSource({
        "openai,openai",
        "langchain4j,langchain4j-chat",
        "langchain4j,langchain4j-agent",
        "langchain4j,langchain4j-tools"
    })
    void everyOptionAndHeaderOfTheOtherComponentIsThere(String section, String component) throws IOException {
        ComponentModel model = camel.componentModel(component);
        Stream<String> options = model.getEndpointOptions().stream()
                .filter(option -> !Set.of(
                                "bridgeErrorHandler", "exceptionHandler", "exchangePattern", "lazyStartProducer")
                        .contains(option.getName()))
                .map(BaseOptionModel::getName);
        Stream<String> headers = model.getEndpointHeaders().stream().map(BaseOptionModel::getName);

        assertThat(words(column(section, 0)))
                .containsAll(Stream.concat(options, headers).toList());
    }

    @Test
    void itNamesNothingThatTheOtherComponentsDoNotHave() throws IOException {
        Set<String> theirs = Stream.of("openai", "langchain4j-chat", "langchain4j-agent", "langchain4j-tools")
                .map(camel::componentModel)
                .flatMap(model ->
                        Stream.concat(model.getEndpointOptions().stream(), model.getEndpointHeaders().stream()))
                .map(BaseOptionModel::getName)
                .collect(Collectors.toSet());
        theirs.add("openai"); // the heading of its column

        Set<String> named = words(column("langchain4j", 0));
        named.addAll(words(column("openai", 0)));
        named.removeAll(Set.of("byte[]", "InputStream")); // of the table of bodies
        assertThat(theirs).containsAll(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "langchain4j"})
    void itNamesOnlyWhatThisComponentHas(String section) throws IOException {
        Set<String> ours = Stream.of("gemini-interactions", "gemini-interactions-tool")
                .map(CatalogTest.catalog()::componentModel)
                .flatMap(model ->
                        Stream.concat(model.getEndpointOptions().stream(), model.getEndpointHeaders().stream()))
                .map(BaseOptionModel::getName)
                .collect(Collectors.toSet());
        ours.addAll(Set.of("additionalBodyProperty", "parameter.NAME", "gemini-interactions", "prompt"));

        List<String> cells = column(section, 1).stream()
                .filter(cell -> !cell.contains("gemini-interactions-tool:"))
                .map(cell -> cell.replaceAll("`generationConfig\\.\\w+`", ""))
                .toList();
        assertThat(words(cells)).hasSizeGreaterThan(5);
        assertThat(ours).containsAll(words(bodiesRemoved(cells)));
    }

    /** The table of bodies has sentences in its cells. */
    private static List<String> bodiesRemoved(List<String> cells) {
        return cells.stream()
                .filter(cell -> !cell.equals("`openai`")
                        && !cell.contains("userMessage")
                        && !cell.contains("ChatCompletionChunk"))
                .toList();
    }

    /** They cannot run here: Camel's catalog knows whether their endpoints are right, and that each DSL has the same. */
    @ParameterizedTest
    @CsvSource({"beforeOpenai,1", "beforeOpenaiSchema,1", "beforeLangchain4j,2", "beforeHttp,0"})
    void theRouteBeforeHasEndpointsOfThoseComponents(String id, int endpoints) {
        List<String> uris = uris(Docs.blocks("java").get(id));

        assertThat(uris).hasSize(endpoints).allSatisfy(uri -> {
            EndpointValidationResult result = camel.validateEndpointProperties(uri);
            assertThat(result.isSuccess()).as(result.summaryErrorMessage(false)).isTrue();
        });
        assertThat(uris(Docs.blocks("xml").get(id))).isEqualTo(uris);
        assertThat(uris(Docs.blocks("yaml").get(id))).isEqualTo(uris);
    }

    private static List<String> uris(String block) {
        return URI.matcher(block.replace("&amp;", "&"))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "fromOpenai,direct:ask",
        "fromOpenaiSchema,direct:order",
        "fromSdk,direct:ask",
        "fromLangchain4j,direct:ask",
        "fromHttp,direct:ask"
    })
    void theRouteAfterSendsTheSameInEachDsl(String id, String to) throws Exception {
        List<JsonNode> java = sent(id, "java", to);

        assertThat(java).isNotEmpty();
        assertThat(sent(id, "xml", to)).isEqualTo(java);
        assertThat(sent(id, "yaml", to)).isEqualTo(java);
    }

    private List<JsonNode> sent(String id, String language, String to) throws Exception {
        emulator().reset();
        try (DefaultCamelContext context = RouteKit.another(emulator())) {
            String block = Docs.blocks(language).get(id);
            if (language.equals("java"))
                context.addRoutes(JavaBlock.compile(block, Files.createTempDirectory(folder, id)));
            else
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(ResourceHelper.fromString(
                                id + "." + language,
                                block.startsWith("<route>")
                                        ? "<routes xmlns=\"http://camel.apache.org/schema/xml-io\">" + block
                                                + "</routes>"
                                        : block));
            context.start();
            assertThat(context.createProducerTemplate().requestBody(to, "What is the stock price of GOOG?"))
                    .isNotNull();
        }
        List<JsonNode> bodies =
                emulator().requests().stream().map(RecordedRequest::body).toList();
        for (JsonNode body : bodies) withoutIds((ObjectNode) body);
        return bodies;
    }

    /** They are other ones each time. */
    private static void withoutIds(ObjectNode request) {
        request.remove("previous_interaction_id");
        for (JsonNode step : request.get("input")) ((ObjectNode) step).remove("call_id");
    }

    @Test
    void theBeanOfTheSdkAnswersAsTheRouteDoes() throws Exception {
        String source =
                Files.readString(Path.of("src/test/java/io/github/camelgemini/interactions/MigrationPageTest.java"));
        assertThat(withoutBlanks(source))
                .contains(withoutBlanks(Docs.blocks("java").get("sdkBean").replace("public class", "")));
        emulator().reset();
        try (Client client = Client.builder()
                .apiKey("key")
                .httpOptions(HttpOptions.builder().baseUrl(emulator().baseUrl()).build())
                .build()) {
            String answer = new AskBean(client).ask("What is the stock price of GOOG?");
            JsonNode asked = emulator().lastRequest().body();

            assertThat(answer).contains("you said \"What is the stock price of GOOG?\"");
            assertThat(sent("fromSdk", "java", "direct:ask").get(0).get("system_instruction"))
                    .isEqualTo(asked.get("system_instruction"));
        }
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s", "");
    }

    public static class AskBean {
        private final Client client;

        public AskBean(Client client) {
            this.client = client;
        }

        public String ask(String question) {
            CreateModelInteraction request = CreateModelInteraction.builder()
                    .model("gemini-3.5-flash")
                    .systemInstruction("Be brief")
                    .input(InteractionsInput.of(question))
                    .build();
            Interaction answer = client.interactions
                    .create(CreateInteractionRequestBody.of(request))
                    .interaction()
                    .orElseThrow();
            List<Step> steps = answer.steps().orElseThrow();
            ModelOutputStep last = (ModelOutputStep) steps.get(steps.size() - 1);
            return ((TextContent) last.content().orElseThrow().get(0)).text().orElse("");
        }
    }
}
