// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a schema is filled with. */
class SchemaFillerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'string'} | First line | `\"First line\"`",
                "{'type':'STRING','format':'date'} | on 2026-03-04 | `\"2026-03-04\"`",
                "{'type':'string','format':'date-time'} | on 2026-03-04 at 10:30 | `\"2026-03-04T10:30:00Z\"`",
                "{'type':'string','format':'date'} | never | `\"2026-01-01\"`",
                "{'type':'string','format':'email'} | mail anna@example.org please | `\"anna@example.org\"`",
                "{'type':'string','maxLength':5} | First line | `\"First\"`",
                "{'type':'string','minLength':4} | ab | `\"ab..\"`",
                "{'type':'string','pattern':'^[A-Z]{3}$'} | pay in EUR now | `\"EUR\"`",
                "{'type':'integer'} | 7 apples | 7",
                "{'type':'integer'} | no apples | 0",
                "{'type':'integer','minimum':10,'maximum':20} | 7 apples | 10",
                "{'type':'integer','exclusiveMinimum':0} | none | 1",
                "{'type':'integer','multipleOf':5} | 13 | 10",
                "{'type':'number'} | costs 1,234.50 | 1234.50",
                "{'type':'number','maximum':1} | 3 | 1",
                "{'type':'boolean'} | the answer is here | true",
                "{'type':'boolean'} | nothing | false",
                "{'enum':['red','green']} | a Green door | `\"green\"`",
                "{'enum':['red','green']} | a blue door | `\"red\"`",
                "{'const':'fixed'} | x | `\"fixed\"`",
                "{'type':'null'} | x | null",
                "{'type':['null','integer']} | 3 | 3",
                "{'anyOf':[{'type':'null'},{'type':'integer'}]} | 3 | 3",
                "{'type':'array','items':{'type':'integer'}} | 1 2 3 | [1]",
                "{'type':'array','items':{'type':'integer'},'minItems':2} | 1 2 3 | [1,2]",
                "{'type':'array','items':{'enum':['a','b']},'minItems':2,'uniqueItems':true} | b | `[\"b\",\"a\"]`",
                "{'type':'array','maxItems':0} | x | []",
                "{'properties':{'a':{'type':'integer'},'b':{'type':'integer'}}} | 9 apples, b is 4 | `{\"a\":9,\"b\":4}`",
                "{'type':'object','required':['z']} | z: deep | `{\"z\":\"deep\"}`",
                "{'allOf':[{'properties':{'a':{'const':1}}},{'properties':{'b':{'const':2}}}]} | x | `{\"a\":1,\"b\":2}`",
                "{'$ref':'#/definitions/n','definitions':{'n':{'type':'integer'}}} | 5 | 5"
            })
    void fills(String schema, String prompt, String expected) {
        assertThat(Json.write(fill(schema, prompt))).isEqualTo(expected);
    }

    @Test
    void aSchemaThatContainsItselfEnds() {
        JsonNode tree = fill(
                "{'type':'object','properties':{'name':{'type':'string'},'children':{'type':'array','items':{'$ref':'#'}}},"
                        + "'required':['name']}",
                "A tree");

        assertThat(tree.at("/children/0/children/0/name").asText()).isEqualTo("A tree");
    }

    @Test
    void fillsMembersByTheirNames() {
        JsonNode person = fill(
                "{'type':'object','properties':{'first_name':{'type':'string'},'age':{'type':'integer'},"
                        + "'address':{'type':'object','properties':{'city':{'type':'string'}}}}}",
                "first name: Anna, city = Bonn, she has 2 cats and her age is 42");

        assertThat(Json.write(person))
                .isEqualTo("{\"first_name\":\"Anna\",\"age\":42,\"address\":{\"city\":\"Bonn\"}}");
    }

    private static JsonNode fill(String schema, String prompt) {
        return new SchemaFiller(
                        Json.parseTrusted(schema.replace('\'', '"')),
                        new PromptWords(prompt),
                        (words, name) -> words.named(name) != null ? words.named(name) : words.firstLine())
                .fill();
    }
}
