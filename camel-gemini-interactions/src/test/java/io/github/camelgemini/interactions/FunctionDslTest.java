// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.camelgemini.interactions.emulator.RecordedRequest;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** "What is the stock price of GOOG?" makes the model call a route that reads the price from a table: in the three DSLs. */
class FunctionDslTest extends RouteTest {

    private static final String QUESTION = "What is the stock price of GOOG?";

    @BeforeEach
    void fillTable() throws Exception {
        JdbcDataSource stock = new JdbcDataSource();
        stock.setUrl("jdbc:h2:mem:stock;DB_CLOSE_DELAY=-1");
        try (Connection connection = stock.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists stock");
            statement.execute("create table stock (ticker varchar(9) primary key, price decimal(9, 2))");
            statement.execute("insert into stock values ('GOOG', 178.50), ('ACME', 1.00)");
        }
        context.getRegistry().bind("stock", stock);
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerHasThePriceOfTheTable(DslTest.Dsl dsl) throws Exception {
        load(dsl);

        Message answer = send("direct:ask", QUESTION).getMessage();

        assertThat(answer.getBody(String.class)).contains("178.50");
        assertThat(answer.getHeader(GeminiInteractionsConstants.TOOL_ITERATIONS))
                .isEqualTo(1);
        List<RecordedRequest> sent = emulator().requests();
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0).at("/tools/0").toString())
                .isEqualTo("{\"type\":\"function\",\"name\":\"get_stock_price\","
                        + "\"description\":\"The price of a stock today\",\"parameters\":{\"type\":\"object\","
                        + "\"properties\":{\"ticker\":{\"type\":\"string\","
                        + "\"description\":\"Its ticker symbol, for example GOOG\"}},\"required\":[\"ticker\"]}}");
        assertThat(sent.get(1).at("/tools")).isEqualTo(sent.get(0).at("/tools"));
        assertThat(sent.get(1).at("/input")).hasSize(1);
        assertThat(sent.get(1).at("/input/0/type").asText()).isEqualTo("function_result");
        assertThat(sent.get(1).at("/input/0/name").asText()).isEqualTo("get_stock_price");
        assertThat(sent.get(1).at("/input/0/result").asText()).isEqualTo("178.50");
        assertThat(sent.get(1).at("/previous_interaction_id").asText()).startsWith("v1_");
    }

    @ParameterizedTest
    @EnumSource
    void withoutStoreTheWholeHistoryGoesAlong(DslTest.Dsl dsl) throws Exception {
        load(dsl);

        Message answer = send("direct:askStateless", QUESTION).getMessage();

        assertThat(answer.getBody(String.class)).contains("178.50");
        RecordedRequest second = emulator().requests().get(1);
        assertThat(second.at("/previous_interaction_id").isMissingNode()).isTrue();
        assertThat(second.at("/store").asBoolean(true)).isFalse();
        assertThat(second.at("/input/0/type").asText()).isEqualTo("user_input");
        assertThat(second.at("/input/1/type").asText()).isEqualTo("thought");
        assertThat(second.at("/input/1/signature").asText()).isNotEmpty();
        assertThat(second.at("/input/2/type").asText()).isEqualTo("function_call");
        assertThat(second.at("/input/3/result").asText()).isEqualTo("178.50");
        assertThat(second.at("/input")).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void theStepsOfAllRoundsGoToTheSameChannel(DslTest.Dsl dsl) throws Exception {
        load(dsl);

        Message answer = send("direct:stream", QUESTION).getMessage();

        assertThat(answer.getBody(String.class)).contains("178.50");
        List<Exchange> steps = received(5);
        assertThat(steps)
                .extracting(step -> step.getMessage().getHeader(GeminiInteractionsConstants.STEP_TYPE))
                .containsExactly("thought", "function_call", "thought", "model_output", null);
        assertThat(steps)
                .extracting(step -> step.getMessage().getHeader(GeminiInteractionsConstants.TOOL_ITERATIONS))
                .containsExactly(0, 0, 1, 1, 1);
        Message completed = steps.get(4).getMessage();
        assertThat(completed.getBody()).isEqualTo(answer.getBody());
        assertThat(completed.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(answer.getHeader(GeminiInteractionsConstants.TOTAL_TOKENS))
                .isEqualTo(emulator().ledger().totalTokens());
    }

    private List<Exchange> received(int count) throws Exception {
        List<Exchange> steps = new ArrayList<>();
        try (ConsumerTemplate consumer = context.createConsumerTemplate()) {
            for (int i = 0; i < count; i++) steps.add(consumer.receive("seda:steps", 20_000));
            assertThat(consumer.receiveNoWait("seda:steps")).isNull();
        }
        return steps;
    }

    private void load(DslTest.Dsl dsl) throws Exception {
        if (dsl == DslTest.Dsl.JAVA) {
            context.addRoutes(routes());
        } else {
            String name = "dsl/functions." + dsl.name().toLowerCase(Locale.ROOT);
            String text = new String(
                    getClass().getClassLoader().getResourceAsStream(name).readAllBytes(), StandardCharsets.UTF_8);
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(name, text));
        }
        context.start();
        template = context.createProducerTemplate();
    }

    private static RouteBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-interactions-tool:get_stock_price?tags=stocks&description=The price of a stock today"
                                + "&parameter.ticker=string"
                                + "&parameter.ticker.description=Its ticker symbol, for example GOOG"
                                + "&parameter.ticker.required=true")
                        .to(
                                "sql:select price from stock where ticker = :#ticker?dataSource=#stock&outputType=SelectOne");
                from("direct:ask").to("gemini-interactions:create?model=gemini-3.5-flash&tags=stocks");
                from("direct:askStateless")
                        .to("gemini-interactions:create?model=gemini-3.5-flash&tags=stocks&store=false");
                from("direct:stream")
                        .to(
                                "gemini-interactions:create?model=gemini-3.5-flash&tags=stocks&streaming=true&channel=prices");
                from("gemini-interactions:stream?channel=prices&emit=steps,completed")
                        .to("seda:steps");
            }
        };
    }
}
