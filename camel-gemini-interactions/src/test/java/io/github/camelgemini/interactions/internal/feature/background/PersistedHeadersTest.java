// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Headers survive as text, with their types. */
class PersistedHeadersTest {

    @Test
    void textsNumbersAndBooleansComeBackAsTheyWere() {
        Map<String, Object> headers = Map.of(
                "text",
                "tab\tline\nback\\slash\\n end",
                "empty",
                "",
                "integer",
                7,
                "long",
                Long.MAX_VALUE,
                "double",
                0.1,
                "short",
                (short) 3,
                "decimal",
                new BigDecimal("1.10"),
                "big",
                new BigInteger("123456789012345678901234567890"),
                "true",
                true,
                "odd\tname",
                "ä🦒");

        assertThat(PersistedHeaders.read(PersistedHeaders.write(headers))).isEqualTo(headers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "camelhttpuri",
                "CAmelToEndpoint",
                "CamelJmsDestinationName",
                "CamelSqlQuery",
                "CamelBeanMethodName",
                "CamelExecCommandExecutable",
                "CamelRedeliveryDelay",
                "CamelGeminiInteractionsModel",
                "CamelFilePath",
                "org.apache.camel.whatever",
                "JMSDestination",
                "jmsreplyto",
                "JM\u017FReplyTo",
                "ho\u017Ft",
                "operat\u0131onName",
                "operationName",
                "Authorization",
                "COOKIE",
                "Content-Type",
                "x-goog-api-key"
            })
    void whatSteersCamelIsNeitherWrittenNorRead(String name) {
        assertThat(PersistedHeaders.write(Map.of(name, "x"))).isEmpty();
        assertThat(PersistedHeaders.read(InteractionJson.text(Map.of(name, "x", "order", "7"))))
                .isEqualTo(Map.of("order", "7"));
        assertThat(PersistedHeaders.read(InteractionJson.text(Map.of(name, Map.of("Integer", "1")))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.txt | true",
                "2026/11/a b.txt | true",
                "..a/b.. | true",
                "/etc/passwd | false",
                "../a | false",
                "a/../../b | false",
                "a/.. | false",
                "C:a | false",
                "a\\b | false",
                "${bean:x} | false",
                "$simple{bean:x} | false"
            })
    void aFileNameIsOneBelowTheDirectory(String file, boolean stored) {
        Map<String, Object> name = Map.of("CamelFileName", file);
        assertThat(PersistedHeaders.read(PersistedHeaders.write(name))).isEqualTo(stored ? name : Map.of());
        assertThat(PersistedHeaders.read(InteractionJson.text(name))).isEqualTo(stored ? name : Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"BigDecimal\":\"1e999999999\"}}",
                "{\"a\":{\"Integer\":\"x\"}}",
                "{\"a\":",
                "[]",
                "null",
                "a=b"
            })
    void whatCannotBeWrittenCannotBeRead(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PersistedHeaders.read(text));
    }

    @Test
    void textsWithoutEndCannotBeRead() {
        for (String text : List.of(
                "{\"a\":".repeat(100_000),
                "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
                "{\"a\":\"" + "x".repeat(2_000_000) + "\"}",
                "{\"a\":{\"BigInteger\":\"" + "9".repeat(500_000) + "\"}}"))
            assertThatIllegalArgumentException().isThrownBy(() -> PersistedHeaders.read(text));
    }

    @Test
    void otherTypesAreLeftOut() {
        assertThat(PersistedHeaders.write(Map.of("list", List.of("a"), "own", new Integer())))
                .isEmpty();
        assertThat(PersistedHeaders.read("")).isEmpty();
        assertThat(PersistedHeaders.read("{\"a\":{\"Tomorrow\":\"b\"},\"c\":\"d\",\"e\":[1]}"))
                .isEqualTo(Map.of("c", "d"));
    }

    /** Named like a type that is stored. */
    private static final class Integer {}
}
