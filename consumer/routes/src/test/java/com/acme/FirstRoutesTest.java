package com.acme;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The first routes of the README, word by word in each DSL. The queue is Camel's seda under the name of jms. */
class FirstRoutesTest extends GeminiEmulatorTestSupport {

    private final Books books = new Books();

    public static final class Books {
        private Invoice entered;

        public void enter(Invoice invoice) {
            entered = invoice;
        }
    }

    public static final class StockExchange {
        public Map<String, Object> price(String ticker) {
            return Map.of("ticker", ticker, "price", 178.5);
        }
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("books", books);
        registry.bind("exchange", new StockExchange());
        registry.bind("jms", new SedaComponent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml", "xml"})
    void ask(String language) throws Exception {
        Path letter = Path.of("inbox", language + ".txt");
        Files.createDirectories(letter.getParent());
        Files.writeString(letter, "Dear all, the meeting is on Monday.");
        NotifyBuilder summarised =
                new NotifyBuilder(context).from("file:*").whenCompleted(1).create();
        emulator().script(Script.onCreate().text("Meeting on Monday"));

        load("Ask.", language);

        assertTrue(summarised.matches(1, TimeUnit.MINUTES));
        assertEquals("Meeting on Monday", Files.readString(Path.of("summaries", language + ".txt")));
        assertTrue(emulator().lastRequest().at("/input").toString().contains("Summarise this"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml", "xml"})
    void streamToAQueue(String language) throws Exception {
        load("Stream to a queue.", language);
        emulator().script(Script.onCreate().deltas("Hel", "lo"));

        assertEquals("Hello", template.requestBody("direct:ask", "Say hello"));
        assertEquals("thought", receivedStep().getHeader("CamelGeminiInteractionsStepType"));
        assertEquals("Hello", receivedStep().getBody());
    }

    private Message receivedStep() {
        Exchange received = consumer.receive("jms:queue:steps", 60_000);
        assertNotNull(received, "No step came");
        return received.getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml", "xml"})
    void getAnObject(String language) throws Exception {
        load("Get an object.", language);
        emulator().script(Script.onCreate().text("{\"number\": \"A-17\", \"total\": 12.50}"));

        template.requestBody("direct:invoice", "Invoice A-17, 12.50 EUR");

        assertEquals("A-17", books.entered.number());
        assertEquals("12.50", books.entered.total().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml", "xml"})
    void letTheModelCallARoute(String language) throws Exception {
        load("Let the model call a route.", language);
        emulator()
                .script(
                        Script.onCreate().call("c1", "get_stock_price", "{\"ticker\": \"GOOG\"}"),
                        Script.onCreate().text("It is 178.5"));

        assertEquals("It is 178.5", template.requestBody("direct:ask", "What is the price of GOOG?"));

        assertEquals(178.5, emulator().lastRequest().at("/input/0/result/price").asDouble());
        assertTrue(emulator().lastRequest().at("/input/0/is_error").isMissingNode());
        emulator().assertExhausted();
    }

    private void load(String words, String language) throws Exception {
        String block = Readme.block(words, language);
        if (!language.equals("java")) {
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("readme." + language, block));
            return;
        }
        String source = Readme.file("routes/src/test/java/com/acme/FirstRoutes.java");
        assertTrue(source.contains(block.stripTrailing().indent(12).stripTrailing()), "FirstRoutes.java has not: " + block);
        context.addRoutes(FirstRoutes.BY_WORDS.get(words));
    }
}
