// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.interactions.OptionProofs.Effect;
import io.github.camelgemini.interactions.OptionProofs.Proof;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a route sets changes what is sent or what it receives, or it fails: each option of the catalog, at each kind of endpoint. */
class NoSilentOptionTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    private static GeminiEmulator emulator() {
        return EMULATOR.emulator();
    }

    private static final Path SOURCES = Path.of("src/test/java/io/github/camelgemini/interactions");

    @TempDir
    static Path folder;

    private static Path account = Path.of("none");
    private static Scene.@Nullable Backstage backstage;
    private static final Map<Scene, Scene.Seen> PLAYED = new HashMap<>();

    @BeforeAll
    static void prepare() throws Exception {
        account = Files.writeString(folder.resolve("key.json"), CredentialsTest.serviceAccountKey(emulator()));
        backstage = new Scene.Backstage(emulator());
    }

    @AfterAll
    static void leave() {
        backstage().close();
    }

    private static Scene.Backstage backstage() {
        return Objects.requireNonNull(backstage);
    }

    static JsonNode catalog(String scheme) {
        String name = "/META-INF/io/github/camelgemini/interactions/" + scheme + ".json";
        try (InputStream json = NoSilentOptionTest.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(String scheme, String section) {
        Set<String> names = new TreeSet<>();
        catalog(scheme).get(section).fieldNames().forEachRemaining(names::add);
        return names;
    }

    static Stream<Arguments> proofs() {
        return OptionProofs.all().stream()
                .filter(proof -> !(proof.effect() instanceof Effect.Elsewhere))
                .flatMap(proof -> proof.played().stream().map(place -> Arguments.of(proof.name(), place, proof)));
    }

    /** Each proof at one of its places. */
    static Stream<Arguments> once() {
        Set<Proof> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return proofs().filter(proof -> seen.add((Proof) proof.get()[2]));
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("once")
    void itChangesSomething(String name, Place place, Proof proof) {
        changesSomething(place, proof);
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("proofs")
    @Tag("long")
    void itChangesSomethingAtEachPlace(String name, Place place, Proof proof) {
        changesSomething(place, proof);
    }

    private static void changesSomething(Place place, Proof proof) {
        Scene.Seen with = played(proof.with(place));
        if (proof.effect() instanceof Effect.Ends ends) {
            assertThat(with.failure()).contains(ends.words());
            return;
        }
        assertThat(with.failure()).doesNotContain("changes nothing");
        if (proof.effect() instanceof Effect.Goes) {
            assertThat(with.sent()).hasSizeGreaterThan(1);
            return;
        }
        Scene.Seen without = played(proof.without(place));
        if (proof.effect() instanceof Effect.Sent) {
            assertThat(with.sent()).isNotEqualTo(without.sent());
            assertThat(with.sent().size() + without.sent().size()).isPositive();
        } else {
            assertThat(with).isNotEqualTo(without);
        }
    }

    /** What comes of a scene; it is played once. */
    private static Scene.Seen played(Scene scene) {
        Scene.Seen known = PLAYED.get(scene);
        if (known == null) {
            known = scene.play(backstage(), account);
            PLAYED.put(scene, known);
        }
        return known;
    }

    static Stream<Scene> compared() {
        return proofs().filter(NoSilentOptionTest::isCompared)
                .map(proof -> ((Proof) proof.get()[2]).without((Place) proof.get()[1]))
                .distinct();
    }

    private static boolean isCompared(Arguments proof) {
        Effect effect = ((Proof) proof.get()[2]).effect();
        return effect instanceof Effect.Sent || effect instanceof Effect.Received;
    }

    /** What differs without a reason would prove nothing. */
    @ParameterizedTest
    @MethodSource("compared")
    @Tag("long")
    void theSameSceneAgainIsTheSame(Scene scene) {
        assertThat(scene.play(backstage(), account)).isEqualTo(scene.play(backstage(), account));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotProvedIsRefused(Place place) throws Exception {
        Set<String> proved = new TreeSet<>();
        OptionProofs.all().stream()
                .filter(proof -> proof.places().contains(place))
                .forEach(proof -> proved.add(proof.option()));
        Map<String, String> silent = new TreeMap<>();
        catalog("gemini-interactions").get("properties").fields().forEachRemaining(option -> {
            if (option.getKey().equals("operation") || proved.contains(option.getKey())) return;
            String name = option.getValue().path("prefix").asText().isEmpty()
                    ? option.getKey()
                    : option.getValue().path("prefix").asText() + "x";
            String failure = backstage().refusal(Scene.at(place).with(name, value(option.getValue())));
            if (!failure.contains("The option " + name + " changes nothing")) silent.put(option.getKey(), failure);
        });
        assertThat(silent).as("not refused, and not in OptionProofs").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE_AS_BODY|stepTypes|thought|emit|completed",
                "FROM_CREATE|runKey|mine|background|true",
                "CREATE_TO_CHANNEL|cursorInterval|1s|background|true",
                "CREATE_AS_BODY|headerFilterStrategy|#filter|copyHeaders|false",
                "GET|outputClass|java.util.Map|outputType|text",
                "FROM_RESUME|outputClass|java.util.Map|outputType|object",
                "CREATE_TO_CHANNEL|outputType|json|ignoreResponseBody|true",
                "RESUME_TO_CHANNEL|outputClass|java.util.Map|ignoreResponseBody|true",
                "CREATE|pollInterval|1s|background|true",
                "CREATE|cancelOnStop|true|background|true"
            })
    void whatChangesNothingWithoutAnotherIsRefused(Place place, String option, String value, String other, String its) {
        assertThat(backstage().refusal(Scene.at(place).with(option, value).with(other, its)))
                .contains("The option " + option + " changes nothing without");
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxyAuthUsername", "proxyAuthPassword"})
    void halfOfCredentialsIsRefused(String option) {
        assertThat(backstage().refusal(Scene.at(Place.GET).with(option, "x")))
                .contains("set proxyAuthUsername and proxyAuthPassword");
    }

    /** One that an option takes, and that is not its default. */
    private static String value(JsonNode option) {
        String type = option.get("javaType").asText();
        if (option.get("type").asText().equals("duration")) return "7s";
        if (option.has("enum")) {
            for (JsonNode word : option.get("enum")) if (!word.equals(option.get("defaultValue"))) return word.asText();
        }
        if (type.endsWith("oolean"))
            return String.valueOf(!option.path("defaultValue").asBoolean());
        if (Set.of("int", "long", "java.lang.Integer").contains(type)) return "7";
        if (type.contains("StateRepository")) return "#state";
        return Map.of(
                        "RunRepository", "#runs",
                        "HeaderFilterStrategy", "#filter",
                        "ExceptionHandler", "#handler",
                        "Credentials", "#identity",
                        "SSLContextParameters", "#tls")
                .getOrDefault(type.substring(type.lastIndexOf('.') + 1), "{\"x\":1}");
    }

    static Stream<Arguments> ofTheComponent() {
        Set<String> seen = new TreeSet<>();
        Set<String> options = names("gemini-interactions", "componentProperties");
        return proofs().filter(proof -> {
            Proof one = (Proof) proof.get()[2];
            return options.contains(one.option()) && one.option().equals(one.name()) && seen.add(one.option());
        });
    }

    /** An endpoint that says nothing has what its component says. */
    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("ofTheComponent")
    void theComponentsIsTheEndpointsDefault(String name, Place place, Proof proof) {
        Scene silent = proof.without(place).with(name, null);
        Scene.Seen ofComponent = silent.component(name, proof.value()).play(backstage(), account);
        if (proof.effect() instanceof Effect.Ends ends) {
            assertThat(ofComponent.failure()).contains(ends.words());
            return;
        }
        if (proof.effect() instanceof Effect.Goes) {
            assertThat(ofComponent.sent()).hasSizeGreaterThan(1);
            return;
        }
        assertThat(ofComponent).isNotEqualTo(played(silent));
        assertThat(ofComponent.sent()).isEqualTo(played(proof.with(place)).sent());
    }

    @Test
    void whatOnlyTheComponentHasIsProvedToo() {
        Set<String> own = names("gemini-interactions", "componentProperties");
        own.removeAll(names("gemini-interactions", "properties"));
        own.removeAll(Set.of("configuration", "autowiredEnabled")); // all of them, and Camel's own
        assertThat(OptionProofs.ofTheComponent().stream().map(Proof::option)).containsExactlyInAnyOrderElementsOf(own);
    }

    static Stream<Arguments> headers() {
        return OptionProofs.headers().stream().map(header -> Arguments.of(header.name(), header));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void aHeaderChangesWhatItsOptionDoes(String name, OptionProofs.HeaderProof header) {
        Scene.Seen with = header.scene().header(name, header.value()).play(backstage(), account);
        if (header.words() != null) {
            assertThat(with.failure()).contains(header.words());
            return;
        }
        assertThat(with.sent()).isNotEmpty().isNotEqualTo(played(header.scene()).sent());
    }

    @Test
    void everyHeaderIsProvedOrArrives() {
        Set<String> headers = names("gemini-interactions", "headers");
        OptionProofs.headers().forEach(header -> headers.remove(header.name()));
        String arrived = OptionProofs.tellingAll().stream()
                .map(scene -> scene.play(backstage(), account))
                .peek(seen -> assertThat(seen.failure()).isEmpty())
                .flatMap(seen -> seen.received().stream())
                .collect(Collectors.joining("\n"));
        assertThat(headers).allSatisfy(header -> assertThat(arrived).contains(header + "="));
    }

    static Stream<Arguments> functions() {
        return OptionProofs.ofFunctions().stream().map(proof -> Arguments.of(proof.option(), proof));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void anOptionOfAFunctionChangesSomething(String name, OptionProofs.FunctionProof proof) {
        Scene.Seen with = proof.scene().function(proof.uri()).play(backstage(), account);
        if (proof.words() == null) assertThat(with).isNotEqualTo(played(proof.scene()));
        else assertThat(with.failure()).contains(proof.words());
    }

    @Test
    void everyOptionOfAFunctionIsProved() {
        Set<String> options = names("gemini-interactions-tool", "properties");
        options.removeAll(Set.of("name", OptionProofs.IDEMPOTENT.option())); // the name is what the model calls
        assertThat(OptionProofs.ofFunctions().stream().map(OptionProofs.FunctionProof::option))
                .containsExactlyInAnyOrderElementsOf(options);
        String arrived = String.join(
                "\n", OptionProofs.called().play(backstage(), account).received());
        assertThat(names("gemini-interactions-tool", "headers"))
                .allSatisfy(header -> assertThat(arrived).contains(header + "="));
    }

    @Test
    void whatIsProvedElsewhereIsProvedByATestThatSaysIt() throws Exception {
        List<Proof> all = new ArrayList<>(OptionProofs.all());
        all.addAll(OptionProofs.ofTheComponent());
        all.add(OptionProofs.IDEMPOTENT);
        for (Proof proof : all) {
            if (!(proof.effect() instanceof Effect.Elsewhere elsewhere)) continue;
            String[] test = elsewhere.test().split("#");
            Class<?> type = Class.forName("io.github.camelgemini.interactions." + test[0]);
            assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
                    .as(elsewhere.test())
                    .contains(test[1]);
            String source = Files.readString(SOURCES.resolve(test[0].replace('.', '/') + ".java"));
            assertThat(source.toLowerCase(Locale.ROOT))
                    .as(elsewhere.test())
                    .contains(proof.option().toLowerCase(Locale.ROOT));
        }
    }
}
