// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.emulator.RecordedRequest;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whether the page on requests says what the code does. */
class RequestDocsTest extends RouteTest {

    private static final Path PAGE = Path.of("../docs/requests.adoc");
    private static final String TEXT = "Prices + VAT (19%) & shipping; mark doubts with #";

    @TempDir
    Path folder;

    @Test
    void textSurvivesInRaw() throws Exception {
        load("yaml", "raw");

        RecordedRequest sent = sentBy("direct:raw");
        assertThat(sent.at("/system_instruction").asText()).isEqualTo(TEXT);
        assertThat(sent.at("/response_format/schema/required/0").asText()).isEqualTo("total");
    }

    @Test
    void textSurvivesInAResource() throws Exception {
        Files.writeString(folder.resolve("SYSTEM.txt"), TEXT);
        Files.writeString(
                folder.resolve("TOOLS.json"), "[{\"type\":\"function\",\"name\":\"f\",\"description\":\"a+b&c\"}]");
        load("xml", "resource");

        RecordedRequest sent = sentBy("direct:resource");
        assertThat(sent.at("/system_instruction").asText()).isEqualTo(TEXT);
        assertThat(sent.at("/tools/0/description").asText()).isEqualTo("a+b&c");
    }

    @Test
    void textSurvivesInAHeader() throws Exception {
        load("yaml", "header");

        assertThat(sentBy("direct:header").at("/input/0/content/0/text").asText())
                .isEqualTo(TEXT);
    }

    @Test
    void secretsOfServersComeFromABean() throws Exception {
        Properties properties = new Properties();
        properties.put("orders.token", "t0ken+1");
        context.getPropertiesComponent().setInitialProperties(properties);
        load("yaml", "bean");

        assertThat(sentBy("direct:bean").at("/tools/0/headers").has("Authorization"))
                .isTrue();
        assertThat(context.getEndpoints())
                .noneMatch(endpoint -> endpoint.getEndpointUri().contains("t0ken"));
    }

    @Test
    void singleMembersGoOutAsTheyShow() throws Exception {
        load("yaml", "members");

        RecordedRequest sent = sentBy("direct:members");
        assertThat(sent.at("/generation_config").toString())
                .isEqualTo("{\"stop_sequences\":[\"END\"],\"max_output_tokens\":512,\"thinking_level\":\"low\"}");
        assertThat(sent.at("/some_new_member/level").asInt()).isEqualTo(3);
    }

    @Test
    void aPromptAPdfAndAnImageNeedNoJava() throws Exception {
        context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("direct:answer").process(collector());
            }
        });
        load("yaml", "parts");

        send("direct:part", new byte[] {1}, Map.of("CamelFileName", "invoice.pdf"));
        send("direct:part", new byte[] {2}, Map.of("Content-Type", "image/jpeg"));

        await().atMost(20, SECONDS).until(() -> collected.size() == 1);
        RecordedRequest sent = emulator().lastRequest();
        assertThat(sent.at("/input/0/content/0/text").asText()).startsWith("Do the invoice");
        assertThat(sent.at("/input/0/content/1/mime_type").asText()).isEqualTo("application/pdf");
        assertThat(sent.at("/input/0/content/2/mime_type").asText()).isEqualTo("image/jpeg");
    }

    private RecordedRequest sentBy(String route) {
        assertThat(send(route, "Hi").getException()).isNull();
        return emulator().lastRequest();
    }

    private void load(String language, String id) throws Exception {
        String text = block(language, id).replace("file:", "file:" + folder + "/");
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(id + "." + language, text));
        context.start();
        template = context.createProducerTemplate();
    }

    private static String block(String language, String id) throws Exception {
        Matcher block = Pattern.compile("\\[source," + language + ",id=" + id + "]\n----\n(.*?)----\n", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
