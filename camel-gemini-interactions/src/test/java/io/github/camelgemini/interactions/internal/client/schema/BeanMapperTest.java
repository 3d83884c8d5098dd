// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BeanMapperTest {

    enum Colour {
        RED,
        GREEN
    }

    record Item(String name, int count) {}

    @JsonClassDescription("an order")
    record Order(
            @JsonPropertyDescription("who pays") String customer,
            List<Item> items,
            Item best,
            Colour colour,
            Optional<String> note,
            @Nullable Boolean paid,
            @JsonProperty("unit_price") BigDecimal unitPrice,
            Map<String, Integer> counts,
            @JsonIgnore String internal) {}

    record Tree(String name, List<Tree> children) {}

    static class Bean {
        private String title;
        public int pages;

        int ownBusiness() {
            return pages;
        }

        public String getTitle() {
            return title;
        }

        public void setTitle(String title) {
            this.title = title;
        }
    }

    static class Empty {}

    @Test
    void describesARecordWithEverythingInPlace() {
        String item =
                "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"count\":{\"type\":\"integer\"}},"
                        + "\"required\":[\"name\",\"count\"]}";
        assertThat(BeanMapper.OWN.schema(Order.class))
                .isEqualTo("{\"type\":\"object\",\"properties\":{"
                        + "\"customer\":{\"type\":\"string\",\"description\":\"who pays\"},"
                        + "\"items\":{\"type\":\"array\",\"items\":" + item + "},"
                        + "\"best\":" + item + ","
                        + "\"colour\":{\"type\":\"string\",\"enum\":[\"RED\",\"GREEN\"]},"
                        + "\"note\":{\"type\":[\"string\",\"null\"]},"
                        + "\"paid\":{\"type\":\"boolean\"},"
                        + "\"unit_price\":{\"type\":\"number\"},"
                        + "\"counts\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}},"
                        + "\"required\":[\"customer\",\"items\",\"best\",\"colour\",\"unit_price\",\"counts\"],"
                        + "\"description\":\"an order\"}");
    }

    @Test
    void describesABeanAndAnEnum() {
        assertThat(BeanMapper.OWN.schema(Bean.class))
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\"},"
                        + "\"pages\":{\"type\":\"integer\"}},\"required\":[\"title\",\"pages\"]}");
        assertThat(BeanMapper.OWN.schema(Colour.class)).isEqualTo("{\"type\":\"string\",\"enum\":[\"RED\",\"GREEN\"]}");
    }

    @Test
    void refersToAClassThatContainsItself() {
        assertThat(BeanMapper.OWN.schema(Tree.class)).contains("\"items\":{\"$ref\":\"#\"}");
    }

    @Test
    void makesFormatsThatTheServiceTakes() {
        for (Class<?> type : List.of(Order.class, Bean.class, Colour.class, Tree.class)) {
            assertThat(Traffic.tree(ResponseFormat.of(BeanMapper.OWN.schema(type))
                                    .json())
                            .get("schema"))
                    .isEqualTo(Traffic.tree(BeanMapper.OWN.schema(type)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                String.class,
                Integer.class,
                int.class,
                Boolean.class,
                Object.class,
                List.class,
                Collection.class,
                Map.class,
                int[].class,
                Runnable.class,
                UUID.class,
                Empty.class,
                Void.class
            })
    void refusesAClassThatSaysNothing(Class<?> type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BeanMapper.OWN.schema(type))
                .withMessageContaining(type.getName())
                .withMessageContaining("no JSON schema");
    }

    @Test
    void findsNothingWrongWithAnAnswerOfTheClass() {
        assertThat(
                        Schema.of(BeanMapper.OWN.schema(Order.class))
                                .violations(
                                        """
                {"customer":"c","items":[{"name":"n","count":1}],"best":{"name":"n","count":1},"colour":"RED",
                "unit_price":1.10,"counts":{"a":1},"more":true}"""))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"secret\"}|$: required property 'count'",
                "{\"name\":\"secret\",\"count\":\"secret\"}|$.count: string found, integer expected",
                "[\"secret\"]|$: array found, object expected",
                "secret|$: is not JSON"
            })
    void namesThePlaceOfAViolationAndNotTheValue(String answer, String violation) {
        assertThat(Schema.of(BeanMapper.OWN.schema(Item.class)).violations(answer))
                .anySatisfy(text -> assertThat(text).startsWith(violation))
                .noneSatisfy(text -> assertThat(text).contains("secret"));
    }

    @Test
    void checksAgainstOlderDialectsToo() {
        String schema =
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\",\"required\":[\"a\"]}";
        assertThat(Schema.of(schema).violations("{}")).hasSize(1);
        assertThat(Schema.of(schema).violations("{\"a\":1}")).isEmpty();
    }

    /** A thread of a pool, or of a server, may have the class loader of somebody else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\","
                        + "\"$ref\":\"http://json-schema.org/draft-07/schema#\"}"
            })
    void findsTheSchemaOfSchemasWithoutTheThreadsClassLoader(String schema) {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            assertThat(Schema.of(schema).violations("{\"minLength\":\"no\"}"))
                    .anySatisfy(text -> assertThat(text).startsWith("$.minLength"));
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "secret",
                "{\"$ref\":\"http://127.0.0.1:9/x\"}",
                "{\"$ref\":\"file:///etc/hostname\"}",
                "{\"$schema\":\"http://127.0.0.1:9/x\"}"
            })
    void refusesASchemaThatIsNone(String schema) {
        assertThatIllegalArgumentException().isThrownBy(() -> Schema.of(schema)).withMessageContaining("chema");
    }

    @Test
    void bindsAnAnswerToItsClass() {
        Object order = BeanMapper.OWN.bind(
                """
                {"customer":"c","items":[{"name":"n","count":1}],"colour":"RED","note":"x","unit_price":1.10,"new":{}}""",
                Order.class);
        assertThat(order)
                .isEqualTo(new Order(
                        "c",
                        List.of(new Item("n", 1)),
                        null,
                        Colour.RED,
                        Optional.of("x"),
                        null,
                        new BigDecimal("1.10"),
                        null,
                        null));
    }

    @Test
    void bindsAMissingAndANullOptionalToEmpty() {
        assertThat(((Order) BeanMapper.OWN.bind("{}", Order.class)).note()).isEmpty();
        assertThat(((Order) BeanMapper.OWN.bind("{\"note\":null}", Order.class)).note())
                .isEmpty();
    }

    @Test
    void bindsToPlainJavaWithoutAClass() {
        assertThat(BeanMapper.OWN.bind("{\"a\":[1.10,7,null]}", null))
                .isEqualTo(Map.of("a", java.util.Arrays.asList(new BigDecimal("1.10"), 7, null)));
        assertThat(BeanMapper.OWN.bind("\"x\"", null)).isEqualTo("x");
        assertThat(BeanMapper.OWN.bind("null", null)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secret|not JSON",
                "{\"items\":[{\"count\":\"secret\"}]}|items.[0].count",
                "{\"colour\":\"secret\"}|colour",
                "[\"secret\"]|Order"
            })
    void saysWhereAnAnswerDoesNotFitWithoutQuotingIt(String answer, String place) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BeanMapper.OWN.bind(answer, Order.class))
                .withMessageContaining(place)
                .withMessageNotContaining("secret")
                .withNoCause();
    }
}
