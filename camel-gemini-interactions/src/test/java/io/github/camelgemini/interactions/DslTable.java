// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.processor.aggregate.GroupedExchangeAggregationStrategy;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.h2.jdbcx.JdbcDataSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The table of routes, which between them have all that a writer of routes can say. Each row is here in Java, and under its
 * name in YAML and XML: in the manual if that shows it, else in {@code dsl/parity}.
 */
final class DslTable {

    enum Dsl {
        /** Of this table. */
        JAVA,
        /** Of the manual. */
        SHOWN_JAVA,
        YAML,
        XML
    }

    /** Sends messages to the routes of a row and says what they have to make of them. */
    interface Run {
        void of(DslRun run) throws Exception;
    }

    /** @param setting what the routes find in their context */
    record Row(String name, Consumer<CamelContext> setting, RouteBuilder routes, Run run) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String TEXT = "Prices + VAT (19%) & shipping; mark doubts with #";
    private static final byte[] PDF = {'%', 'P', 'D', 'F', '-', '1', '.', '7'};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final Path folder;

    /** @param folder an empty one, for rows that read files */
    DslTable(Path folder) {
        this.folder = folder;
    }

    static String file(String name, String language) {
        return "dsl/parity/" + name + "." + language;
    }

    List<Row> rows() {
        return List.of(
                ask(),
                raw(),
                resource(),
                header(),
                bean(),
                members(),
                agent(),
                tools(),
                schema(),
                outputClass(),
                parts(),
                video(),
                previous(),
                conversation(),
                unstored(),
                served(),
                extras(),
                channel(),
                iterator(),
                consumer(),
                stored(),
                runs(),
                once(),
                stock(),
                rounds(),
                approval(),
                guarded(),
                placeholder(),
                bank());
    }

