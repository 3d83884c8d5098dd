// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.traffic.Operation;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static io.github.camelgemini.interactions.RouteKit.FAR;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The table of faults in docs/testing.adoc: all that there are, the same in YAML and Java, and how each exchange ends. */
class FaultTableTest extends GeminiEmulatorTestSupport {

    private static final Path PAGE = Path.of("../docs/testing.adoc");
    private static final Pattern ROW = Pattern.compile("^\\| `fault: (\\{.*?})` \\| `(.*?)` \\| (.*?) \\| (.*?)$");
    private static final String CREATE = "gemini-interactions:create?model=" + RouteKit.MODEL;
    private static final String STREAM = CREATE + "&streaming=true&channel=c";
    private static final String SHORT = "&streamingReadTimeout=1s&streamTimeout=5s&maxResumeAttempts=1";

    @TempDir
    Path folder;

    /**
     * @param unary how a create without a stream ends
     * @param streamed how one with a stream ends
     */
    private record Row(String yaml, String java, String unary, String streamed) {
        /** A silence, which a timeout has to end. */
        boolean isSilent() {
            return yaml.contains("stall") || yaml.contains("zombie");
        }

        String script() {
            String first = "- answer: {text: The Nile is a long river, fault: ";
            return yaml.contains("replay")
                    ? first + "{cut: {after: 5}}}\n- on: get\n  answer: {fault: " + yaml + "}\n"
                    : first + yaml + "}\n";
        }
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:unary").to(CREATE);
                from("direct:streamed").to(STREAM);
                from("direct:background").to(STREAM + "&background=true");
                from("direct:unarySilent").to(CREATE + "&requestTimeout=3s");
                from("direct:streamedSilent").to(STREAM + SHORT);
                from("direct:backgroundSilent").to(STREAM + SHORT + "&background=true");
                from("gemini-interactions:stream?channel=c").to("mock:steps");
            }
        };
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = Files.readAllLines(PAGE).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Row(row.group(1), row.group(2), row.group(3), row.group(4)))
                .toList();
        assertThat(rows).hasSizeGreaterThan(40);
        return rows;
    }

    @TestFactory
    Stream<DynamicTest> theExchangeEndsAsThePageSays() throws IOException {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.yaml(), () -> {
                    ends("unary", row, row.unary());
                    ends("streamed", row, row.streamed());
                    ends("background", row, row.streamed());
                }));
    }

    private void ends(String route, Row row, String cell) throws Exception {
        emulator().reset();
        emulator().script(row.script());
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.reset();

        Exchange exchange = fluentTemplate
                .to("direct:" + route + (row.isSilent() ? "Silent" : ""))
                .withBody("Which river is long?")
                .asyncSend()
                .get(FAR.toSeconds(), SECONDS);

        assertThat(outcome(exchange)).as(route).isEqualTo(cell);
        boolean tookEffect = cell.equals("answer, sent again") && row.yaml().startsWith("{error");
        assertThat(emulator().ledger().createsWithEqualInput()).isEqualTo(tookEffect ? 1 : 0);
        if (exchange.getException() == null)
            assertThat(RouteKit.headers(steps, GeminiInteractionsConstants.STEP_KEY))
                    .doesNotHaveDuplicates();
    }

    private String outcome(Exchange exchange) {
        Exception failure = exchange.getException();
        if (failure != null)
            return "`" + failure.getClass().getSimpleName() + "`, `"
                    + exchange.getProperty(GeminiInteractionsConstants.ERROR_REASON_PROPERTY) + "`";
        assertThat(exchange.getMessage().getBody(String.class)).isNotBlank();
        if (emulator().requests(Operation.CREATE).size() > 1) return "answer, sent again";
        return emulator().requests(Operation.GET).isEmpty() ? "answer" : "answer, resumed";
    }

    /** Both are shown to the emulator, which has one form for both. */
    @Test
    void yamlAndJavaMeanTheSame() throws Exception {
        List<Row> rows = rows();
        String statements = rows.stream()
                .map(row -> "getContext().getRegistry().bind(\"f" + rows.indexOf(row) + "\", " + java(row) + ");\n")
                .collect(Collectors.joining());
        context.addRoutes(JavaBlock.compile(statements, folder));

        for (Row row : rows) {
            String on = row.yaml().contains("replay") ? "- on: get\n  answer: {fault: " : "- answer: {fault: ";
            assertThat(Script.parse(on + row.yaml() + "}\n").rules().get(0).faults())
                    .as(row.yaml())
                    .containsExactly(context.getRegistry().lookupByNameAndType("f" + rows.indexOf(row), Fault.class));
        }
    }

    private static String java(Row row) {
        return "Fault." + row.java().replaceAll("(?<=\\(|, )(quota|status)\\(", "Fault.$1(");
    }

    @Test
    void eachFaultIsThere() throws IOException {
        Set<String> factories = Arrays.stream(Fault.class.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        String refusal = catchThrowableOfType(
                        IllegalArgumentException.class, () -> Script.parse("- answer: {fault: {nonsense: 1}}"))
                .getMessage();
        List<String> words =
                List.of(refusal.substring(refusal.indexOf("it knows ") + 9).split(", "));

        assertThat(factories).hasSizeGreaterThan(25);
        assertThat(rows().stream().map(row -> row.java().replaceAll("\\(.*", "")))
                .containsAll(factories);
        assertThat(words).hasSizeGreaterThan(25);
        assertThat(rows().stream().map(row -> row.yaml().replaceAll("^\\{(\\w+):.*", "$1")))
                .containsAll(words);
    }
}
