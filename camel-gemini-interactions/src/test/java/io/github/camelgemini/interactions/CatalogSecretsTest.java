// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tools mask, and leave out of what they write, the options that the catalog calls secret. */
class CatalogSecretsTest {

    private static final Set<String> SECRET = Set.of(
            "apiKey",
            "credentials",
            "proxyAuthPassword",
            // As in Camel's camel-http: half of what a proxy asks for.
            "proxyAuthUsername",
            "secretHeaders",
            "serviceAccountKey");

    private static final Pattern SOUNDS_SECRET =
            Pattern.compile("(?i).*(key|password|passphrase|secret|token|credential|username|signature).*");

    /** Options that sound like it, and what they hold instead. */
    private static final Map<String, String> NOT_SECRET = Map.of(
            "idempotencyKey", "names a message; it is in messages of exceptions, so that it can be removed",
            "runKey", "names a run in the cursor repository",
            "maxTotalTokens", "counts words",
            "continuationToken", "names the next part of an answer; without the credentials it is worth nothing");

    @ParameterizedTest
    @CsvSource({
        "gemini-interactions,componentProperties",
        "gemini-interactions,properties",
        "gemini-interactions-tool,componentProperties",
        "gemini-interactions-tool,properties"
    })
    void callsEveryOptionSecretThatHoldsASecretAndNoOther(String scheme, String part) throws IOException {
        Map<String, JsonNode> options = options(scheme, part);
        Set<String> secret = scheme.endsWith("tool") ? Set.of() : new TreeSet<>(SECRET);
        if (!secret.isEmpty() && part.equals("componentProperties")) secret.add("approvalKey");

        assertThat(options.keySet()).containsAll(secret);
        options.forEach((name, option) -> {
            assertThat(option.path("secret").asBoolean())
                    .as("secret of %s", name)
                    .isEqualTo(secret.contains(name));
            if (secret.contains(name))
                assertThat(option.path("label").asText().split(","))
                        .as("label of %s", name)
                        .contains("security");
            if (SOUNDS_SECRET.matcher(name).matches())
                assertThat(secret.contains(name) || NOT_SECRET.containsKey(name))
                        .as("%s sounds secret: call it so, or say what it holds", name)
                        .isTrue();
        });
    }

    private static Map<String, JsonNode> options(String scheme, String part) throws IOException {
        String file = "/META-INF/io/github/camelgemini/interactions/" + scheme + ".json";
        try (InputStream catalog = CatalogSecretsTest.class.getResourceAsStream(file)) {
            Map<String, JsonNode> options = new TreeMap<>();
            new ObjectMapper()
                    .readTree(catalog)
                    .path(part)
                    .fields()
                    .forEachRemaining(option -> options.put(option.getKey(), option.getValue()));
            assertThat(options).isNotEmpty();
            return options;
        }
    }
}
