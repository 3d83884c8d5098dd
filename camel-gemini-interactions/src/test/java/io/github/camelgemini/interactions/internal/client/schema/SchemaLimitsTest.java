// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Neither a schema of a message nor an answer of a model can hold a thread, fill the heap or end the stack. */
class SchemaLimitsTest {

    private static final String LIST_OF_ITSELF = "{\"items\":{\"$ref\":\"#\"}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref':'#'}",
                "{'$ref':''}",
                "{'$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}},'$ref':'#/$defs/a'}",
                "{'$defs':{'a':{'$ref':'#/$defs/a'}},'properties':{'x':{'$ref':'#/$defs/a'}}}",
                "{'definitions':{'a':{'$ref':'#/definitions/a'}}}",
                "{'allOf':[{'$ref':'#'}]}",
                "{'anyOf':[{'type':'string'},{'$ref':'#'}]}",
                "{'oneOf':[{'$ref':'#'}]}",
                "{'not':{'$ref':'#'}}",
                "{'if':{'$ref':'#'}}",
                "{'then':{'$ref':'#'},'if':true}",
                "{'dependentSchemas':{'a':{'$ref':'#'}}}",
                "{'$dynamicAnchor':'n','allOf':[{'$dynamicRef':'#n'}]}",
                "{'$anchor':'n','properties':{'a':{'$anchor':'m','$ref':'#m'}}}",
                "{'$id':'http://a.example/s','allOf':[{'$ref':'http://a.example/s'}]}",
                "{'$id':'http://a.example/s','allOf':[{'$ref':'s'}]}",
                "{'x':{'y':{'$ref':'#/x/y'}},'$ref':'#/x/y'}",
                "{'$schema':'http://json-schema.org/draft-07/schema#','$ref':'#'}"
            })
    void aSchemaThatRefersToItselfIsRefused(String schema) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema(schema.replace('\'', '"')))
                .withMessageContaining("refers to itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'properties':{'next':{'$ref':'#'}}}",
                "{'items':{'$ref':'#'}}",
                "{'$defs':{'a':{'properties':{'b':{'$ref':'#/$defs/b'}}},'b':{'items':{'$ref':'#/$defs/a'}}},"
                        + "'$ref':'#/$defs/a'}",
                "{'$defs':{'a':{'type':'string'}},'anyOf':[{'$ref':'#/$defs/a'},{'$ref':'#/$defs/a'}]}",
                "{'properties':{'$ref':{'type':'string'}}}",
                "{'const':{'$ref':'#'}}",
                "{'enum':[{'$ref':'#'}]}",
                "{'$ref':'https://json-schema.org/draft/2020-12/schema'}",
                "{'$defs':{'a~b/c d%':{}},'$ref':'#/$defs/a~0b~1c%20d%25'}",
                "{'$id':'http://a.example/s','$defs':{'t':{'$id':'t','type':'object'}},'$ref':'t'}"
            })
    void aSchemaThatEndsIsUsed(String schema) {
        assertThat(schema(schema.replace('\'', '"')).violations("{}")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"anyOf, 15", "allOf, 15", "oneOf, 40"})
    void aSchemaThatDoublesWithEachReferenceIsRefused(String keyword, int doubled) {
        String definitions = IntStream.range(0, doubled)
                .mapToObj(n -> "\"d%d\":{\"%s\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]}"
                        .formatted(n, keyword, n + 1, n + 1))
                .collect(Collectors.joining(","));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        schema("{\"$defs\":{" + definitions + ",\"d" + doubled + "\":{}},\"$ref\":\"#/$defs/d0\"}"))
                .withMessageContaining("apply to one value");
    }

    @Test
    void aLongChainOfReferencesIsRefused() {
        String definitions = IntStream.range(0, 3_000)
                .mapToObj(n -> "\"d" + n + "\":{\"$ref\":\"#/$defs/d" + (n + 1) + "\"}")
                .collect(Collectors.joining(","));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema("{\"$defs\":{" + definitions + ",\"d3000\":{}},\"$ref\":\"#/$defs/d0\"}"))
                .withMessageContaining("in a row");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9/x",
                "file:///etc/hostname",
                "classpath:dsl/pay.json",
                "classpath:META-INF/services/org/apache/camel/component.properties",
                "jar:file:/a.jar!/b",
                "other.json",
                "#/$defs/none",
                "#none"
            })
    void aReferenceToAnotherDocumentIsRefused(String reference) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema("{\"properties\":{\"a\":{\"$ref\":\"" + reference + "\"}}}"))
                .withMessageContaining(reference);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[a", "*"})
    void aPatternThatIsNoneIsRefused(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema("{\"pattern\":\"" + pattern + "\"}"))
                .withMessageContaining("not a regular expression");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema("{\"properties\":{\"a\":{\"patternProperties\":{\"" + pattern + "\":{}}}}}"))
                .withMessageContaining("not a regular expression");
    }

    @Test
    void aPatternThatEndsTheStackOfItsCompilerIsRefused() {
        String pattern = "(".repeat(100_000) + ")".repeat(100_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema("{\"pattern\":\"" + pattern + "\"}"))
                .withMessageContaining("not a regular expression");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*a*a*a*a*a*b", "^(a*)(a*)(a*)(a*)\\\\1\\\\2b$"})
    void aPatternThatBacktracksEndsWithTheTime(String pattern) {
        Schema values = schema("{\"pattern\":\"" + pattern + "\"}", millisecondEachLook());
        Schema names = schema("{\"patternProperties\":{\"" + pattern + "\":{}}}", millisecondEachLook());
        String text = "\"" + "a".repeat(400) + "!\"";

        assertThat(values.violations(text)).containsExactly("$: was not checked after 5 s");
        assertThat(names.violations("{" + text + ":1}")).containsExactly("$: was not checked after 5 s");
    }

    @Test
    void aPatternThatEndsTheStackIsAViolation() {
        assertThat(schema("{\"pattern\":\"^(a|b)*$\"}").violations("\"" + "a".repeat(1_000_000) + "\""))
                .containsExactly("$: is nested too deeply for this schema");
    }

    @Test
    void manyItemsEndWithTheTime() {
        Schema schema = schema("{\"items\":{\"type\":\"object\"}}", millisecondEachLook());
        assertThat(schema.violations("[" + "{},".repeat(10_000) + "{}]"))
                .containsExactly("$: was not checked after 5 s");
    }

    @Test
    void theTimeBeginsAnewWithEachAnswer() {
        Schema schema = schema("{\"items\":{\"type\":\"object\"}}", millisecondEachLook());
        for (int i = 0; i < 20; i++)
            assertThat(schema.violations("[" + "{},".repeat(1_000) + "{}]")).isEmpty();
    }

    @Test
    void anAnswerThatIsNestedInAHundredLevelsIsChecked() {
        assertThat(schema(LIST_OF_ITSELF).violations("[".repeat(100) + "]".repeat(100)))
                .isEmpty();
    }

    @Test
    void anAnswerThatEndsTheStackIsAViolation() {
        Schema schema =
                schema("{\"anyOf\":[{\"type\":\"string\"},{\"allOf\":[{\"allOf\":[" + LIST_OF_ITSELF + "]}]}]}");
        assertThat(schema.violations("[".repeat(999) + "]".repeat(999)))
                .containsExactly("$: is nested too deeply for this schema");
    }

    @Test
    void anAnswerThatDoublesTheWorkWithEachLevelIsAViolation() {
        String level = "{\"minItems\":1,\"items\":{\"$ref\":\"#\"}}";
        Schema schema = schema("{\"anyOf\":[" + level + "," + level + "],\"type\":\"array\"}");
        for (int i = 0; i < 3; i++)
            assertThat(schema.violations("[".repeat(40) + "]".repeat(40)))
                    .containsExactly("$: needs more than 30000 references of the schema");
        assertThat(schema.violations("5")).isNotEmpty();
    }

    @Test
    void aHundredThousandUniqueItemsAreChecked() {
        String items =
                IntStream.range(0, 100_000).mapToObj(n -> "{\"a\":" + n + "}").collect(Collectors.joining(","));
        Schema schema = schema("{\"uniqueItems\":true}");
        assertThat(schema.violations("[" + items + "]")).isEmpty();
        assertThat(schema.violations("[" + items + ",{\"a\":5}]")).hasSize(1);
    }

    @Test
    void valuesOfEqualHashesAreNotComparedWithEachOther() {
        List<String> equal = List.of("");
        while (equal.size() < 32_000)
            equal = equal.stream()
                    .flatMap(text -> Stream.of(text + "Aa", text + "BB"))
                    .toList();
        String items = "[\"" + String.join("\",\"", equal) + "\"]";

        assertThat(schema("{\"uniqueItems\":true}").violations(items))
                .containsExactly("$: has a list of more than 2000 values of one hash");
        assertThat(schema("{\"items\":{\"type\":\"string\"}}").violations(items))
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema("{\"enum\":" + items + "}"))
                .withMessageContaining("one hash");
    }

    @Test
    void aHugeEnumIsQuotedInPartOnly() {
        String values =
                IntStream.range(0, 20_000).mapToObj(n -> "{\"a\":" + n + "}").collect(Collectors.joining(","));
        List<String> violations =
                schema("{\"items\":{\"enum\":[" + values + "]}}").violations("[" + "1,".repeat(2_000) + "1]");
        assertThat(violations).hasSize(100).allSatisfy(text -> assertThat(text).hasSizeLessThan(1_100));
    }

    @ParameterizedTest
    @CsvSource({
        "multipleOf, 0.01, 1e500000",
        "multipleOf, 0.01, 1e2147483647",
        "multipleOf, 0.01, 1e-500000",
        "maximum, 10, 1e100000000",
        "const, 1, 1e100000000",
        "minimum, 1, 1e99999999999",
    })
    void aNumberWhoseDigitsHaveNoEndIsNotRead(String keyword, String limit, String number) {
        Schema schema = schema("{\"" + keyword + "\":" + limit + ",\"items\":{\"" + keyword + "\":" + limit + "}}");
        assertThat(schema.violations(number)).containsExactly("$: is not JSON");
        assertThat(schema.violations("[" + number + "]")).containsExactly("$: is not JSON");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema("{\"" + keyword + "\":" + number + "}"))
                .withMessageContaining("not a JSON object");
    }

    @Test
    void aNumberWithAnExponentOfAThousandIsChecked() {
        assertThat(schema("{\"multipleOf\":0.01}").violations("1e1000")).isEmpty();
        assertThat(schema("{\"multipleOf\":0.01}").violations("1e-1000")).hasSize(1);
    }

    /** A schema whose validations take no time, as fast or slow as the machine is. */
    private static Schema schema(String json) {
        return schema(json, () -> 0);
    }

    private static Schema schema(String json, LongSupplier nanoTime) {
        return Schema.of(json, nanoTime);
    }

    /** A clock that is a millisecond later each time. */
    private static LongSupplier millisecondEachLook() {
        AtomicLong time = new AtomicLong();
        return () -> time.addAndGet(1_000_000);
    }
}