    private static Row ask() {
        return row(
                "ask",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:ask").to("gemini-interactions:create?model=gemini-3.5-flash");
                    }
                },
                run -> {
                    run.script(onCreate().text("Paris"));
                    assertThat(run.send("direct:ask", "Capital of France?").getBody())
                            .isEqualTo("Paris");
                    assertThat(sent(run, 0).get("input")).hasToString(userSays("Capital of France?"));
                });
    }

    private static Row raw() {
        return row(
                "raw",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:raw")
                                .to("gemini-interactions:create?model=gemini-3.5-flash"
                                        + "&systemInstruction=RAW(Prices + VAT (19%), P&P too; mark doubts with #)"
                                        + "&responseFormat=RAW({\"type\":\"object\",\"properties\":{\"total\":"
                                        + "{\"type\":\"number\"}},\"required\":[\"total\"]})");
                    }
                },
                run -> {
                    run.send("direct:raw", "Total: 5");
                    assertThat(sent(run, 0).get("system_instruction").asText())
                            .isEqualTo("Prices + VAT (19%), P&P too; mark doubts with #");
                    assertThat(sent(run, 0).at("/response_format/schema/required"))
                            .hasToString("[\"total\"]");
                });
    }

    private static Row resource() {
        return row(
                "resource",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:resource")
                                .to("gemini-interactions:create?model=gemini-3.5-flash"
                                        + "&systemInstruction=classpath:prompts/prices.txt"
                                        + "&tools=classpath:prompts/tools.json");
                    }
                },
                run -> {
                    run.send("direct:resource", "Hi");
                    assertThat(sent(run, 0).get("system_instruction").asText()).isEqualTo(TEXT);
                    assertThat(sent(run, 0).at("/tools/0/description").asText()).isEqualTo("a + b & c");
                });
    }

    private static Row header() {
        return row(
                "header",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:header")
                                .setHeader(
                                        "CamelGeminiInteractionsPrompt",
                                        constant("Prices + VAT (19%) & shipping; mark doubts with #"))
                                .to("gemini-interactions:create?model=gemini-3.5-flash");
                    }
                },
                run -> {
                    Message answer = run.send("direct:header", "Hi");
                    assertThat(sent(run, 0).at("/input/0/content/0/text").asText())
                            .isEqualTo(TEXT);
                    assertThat(sent(run, 0).at("/input/0/content/1/text").asText())
                            .isEqualTo("Hi");
                    assertThat(answer.getHeader(GeminiInteractionsConstants.PROMPT))
                            .isNull();
                });
    }

    private static Row bean() {
        Properties properties = new Properties();
        properties.put("orders.token", "t0ken+1");
        return new Row(
                "bean",
                context -> context.getPropertiesComponent().setInitialProperties(properties),
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        String servers = "[{\"name\": \"orders\", \"url\": \"https://mcp.example.org\","
                                + " \"headers\": {\"Authorization\": \"Bearer {{orders.token}}\"} }]";
                        bindToRegistry("servers", getContext().resolvePropertyPlaceholders(servers));
                        bindToRegistry("prices", TEXT);
                        from("direct:bean")
                                .to("gemini-interactions:create?model=gemini-3.5-flash"
                                        + "&systemInstruction=#prices&mcpServers=#servers");
                    }
                },
                run -> {
                    Message answer = run.send("direct:bean", "Hi");
                    assertThat(sent(run, 0).get("system_instruction").asText()).isEqualTo(TEXT);
                    assertThat(sent(run, 0).at("/tools/0/type").asText()).isEqualTo("mcp_server");
                    assertThat(sent(run, 0).at("/tools/0/headers").has("Authorization"))
                            .isTrue();
                    assertThat(answer.getExchange().getContext().getEndpoints())
                            .noneMatch(endpoint -> endpoint.getEndpointUri().contains("t0ken"));
                });
    }

    private static Row members() {
        return row(
                "members",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:members")
                                .to("gemini-interactions:create?model=gemini-3.5-flash"
                                        + "&generationConfig={\"stop_sequences\": [\"END\"]}"
                                        + "&generationConfig.thinkingLevel=low"
                                        + "&generationConfig.maxOutputTokens=512"
                                        + "&generationConfig.imageConfig={\"aspect_ratio\": \"16:9\"}"
                                        + "&additionalBodyProperty.some_new_member=RAW({\"level\": 3})");
                    }
                },
                run -> {
                    run.send("direct:members", "Hi");
                    assertThat(sent(run, 0).get("generation_config"))
                            .isEqualTo(Traffic.tree("{\"stop_sequences\":[\"END\"],\"max_output_tokens\":512,"
                                    + "\"thinking_level\":\"low\",\"image_config\":{\"aspect_ratio\":\"16:9\"}}"));
                    assertThat(sent(run, 0).at("/some_new_member/level").asInt())
                            .isEqualTo(3);
                });
    }

    private static Row agent() {
        return row(
                "agent",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:research")
                                .to("gemini-interactions:create?agent=deep-research-preview-04-2026"
                                        + "&agentConfig.type=deep-research&agentConfig.collaborativePlanning=false"
                                        + "&agentConfig.maxTotalTokens=\"50000\""
                                        + "&background=true&awaitCompletion=true&pollInterval=20");
                    }
                },
                run -> {
                    run.script(onCreate().text("Owls sleep by day."));
                    Message answer = run.send("direct:research", "When do owls sleep?");
                    assertThat(answer.getBody()).isEqualTo("Owls sleep by day.");
                    assertThat(answer.getHeader(GeminiInteractionsConstants.STATUS))
                            .isEqualTo("completed");
                    assertThat(sent(run, 0).get("agent_config"))
                            .isEqualTo(Traffic.tree("{\"type\":\"deep-research\",\"collaborative_planning\":false,"
                                    + "\"max_total_tokens\":\"50000\"}"));
                    assertThat(sent(run, 0).get("background").asBoolean()).isTrue();
                    assertThat(run.emulator().requests(Operation.GET)).isNotEmpty();
                });
    }

    private static Row tools() {
        return row(
                "tools",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:tools")
                                .to("gemini-interactions:create?model=gemini-3.5-flash"
                                        + "&builtinTools=google_search,code_execution,url_context"
                                        + "&tools=RAW([{\"type\":\"function\",\"name\":\"add\","
                                        + "\"description\":\"100% a + b&c\",\"parameters\":{\"type\":\"object\"}}])");
                    }
                },
                run -> {
                    run.script(onCreate().text("Done"));
                    run.send("direct:tools", "Hi");
                    assertThat(sent(run, 0).get("tools"))
                            .extracting(tool -> tool.path("type").asText())
                            .containsExactlyInAnyOrder("function", "google_search", "code_execution", "url_context");
                    assertThat(sent(run, 0).get("tools"))
                            .anyMatch(tool -> tool.path("description").asText().equals("100% a + b&c"));
                });
    }

    private static Row schema() {
        return row(
                "schema",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:schema")
                                .to("gemini-interactions:create?model=gemini-3.5-flash"
                                        + "&responseFormat=classpath:dsl/order.json&outputType=object");
                    }
                },
                run -> {
                    run.script(onCreate().text("{\"customer\":\"ACME\",\"items\":[\"a\"]}"));
                    assertThat(run.send("direct:schema", "ACME: a").getBody())
                            .isEqualTo(Map.of("customer", "ACME", "items", List.of("a")));
                    assertThat(sent(run, 0)
                                    .at("/response_format/schema/required/0")
                                    .asText())
                            .isEqualTo("customer");
                });
    }

    private static Row outputClass() {
        return row(
                "outputClass",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:structured")
                                .to("gemini-interactions:create?model=gemini-3.5-flash&prompt=Extract the invoice"
                                        + "&outputType=object&outputClass=" + OutputTest.Invoice.class.getName());
                    }
                },
                run -> {
                    run.script(onCreate().text("{\"supplier\":\"ACME\",\"amount\":1.50,\"lines\":[\"a\"]}"));
                    assertThat(run.send("direct:structured", "ACME, 1.50").getBody())
                            .isEqualTo(new OutputTest.Invoice("ACME", new BigDecimal("1.50"), List.of("a")));
                    assertThat(sent(run, 0)
                                    .at("/response_format/schema/properties")
                                    .fieldNames())
                            .toIterable()
                            .contains("supplier", "amount", "lines");
                    assertThat(sent(run, 0).at("/input/0/content/0/text").asText())
                            .isEqualTo("Extract the invoice");
                });
    }

    private Row parts() {
        Properties properties = new Properties();
        properties.put("inbox", folder.toString());
        return new Row(
                "parts",
                context -> context.getPropertiesComponent().setInitialProperties(properties),
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("file:{{inbox}}?sortBy=file:name")
                                .convertBodyTo(byte[].class)
                                .aggregate(constant("true"), new GroupedExchangeAggregationStrategy())
                                .completionSize(2)
                                .to("gemini-interactions:create?model=gemini-3.5-flash"
                                        + "&prompt=Do the invoice and the photo show the same goods?")
                                .to("direct:answer");
                    }
                },
                run -> {
                    run.script(onCreate().text("They do."));
                    put("invoice.pdf", PDF);
                    put("photo.png", PNG);
                    await().until(() -> run.answers().size() == 1);
                    assertThat(run.answers().get(0).getMessage().getBody()).isEqualTo("They do.");
                    assertThat(sent(run, 0).at("/input/0/content"))
                            .isEqualTo(Traffic.tree("[{\"type\":\"text\","
                                    + "\"text\":\"Do the invoice and the photo show the same goods?\"},"
                                    + "{\"type\":\"document\",\"mime_type\":\"application/pdf\",\"data\":\""
                                    + base64(PDF)
                                    + "\"},{\"type\":\"image\",\"mime_type\":\"image/png\",\"data\":\"" + base64(PNG)
                                    + "\"}]"));
                });
    }

    private void put(String name, byte[] content) throws Exception {
        Path written = Files.write(folder.resolve("." + name), content, StandardOpenOption.CREATE);
        Files.move(written, folder.resolve(name)); // the consumer leaves names with a dot alone
    }

    private static Row video() {
        return row(
                "video",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:long-video")
                                .setHeader("CamelGeminiInteractionsMediaType", constant("video/mp4"))
                                .setBody(constant("gs://my-bucket/meeting.mp4"))
                                .to("gemini-interactions:create?model=gemini-3.5-flash&prompt=Who said what?");
                    }
                },
                run -> {
                    run.send("direct:long-video", "");
                    assertThat(sent(run, 0).at("/input/0/content"))
                            .hasToString("[{\"type\":\"text\",\"text\":\"Who said what?\"},{\"type\":\"video\","
                                    + "\"mime_type\":\"video/mp4\",\"uri\":\"gs://my-bucket/meeting.mp4\"}]");
                });
    }

    private static Row previous() {
        return row(
                "previous",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:next")
                                .setHeader("CamelGeminiInteractionsPreviousInteractionId", simple("${header.last}"))
                                .to("gemini-interactions:create?model=gemini-3.5-flash&systemInstruction=Be brief");
                    }
                },
                run -> {
                    Object first = run.send("direct:next", "My name is Ada.")
                            .getHeader(GeminiInteractionsConstants.INTERACTION_ID);
                    Message second = run.send("direct:next", "What is my name?", Map.of("last", first));
                    assertThat(second.getBody(String.class)).contains("My name is Ada.");
                    assertThat(sent(run, 0).has("previous_interaction_id")).isFalse();
                    assertThat(sent(run, 1).get("previous_interaction_id").asText())
                            .isEqualTo(first);
                    assertThat(sent(run, 1).get("system_instruction").asText()).isEqualTo("Be brief");
                });
    }

    private static Row conversation() {
        return row(
                "conversation",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        bindToRegistry("conversations", new MemoryStateRepository());
                        from("direct:chat")
                                .setHeader(
                                        "CamelGeminiInteractionsConversationId", simple("customer ${header.customer}"))
                                .to("gemini-interactions:create?model=gemini-3.5-flash"
                                        + "&conversationRepository=#conversations");
                        from("direct:forget")
                                .setHeader(
                                        "CamelGeminiInteractionsConversationId", simple("customer ${header.customer}"))
                                .to("gemini-interactions:delete?conversationRepository=#conversations");
                    }
                },
                run -> {
                    Map<String, Object> ada = Map.of("customer", "Ada & Co");
                    Object first = run.send("direct:chat", "Hi", ada).getHeader("CamelGeminiInteractionsInteractionId");
                    run.send("direct:chat", "Hi", Map.of("customer", "Bob"));
                    run.send("direct:chat", "Again", ada);
                    run.send("direct:forget", "", ada);
                    run.send("direct:chat", "Who am I?", ada);
                    assertThat(run.emulator().requests(Operation.CREATE))
                            .extracting(request ->
                                    request.at("/previous_interaction_id").asText())
                            .containsExactly("", "", (String) first, "");
                    assertThat(run.emulator().requests(Operation.DELETE)).hasSize(1);
                });
    }

    private static Row unstored() {
        return row(
                "unstored",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:unstored")
                                .to("gemini-interactions:create?model=gemini-3.5-flash&store=false&outputType=json");
                    }
                },
                run -> {
                    run.script(onCreate().text("Hello"));
                    Message answer = run.send("direct:unstored", "Hi");
                    assertThat(answer.getHeader(GeminiInteractionsConstants.INTERACTION_ID))
                            .isNull();
                    assertThat(Traffic.tree(answer.getBody(String.class))
                                    .at("/status")
                                    .asText())
                            .isEqualTo("completed");
                    assertThat(sent(run, 0).get("store").asBoolean(true)).isFalse();
                });
    }

    private static Row served() {
        return row(
                "served",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:served")
                                .to("gemini-interactions:create?model=gemini-3.5-flash&serviceTier=flex"
                                        + "&responseModalities=text"
                                        + "&labels=RAW({\"team\":\"R&D + sales\",\"share\":\"50%\"})"
                                        + "&safetySettings=RAW([{\"type\":\"hate_speech\","
                                        + "\"threshold\":\"block_only_high\"}])");
                    }
                },
                run -> {
                    run.send("direct:served", "Hi");
                    assertThat(sent(run, 0).get("service_tier").asText()).isEqualTo("flex");
                    assertThat(sent(run, 0).get("response_modalities")).hasToString("[\"text\"]");
                    assertThat(sent(run, 0).get("labels"))
                            .isEqualTo(Traffic.tree("{\"team\":\"R&D + sales\",\"share\":\"50%\"}"));
                    assertThat(sent(run, 0).at("/safety_settings/0/threshold").asText())
                            .isEqualTo("block_only_high");
                });
    }

    private static Row extras() {
        Properties properties = new Properties();
        properties.put("gateway.key", "s3cret + 100% & #");
        return new Row(
                "extras",
                context -> context.getPropertiesComponent().setInitialProperties(properties),
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:extras")
                                .to("gemini-interactions:create?model=gemini-3.5-flash"
                                        + "&additionalBodyProperty.newMember=RAW({\"level\":1.50})"
                                        + "&additionalBodyProperty.note=RAW(a + b&c)"
                                        + "&additionalHeader.X-Tenant=blue"
                                        + "&secretHeader.X-Gateway-Key=RAW({{gateway.key}})");
                    }
                },
                run -> {
                    run.send("direct:extras", "Hi");
                    RecordedRequest sent = run.emulator().lastRequest();
                    assertThat(sent.at("/newMember")).hasToString("{\"level\":1.50}");
                    assertThat(sent.at("/note").asText()).isEqualTo("a + b&c");
                    assertThat(sent.header("X-Tenant")).isEqualTo("blue");
                    assertThat(sent.header("X-Gateway-Key")).isEqualTo("s3cret + 100% & #");
                });
    }

    private static Row channel() {
        return row(
                "channel",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:stream")
                                .to("gemini-interactions:create?model=gemini-3.5-flash&streaming=true&channel=answers");
                        from("gemini-interactions:stream?channel=answers&emit=steps,completed")
                                .to("direct:step");
                    }
                },
                run -> {
                    run.script(onCreate().thought("Easy.").deltas("Ro", "me"));
                    assertThat(run.send("direct:stream", "Capital of Italy?").getBody())
                            .isEqualTo("Rome");
                    assertThat(bodies(run.steps())).containsExactly("Easy.", "Rome", "Rome");
                });
    }

    private static Row iterator() {
        return row(
                "iterator",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:iterate")
                                .to("gemini-interactions:create?model=gemini-3.5-flash&streaming=true")
                                .split(body())
                                .streaming()
                                .stopOnException()
                                .to("direct:step");
                    }
                },
                run -> {
                    run.script(onCreate().thought("Easy.").deltas("Ro", "me"));
                    Message done = run.send("direct:iterate", "Capital of Italy?");
                    done.setBody(null); // the iterator, which has been read
                    assertThat(bodies(run.steps())).containsExactly("Easy.", "Rome", "Rome");
                    assertThat(run.steps())
                            .extracting(step -> step.getMessage().getHeader(GeminiInteractionsConstants.STEP_TYPE))
                            .containsExactly("thought", "model_output", null);
                });
    }

    private static Row consumer() {
        return row(
                "consumer",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("gemini-interactions:create?model=gemini-3.5-flash&input=Count to three"
                                        + "&emit=deltas,completed&stepTypes=model_output&outputType=json")
                                .to("direct:step");
                    }
                },
                run -> {
                    await().until(() -> run.steps().stream().anyMatch(step -> "interaction.completed"
                            .equals(step.getMessage().getHeader(GeminiInteractionsConstants.EVENT_TYPE))));
                    assertThat(run.steps().size()).isGreaterThan(1);
                    assertThat(sent(run, 0).get("input")).hasToString(userSays("Count to three"));
                    assertThat(sent(run, 0).get("stream").asBoolean()).isTrue();
                });
    }

    private static Row stored() {
        return row(
                "stored",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:start").to("gemini-interactions:create?model=gemini-3.5-flash&background=true");
                        from("direct:get").to("gemini-interactions:get?outputType=json");
                        from("direct:await").to("gemini-interactions:await?pollInterval=20");
                        from("direct:cancel").to("gemini-interactions:cancel");
                        from("direct:delete").to("gemini-interactions:delete");
                        from("direct:resume").to("gemini-interactions:resume?channel=resumed");
                        from("gemini-interactions:stream?channel=resumed&stepTypes=model_output")
                                .to("direct:step");
                    }
                },
                run -> {
                    run.script(
                            onCreate().thought("Easy.").text("Rome"), onCreate().gate("never"));
                    Object id = run.send("direct:start", "Capital of Italy?").getBody();
                    assertThat(run.send("direct:await", id).getBody()).isEqualTo("Rome");
                    assertThat(run.send("direct:resume", Map.of("interaction_id", id))
                                    .getBody())
                            .isEqualTo("Rome");
                    assertThat(bodies(run.steps())).containsExactly("Rome");
                    Message got = run.send("direct:get", "{\"id\":\"" + id + "\"}");
                    assertThat(Traffic.tree(got.getBody(String.class)).get("id").asText())
                            .isEqualTo(id);
                    run.send("direct:delete", got.getBody());
                    Object unending =
                            run.send("direct:start", "Count to infinity").getBody();
                    run.send("direct:cancel", unending);
                    assertThat(run.emulator().ledger().cancels()).isEqualTo(1);
                    assertThat(run.emulator().requests(Operation.DELETE)).hasSize(1);
                });
    }

    private static Row runs() {
        return new Row(
                "runs",
                context -> context.getRegistry()
                        .bind("database", database("jdbc:h2:mem:" + context.getName() + ";DB_CLOSE_DELAY=-1")),
                new RouteBuilder() {
                    @Override
                    public void configure() throws Exception {
                        DataSource database =
                                getContext().getRegistry().lookupByNameAndType("database", DataSource.class);
                        JdbcRunRepository runs = new JdbcRunRepository(database, "research");
                        runs.setCreateTableIfNotExists(true);
                        getContext().addService(runs);
                        bindToRegistry("runs", runs);
                        from("direct:start")
                                .to("gemini-interactions:create?agent=deep-research-preview-04-2026"
                                        + "&background=true&runRepository=#runs");
                        from("gemini-interactions:await?runRepository=#runs")
                                .choice()
                                .when(simple("${header.CamelGeminiInteractionsStatus} == 'completed'"))
                                .to("direct:answer")
                                .otherwise()
                                .to("direct:failed");
                    }
                },
                run -> {
                    run.script(onCreate().text("Owls sleep by day."));
                    run.send("direct:start", "When do owls sleep?", Map.of("ticket", "T+1"));
                    await().until(() -> run.answers().size() == 1);
                    Message answer = run.answers().get(0).getMessage();
                    assertThat(answer.getBody()).isEqualTo("Owls sleep by day.");
                    assertThat(answer.getHeader("ticket")).isEqualTo("T+1");
                });
    }

    private static Row once() {
        return row(
                "once",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        bindToRegistry("keys", new MemoryStateRepository());
                        from("direct:once")
                                .setHeader("CamelGeminiInteractionsIdempotencyKey", simple("${header.order}"))
                                .to("gemini-interactions:create?model=gemini-3.5-flash&idempotencyRepository=#keys");
                    }
                },
                run -> {
                    Map<String, Object> order = Map.of("order", "5 + 6");
                    Object first = run.send("direct:once", "Hi", order).getBody();
                    assertThat(run.send("direct:once", "Hi", order).getBody()).isEqualTo(first);
                    assertThat(run.emulator().ledger().creates()).isEqualTo(1);
                });
    }

    private static Row stock() {
        return new Row(
                "stock",
                DslTable::bindStock,
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("gemini-interactions-tool:get_stock_price?tags=stocks&description=The price of a stock today"
                                        + "&parameter.ticker=string"
                                        + "&parameter.ticker.description=Its ticker symbol, for example GOOG"
                                        + "&parameter.ticker.required=true")
                                .to(
                                        "sql:select price from stock where ticker = :#ticker?dataSource=#stock&outputType=SelectOne");

                        from("direct:ask").to("gemini-interactions:create?model=gemini-3.5-flash&tags=stocks");
                    }
                },
                run -> {
                    Message answer = run.send("direct:ask", QUESTION);
                    assertThat(answer.getBody(String.class)).contains("178.50");
                    assertThat(answer.getHeader(GeminiInteractionsConstants.TOOL_ITERATIONS))
                            .isEqualTo(1);
                    assertThat(run.emulator().requests()).hasSize(2);
                    assertThat(sent(run, 0).at("/tools/0"))
                            .hasToString("{\"type\":\"function\",\"name\":\"get_stock_price\","
                                    + "\"description\":\"The price of a stock today\",\"parameters\":{\"type\":\"object\","
                                    + "\"properties\":{\"ticker\":{\"type\":\"string\","
                                    + "\"description\":\"Its ticker symbol, for example GOOG\"}},"
                                    + "\"required\":[\"ticker\"]}}");
                    JsonNode second = sent(run, 1);
                    assertThat(second.get("tools")).isEqualTo(sent(run, 0).get("tools"));
                    assertThat(second.get("input")).hasSize(1);
                    assertThat(second.at("/input/0/type").asText()).isEqualTo("function_result");
                    assertThat(second.at("/input/0/name").asText()).isEqualTo("get_stock_price");
                    assertThat(second.at("/input/0/result").asText()).isEqualTo("178.50");
                    assertThat(second.get("previous_interaction_id").asText()).startsWith("v1_");
                });
    }

    private static Row rounds() {
        return new Row(
                "rounds",
                DslTable::bindStock,
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("gemini-interactions-tool:get_stock_price?tags=stocks&description=The price of a stock today"
                                        + "&parameter.ticker=string"
                                        + "&parameter.ticker.description=Its ticker symbol, for example GOOG"
                                        + "&parameter.ticker.required=true")
                                .to(
                                        "sql:select price from stock where ticker = :#ticker?dataSource=#stock&outputType=SelectOne");
                        from("direct:stateless")
                                .to("gemini-interactions:create?model=gemini-3.5-flash&tags=stocks&store=false");
                        from("direct:stream")
                                .to("gemini-interactions:create?model=gemini-3.5-flash&tags=stocks"
                                        + "&streaming=true&channel=prices");
                        from("gemini-interactions:stream?channel=prices&emit=steps,completed")
                                .to("direct:step");
                    }
                },
                run -> {
                    withoutStoreTheWholeHistoryGoesAlong(run);
                    theStepsOfAllRoundsGoToTheSameChannel(run);
                });
    }

    private static void withoutStoreTheWholeHistoryGoesAlong(DslRun run) {
        assertThat(run.send("direct:stateless", QUESTION).getBody(String.class)).contains("178.50");
        JsonNode second = sent(run, 1);
        assertThat(second.has("previous_interaction_id")).isFalse();
        assertThat(second.get("store").asBoolean(true)).isFalse();
        assertThat(second.get("input"))
                .extracting(step -> step.path("type").asText())
                .containsExactly("user_input", "thought", "function_call", "function_result");
        assertThat(second.at("/input/1/signature").asText()).isNotEmpty();
        assertThat(second.at("/input/3/result").asText()).isEqualTo("178.50");
    }

    private static void theStepsOfAllRoundsGoToTheSameChannel(DslRun run) {
        long before = run.emulator().ledger().totalTokens();
        Message answer = run.send("direct:stream", QUESTION);
        assertThat(answer.getBody(String.class)).contains("178.50");
        assertThat(run.steps())
                .extracting(step -> step.getMessage().getHeader(GeminiInteractionsConstants.STEP_TYPE))
                .containsExactly("thought", "function_call", "thought", "model_output", null);
        assertThat(run.steps())
                .extracting(step -> step.getMessage().getHeader(GeminiInteractionsConstants.TOOL_ITERATIONS))
                .containsExactly(0, 0, 1, 1, 1);
        Message completed = run.steps().get(4).getMessage();
        assertThat(completed.getBody()).isEqualTo(answer.getBody());
        assertThat(completed.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(answer.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(run.emulator().ledger().totalTokens() - before);
    }

    private static Row approval() {
        return row(
                "approval",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("gemini-interactions-tool:pay?tags=money"
                                        + "&description=RAW(Pays a sum + 2% fee, e.g. to P&G)"
                                        + "&argSchema=classpath:dsl/pay.json&execution=manual")
                                .setBody(simple("paid ${header.sum} to ${header.receiver}"));
                        from("direct:order")
                                .to("gemini-interactions:create?model=gemini-3.5-flash&tags=money"
                                        + "&systemInstruction=Be brief");
                        from("direct:decide")
                                .to("gemini-interactions:approve?model=gemini-3.5-flash&tags=money"
                                        + "&systemInstruction=Be brief");
                    }
                },
                run -> {
                    run.script(
                            onCreate().call("c1", "pay", "{\"sum\":5,\"receiver\":\"ACME\"}"),
                            onCreate().text("It is paid."));
                    String parked = run.send("direct:order", "Pay 5 to ACME").getBody(String.class);
                    String decided = parked.substring(0, parked.length() - 1) + ",\"decisions\":{\"c1\":\"approve\"}}";
                    assertThat(run.send("direct:decide", decided).getBody()).isEqualTo("It is paid.");
                    assertThat(sent(run, 0).at("/tools/0/description").asText())
                            .isEqualTo("Pays a sum + 2% fee, e.g. to P&G");
                    JsonNode result = run.emulator().lastRequest().body();
                    assertThat(result.at("/input/0/result").asText()).isEqualTo("paid 5 to ACME");
                    assertThat(result.get("system_instruction").asText()).isEqualTo("Be brief");
                });
    }

    private static Row guarded() {
        return row(
                "guarded",
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:guarded")
                                .onException(GeminiInteractionsException.class)
                                .onWhen(simple("${exchangeProperty.CamelGeminiInteractionsErrorReason} == 'quota'"))
                                .maximumRedeliveries(3)
                                .end()
                                .onException(GeminiInteractionsException.class)
                                .handled(true)
                                .setHeader("reason", exchangeProperty("CamelGeminiInteractionsErrorReason"))
                                .to("direct:failed")
                                .end()
                                .to(
                                        "gemini-interactions:create?model=gemini-3.5-flash&maxRetries=0&obeyRetryAfter=true");
                    }
                },
                run -> {
                    run.script(
                            onCreate().httpStatus(429),
                            onCreate().text("Paris"),
                            onCreate().text("No.").status("failed").error("safety", "Blocked"));
                    assertThat(run.send("direct:guarded", "Capital of France?").getBody())
                            .isEqualTo("Paris");
                    run.send("direct:guarded", "Bad words");
                    Message failed = run.answers().get(0).getMessage();
                    assertThat(failed.getHeader("reason")).isEqualTo("blocked");
                    assertThat(failed.getHeader(GeminiInteractionsConstants.STATUS))
                            .isEqualTo("failed");
                    assertThat(failed.getBody()).isEqualTo("Bad words");
                    assertThat(run.emulator().ledger().creates()).isEqualTo(2);
                });
    }

    private static Row placeholder() {
        return new Row(
                "placeholder",
                DslTable::setKey,
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:ask")
                                .to("gemini-interactions:create?model=gemini-3.5-flash&apiKey=RAW({{gemini.key}})");
                    }
                },
                run -> {
                    run.send("direct:ask", "Hi");
                    assertThat(run.emulator().lastRequest().header("x-goog-api-key"))
                            .isNotNull();
                });
    }

    private static Row bank() {
        return new Row(
                "bank",
                DslTable::setKey,
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        String key = getContext().resolvePropertyPlaceholders("{{gemini.key}}");
                        bindToRegistry("bank", Map.of("apiKey", key, "systemInstruction", TEXT));
                        from("direct:ask").to("gemini-interactions:create?model=gemini-3.5-flash&options=#bean:bank");
                    }
                },
                run -> {
                    run.send("direct:ask", "Hi");
                    assertThat(sent(run, 0).get("system_instruction").asText()).isEqualTo(TEXT);
                });
    }

    private static void setKey(CamelContext context) {
        Properties properties = new Properties();
        properties.put("gemini.key", GeminiEmulator.KEY);
        context.getPropertiesComponent().setInitialProperties(properties);
    }

    private static final String QUESTION = "What is the stock price of GOOG?";

    private static void bindStock(CamelContext context) {
        JdbcDataSource stock = database("jdbc:h2:mem:stock;DB_CLOSE_DELAY=-1");
        try (java.sql.Connection connection = stock.getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists stock");
            statement.execute("create table stock (ticker varchar(9) primary key, price decimal(9, 2))");
            statement.execute("insert into stock values ('GOOG', 178.50), ('ACME', 1.00)");
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
        context.getRegistry().bind("stock", stock);
    }

    private static JdbcDataSource database(String url) {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl(url);
        return database;
    }

    private static Row row(String name, RouteBuilder routes, Run run) {
        return new Row(name, context -> {}, routes, run);
    }

    private static JsonNode sent(DslRun run, int request) {
        return run.emulator().requests().get(request).body();
    }

    private static String userSays(String text) {
        return "[{\"type\":\"user_input\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}]";
    }

    private static List<Object> bodies(List<Exchange> exchanges) {
        return exchanges.stream()
                .map(exchange -> exchange.getMessage().getBody())
                .toList();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
