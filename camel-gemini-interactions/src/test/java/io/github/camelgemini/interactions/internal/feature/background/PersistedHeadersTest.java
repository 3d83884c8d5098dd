// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.background;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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
