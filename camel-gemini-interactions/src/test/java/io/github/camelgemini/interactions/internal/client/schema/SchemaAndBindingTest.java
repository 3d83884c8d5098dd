// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What the schema of a class asks for is what the mapper binds: the same members, under the same names, in the same shape. */
class SchemaAndBindingTest {

    /** A value by which two objects of one class are compared. */
    abstract static class Seen {
        final Map<String, Object> seen = new TreeMap<>();

        @Override
        public boolean equals(Object other) {
            return other instanceof Seen that && seen.equals(that.seen);
        }

        @Override
        public int hashCode() {
            return seen.hashCode();
        }

        @Override
        public String toString() {
            return seen.toString();
        }
    }

    static class SetterOnly extends Seen {
        @JsonPropertyDescription("what it is called")
        public void setName(String name) {
            seen.put("name", name);
        }

        public void setDays(List<LocalDate> days) {
            seen.put("days", days);
        }

        public void setNote(Optional<String> note) {
            seen.put("note", note);
        }
    }

    static class CreatorOnly extends Seen {
        @JsonCreator
        CreatorOnly(@JsonProperty("total") int total, @JsonProperty("lines") List<Line> lines) {
            seen.put("total", total);
            seen.put("lines", lines);
        }
    }

    record Line(String text) {}

    static class ReadOnly extends Seen {
        public String name = "";

        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public String id = "";

        private String computed = "";

        @JsonIgnore
        public String secret = "";

        public transient String passing = "";

        public static final String CONSTANT = "";

        public String getComputed() {
            return computed + name;
        }

        @JsonIgnore
        public void setComputed(String computed) {
            this.computed = computed;
        }
    }

    enum Size {
        SMALL("s"),
        LARGE("l");

        private final String word;

        Size(String word) {
            this.word = word;
        }

        @JsonValue
        String word() {
            return word;
        }
    }

