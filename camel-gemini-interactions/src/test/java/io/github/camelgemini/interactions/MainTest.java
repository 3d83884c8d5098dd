// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.apache.camel.BindToRegistry;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** Routes of README in YAML, started by Camel Main with the properties of an emulator. */
class MainTest extends CamelMainTestSupport {

    private static final Pattern YAML = Pattern.compile("^```yaml\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    static Path folder;

    @BindToRegistry("exchange")
    final StockExchange exchange = new StockExchange();

    /** The bean that the route of README calls. */
    public static final class StockExchange {
        public Map<String, Object> price(String ticker) {
            return Map.of("ticker", ticker, "price", 101);
        }
    }

    @Override
    protected Properties useOverridePropertiesWithPropertiesComponent() {
        return EMULATOR.camelProperties();
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        try {
            Path routes = Files.writeString(folder.resolve("stocks.yaml"), shown("gemini-interactions-tool:"));
            configuration.setRoutesIncludePattern("file:" + routes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** README's first block in YAML with these words. */
    private static String shown(String words) throws IOException {
        return YAML.matcher(Files.readString(Path.of("../README.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(words))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theModelCallsTheRouteThatReadmeShows() {
        EMULATOR.script(
                onCreate().call("c1", "get_stock_price", "{\"ticker\":\"GOOG\"}"),
                onCreate().text("101 USD"));

        String answer =
                fluentTemplate.to("direct:ask").withBody("What does GOOG cost?").request(String.class);

        assertThat(answer).isEqualTo("101 USD");
        RecordedRequest asked = EMULATOR.emulator().requests().get(0);
        assertThat(asked.at("/tools/0/description").asText()).isEqualTo("The price of a stock today");
        assertThat(EMULATOR.emulator().lastRequest().at("/input/0/result").toString())
                .contains("GOOG", "101");
        EMULATOR.emulator().assertExhausted();
    }
}
