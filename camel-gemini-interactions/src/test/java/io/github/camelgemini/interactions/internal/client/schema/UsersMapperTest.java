// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.impl.LaissezFaireSubTypeValidator;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import io.github.camelgemini.interactions.model.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The mapper that a user gives to Camel: its names and modules count, and it loosens no limit. */
class UsersMapperTest {

    record Line(String articleName, BigDecimal unitPrice) {}

    record Bill(String supplierName, List<Line> billedLines) {}

    record Free(String name, Object anyValue) {}

    /** An object that a text must not create. */
    static class Gadget {
        static final List<String> CREATED = new ArrayList<>();

        public Gadget() {
            CREATED.add("gadget");
        }

        public void setName(String name) {
            CREATED.add(name);
        }
    }

    /** A subclass that does not say how to copy it, as frameworks have. */
    static class OwnMapper extends ObjectMapper {
        private static final long serialVersionUID = 1L;
    }

    private static BeanMapper of(ObjectMapper mapper) {
        return BeanMapper.among(List.of(mapper), BeanMapper.OWN);
    }

    private static ObjectMapper snakeCase() {
        return new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    }

    @Test
    void schemaBindingAndWritingHaveTheNamesOfTheMapper() {
        BeanMapper mapper = of(snakeCase());
        String json = "{\"supplier_name\":\"ACME\",\"billed_lines\":[{\"article_name\":\"x\",\"unit_price\":1.10}]}";
        Bill bill = new Bill("ACME", List.of(new Line("x", new BigDecimal("1.10"))));
        assertThat(mapper.bind(json, Bill.class)).isEqualTo(bill);
        assertThat(mapper.tree(bill)).hasToString(json);
        assertThat(Schema.of(mapper.schema(Bill.class)).violations(json)).isEmpty();
        assertThat(Traffic.tree(mapper.schema(Bill.class)).get("required").toString())
                .isEqualTo("[\"supplier_name\",\"billed_lines\"]");
    }

    @Test
    void modulesOfTheMapperCount() {
        SimpleModule module = new SimpleModule().addDeserializer(Line.class, new StdDeserializer<>(Line.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Line deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                return new Line(
                        parser.getCodec()
                                .<com.fasterxml.jackson.databind.JsonNode>readTree(parser)
                                .toString(),
                        null);
            }
        });
        assertThat(of(new ObjectMapper().registerModule(module)).bind("{\"billedLines\":[{\"a\":1.10}]}", Bill.class))
                .isEqualTo(new Bill(null, List.of(new Line("{\"a\":1.10}", null))));
    }

    @Test
    void unknownMembersAreRefusedIfTheMapperSaysSo() {
        assertThat(BeanMapper.OWN.bind("{\"more\":1}", Bill.class)).isEqualTo(new Bill(null, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new ObjectMapper()).bind("{\"more\":1}", Bill.class))
                .withMessageContaining("more");
    }

    @Test
    void theMapperItselfIsNotChanged() {
        ObjectMapper given = snakeCase();
        given.activateDefaultTyping(LaissezFaireSubTypeValidator.instance);
        Object deserialization = given.getDeserializationConfig();
        Object serialization = given.getSerializationConfig();

        BeanMapper mapper = of(given);
        mapper.schema(Bill.class);
        mapper.bind("{}", Bill.class);
        mapper.tree(Map.of());

        assertThat(given.getDeserializationConfig()).isSameAs(deserialization);
        assertThat(given.getSerializationConfig()).isSameAs(serialization);
        assertThat(given.getRegisteredModuleIds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {Object.class, Free.class})
    void noTextChoosesAClassWhateverTheMapperTypes(Class<?> type) throws IOException {
        ObjectMapper given = JsonMapper.builder()
                .activateDefaultTyping(LaissezFaireSubTypeValidator.instance, ObjectMapper.DefaultTyping.EVERYTHING)
                .build();
        String gadget = "[\"" + Gadget.class.getName() + "\",{\"name\":\"x\"}]";
        given.readValue(gadget, Object.class);
        assertThat(Gadget.CREATED).as("the attack works with the mapper itself").isNotEmpty();
        Gadget.CREATED.clear();

        Object bound = of(given).bind(type == Object.class ? gadget : "{\"anyValue\":" + gadget + "}", type);

        Object value = bound instanceof Free free ? free.anyValue() : bound;
        assertThat(value).isEqualTo(List.of(Gadget.class.getName(), Map.of("name", "x")));
        assertThat(of(given).map("{\"a\":" + gadget + "}")).containsEntry("a", value);
        assertThat(Gadget.CREATED).isEmpty();
        assertThat(of(given).tree(Map.of("list", List.of(1)))).hasToString("{\"list\":[1]}");
    }

    @Test
    void limitsAndDigitsAreTheComponents() {
        BeanMapper mapper = of(new ObjectMapper());
        assertThat(mapper.map("{\"a\":1.10}")).containsEntry("a", new BigDecimal("1.10"));
        for (String refused :
                List.of("{\"a\":1e9999}", "{} {}", "{\"a\":".repeat(2_000), "{\"a\":" + "1".repeat(1_001) + "}"))
            assertThatIllegalArgumentException().isThrownBy(() -> mapper.map(refused));
    }

    @Test
    void valuesOfTheModelAreWrittenAsTheApiSays() {
        assertThat(of(snakeCase()).tree(Map.of("content", List.of(new Content.Text("x")))))
                .hasToString("{\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}");
    }

    @Test
    void aMapperOfAnyClassIsCopied() {
        assertThat(of(new OwnMapper()).bind("{}", Bill.class)).isEqualTo(new Bill(null, null));
    }

    @Test
    void oneOfSeveralOrOneOfAnotherFormatIsNotTaken() {
        ObjectMapper mapper = snakeCase();
        BeanMapper only = of(mapper);
        assertThat(BeanMapper.among(List.of(), only)).isSameAs(BeanMapper.OWN);
        assertThat(BeanMapper.among(List.of(mapper, new ObjectMapper()), only)).isSameAs(BeanMapper.OWN);
        assertThat(BeanMapper.among(List.of(new YAMLMapper()), only)).isSameAs(BeanMapper.OWN);
        assertThat(BeanMapper.among(List.of(mapper, new YAMLMapper()), only)).isSameAs(only);
    }
}