    enum Spoken {
        ONE,
        TWO;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT) + "!";
        }
    }

    record Sizes(Size size, List<Size> more) {}

    record SpokenWords(Spoken word, Map<String, Spoken> words) {}

    /** A value that is a text in JSON. */
    record Email(@JsonValue String address) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Email {
            Objects.requireNonNull(address);
        }
    }

    /** A value that is a number in JSON. */
    record Cents(@JsonValue long amount) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Cents {}
    }

    /** A value that is a list in JSON. */
    record Basket(@JsonValue List<Line> lines) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Basket {}
    }

    record Customer(Email email, List<Email> others, Cents paid, Basket basket) {}

    record Address(String street, @JsonProperty("postal_code") String code) {}

    static class Unwrapped {
        public String name = "";

        @JsonUnwrapped(prefix = "home_")
        public Address home = new Address("", "");

        @JsonUnwrapped
        public Address work = new Address("", "");
    }

    record Aliased(@JsonAlias({"n", "nom"}) @JsonProperty("full_name") String name) {}

    @JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
    record Kebab(String firstName, Line firstLine) {}

    static class Base {
        public String firstName = "";
        public String internal = "";
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonIgnoreProperties("internal")
    static class Derived extends Base {
        public String lastName = "";
    }

    record Both(Base base, Derived derived) {}

    @JsonDeserialize(builder = Built.Builder.class)
    record Built(String title, int pages) {

        @JsonPOJOBuilder(withPrefix = "")
        static class Builder {
            private String name = "";
            private int count;

            @JsonProperty("book_title")
            Builder title(String title) {
                this.name = title;
                return this;
            }

            @JsonProperty
            Builder pages(int pages) {
                this.count = pages;
                return this;
            }

            Built build() {
                return new Built(name, count);
            }
        }
    }

    record Generic<T>(T value, List<T> more) {}

    record OfGenerics(Generic<LocalDate> day, Generic<Line> line) {}

    record Days(
            @JsonFormat(pattern = "dd.MM.yyyy") List<LocalDate> days,
            @JsonFormat(pattern = "dd.MM.yyyy") LocalDate[] more) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Days that
                    && days.equals(that.days)
                    && List.of(more).equals(List.of(that.more));
        }

        @Override
        public int hashCode() {
            return days.hashCode();
        }
    }

    static class WithMore {
        public String name = "";

        @JsonAnySetter
        public Map<String, Object> more = new TreeMap<>();
    }

    /** As Lombok's @Data makes it. */
    static class Pojo {
        private String name = "";
        private boolean active;
        private List<Pojo> children = new ArrayList<>();

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public boolean isActive() {
            return active;
        }

        public void setActive(boolean active) {
            this.active = active;
        }

        public List<Pojo> getChildren() {
            return children;
        }

        public void setChildren(List<Pojo> children) {
            this.children = children;
        }
    }

    static class SelfSetter extends Seen {
        public void setNext(SelfSetter next) {
            seen.put("next", next);
        }
    }

    /** As JAXB makes it: Jackson adds to the list that the getter has. */
    static class Filled {
        private final List<Line> lines = new ArrayList<>();

        public List<Line> getLines() {
            return lines;
        }
    }

    /** Values of the JDK that are no objects in JSON. */
    record Jdk(
            java.util.Date date,
            byte[] bytes,
            java.util.Locale locale,
            java.util.Currency currency,
            java.net.URL url,
            java.util.concurrent.atomic.AtomicInteger count,
            char[] letters,
            StringBuilder text) {}

    static List<Arguments> classes() {
        return List.of(
                Arguments.of(Filled.class, "{\"lines\":[{\"text\":\"x\"}]}"),
                Arguments.of(
                        Jdk.class,
                        "{\"date\":\"2026-11-29T10:00:00Z\",\"bytes\":\"AQ==\",\"locale\":\"de\",\"currency\":\"EUR\","
                                + "\"url\":\"https://example.org\",\"count\":1,\"letters\":\"ab\",\"text\":\"x\"}"),
                Arguments.of(SetterOnly.class, "{\"name\":\"n\",\"days\":[\"2026-11-29\"],\"note\":\"x\"}"),
                Arguments.of(CreatorOnly.class, "{\"total\":1,\"lines\":[{\"text\":\"x\"}]}"),
                Arguments.of(ReadOnly.class, "{\"name\":\"n\"}"),
                Arguments.of(Sizes.class, "{\"size\":\"s\",\"more\":[\"l\"]}"),
                Arguments.of(SpokenWords.class, "{\"word\":\"ONE\",\"words\":{\"a\":\"TWO\"}}"),
                Arguments.of(
                        Customer.class,
                        "{\"email\":\"a@b.c\",\"others\":[\"d@e.f\"],\"paid\":100,\"basket\":[{\"text\":\"x\"}]}"),
                Arguments.of(
                        Unwrapped.class,
                        "{\"name\":\"n\",\"home_street\":\"h\",\"home_postal_code\":\"1\",\"street\":\"w\",\"postal_code\":\"2\"}"),
                Arguments.of(Aliased.class, "{\"full_name\":\"n\"}"),
                Arguments.of(Kebab.class, "{\"first-name\":\"n\",\"first-line\":{\"text\":\"x\"}}"),
                Arguments.of(Derived.class, "{\"last_name\":\"l\",\"first_name\":\"f\"}"),
                Arguments.of(
                        Both.class,
                        "{\"base\":{\"firstName\":\"f\",\"internal\":\"i\"},\"derived\":{\"last_name\":\"l\",\"first_name\":\"f\"}}"),
                Arguments.of(Built.class, "{\"book_title\":\"t\",\"pages\":7}"),
                Arguments.of(
                        OfGenerics.class,
                        "{\"day\":{\"value\":\"2026-11-29\",\"more\":[]},\"line\":{\"value\":{\"text\":\"x\"},\"more\":[]}}"),
                Arguments.of(Days.class, "{\"days\":[\"29.11.2026\"],\"more\":[\"30.11.2026\"]}"),
                Arguments.of(WithMore.class, "{\"name\":\"n\"}"),
                Arguments.of(Pojo.class, "{\"name\":\"n\",\"active\":true,\"children\":[]}"),
                Arguments.of(SelfSetter.class, "{\"next\":{\"next\":null}}"));
    }

    /** Refuses members that it does not know, so that a schema with one too many is seen. */
    private static BeanMapper strict() {
        return of(new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
    }

    private static BeanMapper of(ObjectMapper mapper) {
        return BeanMapper.among(List.of(mapper), BeanMapper.OWN);
    }

    @ParameterizedTest
    @MethodSource("classes")
    void theMembersOfTheSchemaAreThoseOfAnObjectThatIsBound(Class<?> type, String json) {
        for (BeanMapper mapper : List.of(strict(), BeanMapper.OWN)) {
            JsonNode schema = Traffic.tree(mapper.schema(type));
            assertSameMembers(Traffic.tree(json), schema, schema);
            if (type != SelfSetter.class)
                assertThat(Schema.of(mapper.schema(type)).violations(json)).isEmpty();
            assertThat(mapper.bind(json, type)).isNotNull().isInstanceOf(type);
        }
    }

    @ParameterizedTest
    @MethodSource("classes")
    void eachRequiredMemberIsOneOfTheProperties(Class<?> type, String json) {
        JsonNode schema = Traffic.tree(strict().schema(type));
        schema.path("required")
                .forEach(name -> assertThat(schema.path("properties").has(name.asText()))
                        .as("%s of %s, %s", name, type, json)
                        .isTrue());
    }

    private static void assertSameMembers(JsonNode value, JsonNode given, JsonNode root) {
        JsonNode schema = given.has("$ref")
                ? given.get("$ref").asText().equals("#")
                        ? root
                        : root.at(given.get("$ref").asText().substring(1))
                : given;
        if (value.isObject() && !schema.has("additionalProperties")) {
            assertThat(schema.has("properties")).as(schema.toString()).isTrue();
            List<String> names = new ArrayList<>();
            value.fieldNames().forEachRemaining(names::add);
            List<String> described = new ArrayList<>();
            schema.get("properties").fieldNames().forEachRemaining(described::add);
            assertThat(described).as(schema.toString()).containsExactlyInAnyOrderElementsOf(names);
            value.properties()
                    .forEach(member -> assertSameMembers(
                            member.getValue(), schema.get("properties").get(member.getKey()), root));
        } else if (value.isArray() && !value.isEmpty()) {
            assertThat(schema.path("type").toString()).contains("array");
            assertSameMembers(value.get(0), schema.get("items"), root);
        } else if (!value.isContainerNode() && !value.isNull()) {
            assertThat(schema.path("type").toString())
                    .as(schema.toString())
                    .contains(value.isTextual() ? "string" : value.isBoolean() ? "boolean" : "integer");
        }
    }

    @Test
    void aSetterHasItsDescriptionAndItsOptionalIsNotRequired() {
        assertThat(Traffic.tree(BeanMapper.OWN.schema(SetterOnly.class)))
                .isEqualTo(Traffic.tree("{\"type\":\"object\",\"properties\":{"
                        + "\"name\":{\"type\":\"string\",\"description\":\"what it is called\"},"
                        + "\"days\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"format\":\"date\"}},"
                        + "\"note\":{\"type\":[\"string\",\"null\"]}},\"required\":[\"name\",\"days\"]}"));
    }

    @Test
    void aListOfDatesInAPatternHasNoFormat() {
        assertThat(BeanMapper.OWN.schema(Days.class)).doesNotContain("format");
    }

    @Test
    void wordsOfAnEnumAreThoseThatTheMapperReads() {
        BeanMapper spoken = of(JsonMapper.builder()
                .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
                .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
                .build());
        String json = "{\"word\":\"one!\",\"words\":{\"a\":\"two!\"}}";
        assertThat(spoken.schema(SpokenWords.class)).contains("\"enum\":[\"one!\",\"two!\"]");
        assertThat(spoken.bind(json, SpokenWords.class))
                .isEqualTo(new SpokenWords(Spoken.ONE, Map.of("a", Spoken.TWO)));
        assertThat(Schema.of(spoken.schema(SpokenWords.class)).violations(json)).isEmpty();
    }

    static class Joined extends StdDeserializer<Line> {
        private static final long serialVersionUID = 1L;

        Joined() {
            super(Line.class);
        }

        @Override
        public Line deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new Line(parser.getText());
        }
    }

    record Lines(Line first, List<Line> more) {}

    record Using(@JsonDeserialize(using = Joined.class) Line first, Line second) {}

    @Test
    void theShapeThatADeserializerOfTheUsersReadsIsNotKnown() {
        BeanMapper mapper =
                of(new ObjectMapper().registerModule(new SimpleModule().addDeserializer(Line.class, new Joined())));
        assertThat(Traffic.tree(mapper.schema(Lines.class)).get("properties").toString())
                .isEqualTo("{\"first\":{},\"more\":{\"type\":\"array\",\"items\":{}}}");
        assertThat(mapper.bind("{\"first\":\"a\",\"more\":[\"b\"]}", Lines.class))
                .isEqualTo(new Lines(new Line("a"), List.of(new Line("b"))));
        assertThat(Traffic.tree(BeanMapper.OWN.schema(Using.class))
                        .get("properties")
                        .toString())
                .startsWith("{\"first\":{},\"second\":{\"type\":\"object\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.schema(Line.class))
                .withMessageContaining("has a deserializer of its own");
    }
}
