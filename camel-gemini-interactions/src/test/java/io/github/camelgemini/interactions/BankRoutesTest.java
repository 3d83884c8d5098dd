// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.AvailablePortFinder;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** The routes of a bank, in YAML: what ends in its tables, folders and queues, and what it pays for. */
class BankRoutesTest extends GeminiEmulatorTestSupport {

    @RegisterExtension
    static final EmbeddedBroker BROKER = new EmbeddedBroker();

    @RegisterExtension
    final AvailablePortFinder.Port port = AvailablePortFinder.find();

    @TempDir
    Path folder;

    private final JdbcDataSource database = new JdbcDataSource();

    record Invoice(String supplier, LocalDate due, BigDecimal total) {}

    @Override
    protected void bindToRegistry(Registry registry) throws Exception {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID()
                + ";DB_CLOSE_DELAY=-1;INIT=RUNSCRIPT FROM 'classpath:dsl/bank/tables.sql'");
        prepare(context, "first");
    }

    private void prepare(CamelContext node, String name) {
        node.getRegistry().bind("database", database);
        for (String[] property : new String[][] {
            {"node", name}, {"folder", folder.toString()}, {"broker", BROKER.url()}, {"port", "" + port.getPort()}
        }) node.getPropertiesComponent().addOverrideProperty(property[0], property[1]);
    }

    /** Another node, with the same database and the same queues. */
    private CamelContext another(String name) {
        CamelContext node = RouteKit.another(emulator());
        prepare(node, name);
        return node;
    }

    private static void load(CamelContext node, String name) throws Exception {
        PluginHelper.getRoutesLoader(node)
                .loadRoutes(ResourceHelper.resolveResource(node, "classpath:dsl/bank/" + name + ".yaml"));
    }

    @Test
    void documentsBecomeRowsAndOneThatFailsIsPutAsideWithItsReason() throws Exception {
        emulator()
                .script(
                        onCreate().contains("chairs").text("{\"customer\":\"Ada\",\"items\":[\"chair\",\"lamp\"]}"),
                        onCreate().contains("scribble").text("{\"items\":[]}"),
                        onCreate().contains("forbidden").httpStatus(400),
                        onCreate().contains("tables").text("{\"customer\":\"Bo\",\"items\":[\"table\"]}"));
        Files.createDirectories(folder.resolve("inbox"));
        write("1.txt", "Ada takes chairs");
        write("2.txt", "scribble");
        write("3.txt", "forbidden");
        write("4.txt", "Bo takes tables");

        load(context, "documents");

        // No file waits for the one before.
        eventually().until(() -> IntStream.rangeClosed(1, 4)
                .allMatch(file -> Files.exists(folder.resolve("inbox/.camel/" + file + ".txt"))));
        assertThat(rows("select * from document order by file")).containsExactly("1.txt, Ada, 2", "4.txt, Bo, 1");
        assertThat(rows("select * from refused order by file"))
                .containsExactly(
                        "2.txt, InteractionOutputException, output", "3.txt, InteractionRejectedException, rejected");
        assertThat(folder.resolve("refused/2.txt")).hasContent("scribble");
        assertThat(folder.resolve("refused/3.txt")).hasContent("forbidden");
        assertPaid(3);
    }

    @Test
    void aChatOverATransactedQueuePaysAMessageOnceThatIsRolledBack() throws Exception {
        emulator().script(onCreate().text("Hello Ada"), onCreate().text("5.00"));
        MockEndpoint ledger = getMockEndpoint("mock:ledger");
        ledger.whenExchangeReceived(1, message -> {
            throw new IllegalStateException("The ledger is closed");
        });
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:ledger").to("mock:ledger"));
        load(context, "chat");

        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(BROKER.url());
                JMSContext queues = connections.createContext()) {
            JMSConsumer answers = queues.createConsumer(queues.createQueue("answers"));
            JMSProducer customer = queues.createProducer().setProperty("customer", "Ada");
            customer.send(queues.createQueue("chat"), "I am Ada");
            assertThat(answers.receiveBody(String.class, RouteKit.FAR.toMillis()))
                    .isEqualTo("Hello Ada");
            customer.send(queues.createQueue("chat"), "My balance?");
            assertThat(answers.receiveBody(String.class, RouteKit.FAR.toMillis()))
                    .isEqualTo("5.00");
            assertThat(answers.receiveNoWait()).isNull();
        }

        assertThat(RouteKit.bodies(ledger)).containsExactly("Hello Ada", "Hello Ada", "5.00");
        assertThat(RouteKit.headers(ledger, "JMSRedelivered")).containsExactly(false, true, false);
        List<RecordedRequest> creates = emulator().requests(Operation.CREATE);
        assertThat(creates.get(1).at("/previous_interaction_id").asText())
                .isEqualTo(emulator().interactionIds().get(0));
        assertPaid(2);
    }

    @Test
    void researchOutlivesItsNodeAndIsStoredOnce() throws Exception {
        emulator().script(onCreate().text("Owls sleep by day.").gate("searching"));
        try (CamelContext first = another("first")) {
            first.start();
            load(first, "research");
            Exchange begun = first.createFluentProducerTemplate()
                    .to("direct:research")
                    .withBody("When do owls sleep?")
                    .withHeader("desk", "birds")
                    .send();
            assertThat(begun.getException()).isNull();
            eventually().until(() -> !emulator().requests(Operation.GET).isEmpty());
        }
        emulator().gate("searching").release();

        load(context, "research");

        eventually().until(() -> rows("select * from CAMEL_GEMINI_INTERACTIONS_RUNS")
                .isEmpty());
        assertThat(rows("select * from research"))
                .containsExactly(emulator().interactionIds().get(0) + ", birds, Owls sleep by day.");
        assertPaid(1);
    }

    @Test
    void aBrowserGetsAnAnswerAsEventsWithoutThoughts() throws Exception {
        emulator()
                .script(onCreate()
                        .thought("She owes us.")
                        .deltas("Your balance", " is 5 €")
                        .usage(7, 2, 5));
        VertxPlatformHttpServerConfiguration web = new VertxPlatformHttpServerConfiguration();
        web.setBindHost("127.0.0.1");
        web.setBindPort(port.getPort());
        context.addService(new VertxPlatformHttpServer(web));
        load(context, "browser");

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getPort() + "/answers"))
                                .header("Accept", "text/event-stream")
                                .POST(HttpRequest.BodyPublishers.ofString("My balance?"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        String id = emulator().interactionIds().get(0);
        assertThat(answer.body().lines().filter(line -> !line.isEmpty() && !line.startsWith(":")))
                .containsExactly(
                        "event: delta",
                        "id: " + id + "/1/0",
                        "data: {\"type\":\"text\",\"text\":\"Your balance\"}",
                        "event: delta",
                        "id: " + id + "/1/12",
                        "data: {\"type\":\"text\",\"text\":\" is 5 €\"}",
                        "event: completed",
                        "id: " + id + "/completed",
                        "data: {\"interaction_id\":\"" + id + "\",\"status\":\"completed\","
                                + "\"text\":\"Your balance is 5 €\",\"usage\":{\"input_tokens\":7,\"output_tokens\":2,"
                                + "\"thought_tokens\":5,\"total_tokens\":14}}");
        assertPaid(1);
    }

    @Test
    void aTransferWaitsForAPersonAndARefusedOneIsNotMade() throws Exception {
        emulator()
                .script(
                        onCreate().contains("Ada").call("c1", "transfer", "{\"receiver\":\"Ada\",\"amount\":5.50}"),
                        onCreate().contains("Bo").call("c1", "transfer", "{\"receiver\":\"Bo\",\"amount\":9000}"));
        load(context, "transfers");
        String ada = send("direct:order", "Pay Ada 5.50")
                .getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        String bo =
                send("direct:order", "Pay Bo 9000").getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        assertThat(rows("select * from transfer")).isEmpty();
        assertThat(rows("select id from approval where answer is null")).containsExactlyInAnyOrder(ada, bo);
        emulator()
                .script(
                        onCreate().previousInteractionId(ada).text("It is paid."),
                        onCreate().previousInteractionId(bo).text("It is not paid."));

        decide(ada, "approve");
        decide(bo, "reject: too much");

        eventually()
                .until(() -> rows("select * from approval where answer is null").isEmpty());
        assertThat(rows("select id, answer from approval"))
                .containsExactlyInAnyOrder(ada + ", It is paid.", bo + ", It is not paid.");
        assertThat(rows("select * from transfer")).containsExactly("Ada, 5.50");
        assertPaid(4);
    }

    private void decide(String approval, String decision) {
        new JdbcTemplate(database)
                .update("update approval set decision = ? where id = ?", "{\"c1\":\"" + decision + "\"}", approval);
    }

    @Test
    void theStepsOfAReportAreRowsOnceAlthoughItsNodeStopsInTheMiddle() throws Exception {
        emulator()
                .script(onCreate()
                        .thought("Easy.")
                        .text("Paris")
                        .background(true)
                        .gateAfter(6, "written"));
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(BROKER.url());
                JMSContext queues = connections.createContext()) {
            JMSConsumer reported = queues.createConsumer(queues.createQueue("reported"));
            queues.createProducer().send(queues.createQueue("reports"), "Capital?");
            try (CamelContext first = another("first")) {
                first.start();
                load(first, "reports");
                eventually().until(() -> rows("select * from step").size() == 1);
                eventually().until(() -> first.getInflightRepository().size("steps") == 0);
                first.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
                first.getShutdownStrategy().setTimeout(1);
            }
            prepare(context, "second");
            load(context, "reports");
            emulator().gate("written").release();

            assertThat(reported.receiveBody(String.class, RouteKit.FAR.toMillis()))
                    .isEqualTo("Paris");
            assertThat(reported.receiveNoWait()).isNull();
        }

        String id = emulator().interactionIds().get(0);
        assertThat(rows("select * from step order by step_key"))
                .containsExactly(id + "/0, first, Easy.", id + "/1, second, Paris", id + "/completed, second, Paris");
        assertPaid(1);
    }

    @Test
    void aNotificationIsAnsweredWhenItsRunIsStored() throws Exception {
        emulator().script(onCreate().text("Owls sleep by day.").gate("searching"));
        load(context, "notification");
        String id = send("direct:begin", "When do owls sleep?").getBody(String.class);

        Future<Exchange> notified = fluentTemplate
                .to("http://127.0.0.1:" + port.getPort() + "/ended")
                .withBody("{\"id\":\"" + id + "\"}")
                .withHeader(Exchange.CONTENT_TYPE, "application/json")
                .asyncSend();
        eventually().until(() -> !emulator().requests(Operation.GET).isEmpty());
        assertThat(notified).isNotDone();
        emulator().gate("searching").release();

        Exchange answered = notified.get(1, TimeUnit.MINUTES);
        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody(String.class)).isEqualTo("Owls sleep by day.");
        assertThat(rows("select * from research")).containsExactly(id + ", notified, Owls sleep by day.");
        assertPaid(1);
    }

    @Test
    void theDecimalsOfAnInvoiceAreARowDigitForDigit() throws Exception {
        emulator()
                .script(
                        onCreate()
                                .text(
                                        "{\"supplier\":\"Škoda\",\"due\":\"2026-12-01\",\"total\":1234567890123.45678901234567890}"));
        load(context, "invoice");

        send("direct:invoice", "%PDF-1.7 invoice".getBytes(StandardCharsets.US_ASCII));

        assertThat(rows("select * from invoice"))
                .containsExactly("Škoda, 2026-12-01, 1234567890123.45678901234567890000");
        assertPaid(1);
    }

    @Test
    void twoQuestionsAtATimeAndTheTokensOfEachDepartmentAreBooked() throws Exception {
        emulator()
                .script(onCreate()
                        .contains("cards")
                        .text("Yes.")
                        .usage(10, 1, 0)
                        .gate("open")
                        .times(2));
        emulator()
                .script(onCreate()
                        .contains("loans")
                        .text("No.")
                        .usage(5, 1, 0)
                        .gate("open")
                        .times(2));
        load(context, "tokens");

        List<Future<Exchange>> asked = new ArrayList<>();
        for (String question : List.of("cards 1", "loans 1", "cards 2", "loans 2"))
            asked.add(fluentTemplate
                    .to("direct:question")
                    .withBody(question)
                    .withHeader("department", question.substring(0, 5))
                    .asyncSend());
        emulator().awaitRequests(2, RouteKit.FAR);
        assertThat(emulator().requests()).hasSize(2);
        emulator().gate("open").release();
        for (Future<Exchange> one : asked)
            assertThat(one.get(1, TimeUnit.MINUTES).getException()).isNull();

        assertThat(rows("select department, count(distinct interaction), sum(tokens) from booked group by department"
                        + " order by department"))
                .containsExactly("cards, 2, 22", "loans, 2, 12");
        assertThat(emulator().requests(Operation.CREATE)).allSatisfy(create -> assertThat(
                        create.at("/input/0/content/0/text").asText())
                .startsWith(create.at("/labels/department").asText()));
        assertThat(emulator().ledger().totalTokens()).isEqualTo(34);
        assertPaid(4);
    }

    @Test
    void whatTheModelHadDoneIsInAnAudit() throws Exception {
        emulator()
                .script(
                        onCreate()
                                .call("c1", "balance", "{\"account\":\"A-1\"}")
                                .call("c2", "history", "{\"account\":\"A-1\"}")
                                .usage(10, 2, 1),
                        onCreate()
                                .call("c3", "balance", "{\"account\":\"A-2\"}")
                                .usage(20, 2, 1),
                        onCreate().text("You can afford it.").usage(30, 2, 1));
        load(context, "audit");

        assertThat(send("direct:advice", "May I buy it?").getBody(String.class)).isEqualTo("You can afford it.");

        eventually().until(() -> rows("select * from audit").size() == 3);
        assertThat(rows("select round, function, outcome from audit order by round, function"))
                .containsExactly("1, balance, ok", "1, history, failed", "2, balance, ok");
        assertThat(rows("select rounds, tokens from audited")).containsExactly("2, 69");
        assertThat(rows("select interaction from audited")).isEqualTo(rows("select distinct interaction from audit"));
        assertThat(emulator().ledger().totalTokens()).isEqualTo(69);
        assertPaid(3);
    }

    private void assertPaid(int creates) {
        assertThat(emulator().ledger().creates()).isEqualTo(creates);
        assertThat(emulator().ledger().createsWithEqualInput()).isZero();
        emulator().assertExhausted();
    }

    private Message send(String uri, Object body) {
        Exchange exchange = fluentTemplate.to(uri).withBody(body).send();
        if (exchange.getException() != null) throw new AssertionError(uri + " failed", exchange.getException());
        return exchange.getMessage();
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve("inbox").resolve(name), text);
    }

    /** Each row as a text. */
    private List<String> rows(String query) {
        return new JdbcTemplate(database)
                .queryForList(query).stream()
                        .map(row -> String.join(
                                ", ", row.values().stream().map(String::valueOf).toList()))
                        .toList();
    }
}
