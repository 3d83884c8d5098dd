// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.camelgemini.interactions.internal.client.transport.http.Rig.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who wins: options, environment, defaults. */
class BackendsTest {

    private static final String DEV = "https://generativelanguage.googleapis.com";
    private static final String ENT = "https://aiplatform.googleapis.com";

    /** Options and environment as {@code name=value}; where it goes, and as whom. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // Which back end.
                "apiKey=k | - | DEV/v1beta | key k",
                "enterprise=false apiKey=k | GOOGLE_GENAI_USE_ENTERPRISE=true | DEV/v1beta | key k",
                "- | GOOGLE_GENAI_USE_ENTERPRISE=TRUE GOOGLE_CLOUD_PROJECT=p | ENT/v1beta1/projects/p/locations/global | token",
                "- | GOOGLE_GENAI_USE_VERTEXAI=true GOOGLE_CLOUD_PROJECT=p | ENT/v1beta1/projects/p/locations/global | token",
                "- | GOOGLE_GENAI_USE_ENTERPRISE=false GOOGLE_GENAI_USE_VERTEXAI=true GEMINI_API_KEY=e | DEV/v1beta | key e",
                "- | GOOGLE_GENAI_USE_ENTERPRISE= GOOGLE_GENAI_USE_VERTEXAI=true GOOGLE_CLOUD_PROJECT=p | ENT/v1beta1/projects/p/locations/global | token",
                "- | GOOGLE_GENAI_USE_ENTERPRISE=1 GEMINI_API_KEY=e | DEV/v1beta | key e",
                "- | GOOGLE_CLOUD_PROJECT=p GEMINI_API_KEY=e | DEV/v1beta | key e",
                // Developer API: key.
                "apiKey=k | GOOGLE_API_KEY=g GEMINI_API_KEY=e | DEV/v1beta | key k",
                "- | GOOGLE_API_KEY=g GEMINI_API_KEY=e | DEV/v1beta | key g",
                "- | GOOGLE_API_KEY= GEMINI_API_KEY=e | DEV/v1beta | key e",
                // Base URL and version.
                "apiKey=k apiVersion=v1 | - | DEV/v1 | key k",
                "apiKey=k baseUrl=http://127.0.0.1:8099 | - | http://127.0.0.1:8099/v1beta | key k",
                "apiKey=k baseUrl=http://127.0.0.1:8099/ apiVersion=v1 | - | http://127.0.0.1:8099/v1 | key k",
                "apiKey=k baseUrl=http://localhost:8099/v1beta/ | - | http://localhost:8099/v1beta | key k",
                "apiKey=k baseUrl=https://gate.example/gemini | - | https://gate.example/gemini/v1beta | key k",
                "apiKey=k | GOOGLE_GEMINI_BASE_URL=https://gate.example | https://gate.example/v1beta | key k",
                "apiKey=k baseUrl=https://a.example | GOOGLE_GEMINI_BASE_URL=https://b.example | https://a.example/v1beta | key k",
                "apiKey=k | GOOGLE_VERTEX_BASE_URL=https://gate.example | DEV/v1beta | key k",
                "baseUrl=http://[::1]:8099 | - | http://[::1]:8099/v1beta | nobody",
                "- | GOOGLE_GEMINI_BASE_URL=https://gate.example | https://gate.example/v1beta | nobody",
                "baseUrl=http://gate.example allowInsecureBaseUrl=true | - | http://gate.example/v1beta | nobody",
                // Version.
                "apiKey=k | GOOGLE_GENAI_API_VERSION=v1 | DEV/v1 | key k",
                "apiKey=k | GOOGLE_GENAI_API_VERSION=beta | DEV/v1beta | key k",
                "apiKey=k | GOOGLE_GENAI_API_VERSION= | DEV/v1beta | key k",
                "apiKey=k apiVersion=v1alpha | GOOGLE_GENAI_API_VERSION=v1 | DEV/v1alpha | key k",
                "apiKey=k apiVersion=v1 | GOOGLE_GENAI_API_VERSION=not/one | DEV/v1 | key k",
                "apiKey=k baseUrl=https://gate.example | GOOGLE_GENAI_API_VERSION=v1 | https://gate.example/v1 | key k",
                "apiKey=k baseUrl=https://gate.example/v1beta | GOOGLE_GENAI_API_VERSION=v1 | https://gate.example/v1beta | key k",
                "apiKey=k | GOOGLE_GENAI_API_VERSION=v1 GOOGLE_GEMINI_BASE_URL=https://gate.example/v2 | https://gate.example/v2 | key k",
                "enterprise=true projectId=p | GOOGLE_GENAI_API_VERSION=beta | ENT/v1beta1/projects/p/locations/global | token",
                "enterprise=true projectId=p | GOOGLE_GENAI_API_VERSION=v1 | ENT/v1/projects/p/locations/global | token",
                "enterprise=true projectId=p apiVersion=v1beta1 | GOOGLE_GENAI_API_VERSION=v1 | ENT/v1beta1/projects/p/locations/global | token",
                "enterprise=true apiKey=k | GOOGLE_GENAI_API_VERSION=v1 | ENT/v1/locations/global | key k",
                "enterprise=true baseUrl=http://127.0.0.1:8099 | GOOGLE_GENAI_API_VERSION=v1 | http://127.0.0.1:8099/v1 | nobody",
                "enterprise=true credentials=c baseUrl=https://psc.example/v1beta1/projects/p/locations/l | GOOGLE_GENAI_API_VERSION=v1 | https://psc.example/v1beta1/projects/p/locations/l | token",
                // Enterprise: place.
                "enterprise=true projectId=p | - | ENT/v1beta1/projects/p/locations/global | token",
                "enterprise=true projectId=p location=us-central1 | - | https://us-central1-aiplatform.googleapis.com/v1beta1/projects/p/locations/us-central1 | token",
                "enterprise=true projectId=p location=eu | - | https://aiplatform.eu.rep.googleapis.com/v1beta1/projects/p/locations/eu | token",
                "enterprise=true projectId=p | GOOGLE_CLOUD_PROJECT=q GOOGLE_CLOUD_LOCATION=us | https://aiplatform.us.rep.googleapis.com/v1beta1/projects/p/locations/us | token",
                "enterprise=true location=global | GOOGLE_CLOUD_PROJECT=q | ENT/v1beta1/projects/q/locations/global | token",
                "enterprise=true projectId=example.com:p apiVersion=v1 | - | ENT/v1/projects/example.com:p/locations/global | token",
                // Enterprise: key, project or credentials.
                "enterprise=true apiKey=k | GOOGLE_CLOUD_PROJECT=q | ENT/v1beta1/locations/global | key k",
                "enterprise=true projectId=p | GOOGLE_API_KEY=g | ENT/v1beta1/projects/p/locations/global | token",
                "enterprise=true | GOOGLE_API_KEY=g GOOGLE_CLOUD_PROJECT=q | ENT/v1beta1/projects/q/locations/global | token",
                "enterprise=true | GOOGLE_API_KEY=g | ENT/v1beta1/locations/global | key g",
                "enterprise=true | GOOGLE_API_KEY=g GOOGLE_CLOUD_LOCATION=us | ENT/v1beta1/locations/global | key g",
                "enterprise=true credentials=c | GOOGLE_API_KEY=g GOOGLE_CLOUD_PROJECT=q | ENT/v1beta1/projects/q/locations/global | token",
                // Enterprise: base URL.
                "enterprise=true baseUrl=http://127.0.0.1:8099 | GOOGLE_CLOUD_PROJECT=q GOOGLE_API_KEY=g | http://127.0.0.1:8099/v1beta1 | nobody",
                "enterprise=true | GOOGLE_VERTEX_BASE_URL=https://gate.example | https://gate.example/v1beta1 | nobody",
                "enterprise=true projectId=p baseUrl=http://127.0.0.1:8099 | - | http://127.0.0.1:8099/v1beta1/projects/p/locations/global | nobody",
                "enterprise=true projectId=p baseUrl=https://psc.example | - | https://psc.example/v1beta1/projects/p/locations/global | token",
                "enterprise=true projectId=p credentials=c baseUrl=http://127.0.0.1:8099 | - | http://127.0.0.1:8099/v1beta1/projects/p/locations/global | token",
                "enterprise=true projectId=p credentials=c baseUrl=https://psc.example/v1beta1 | - | https://psc.example/v1beta1/projects/p/locations/global | token",
                "enterprise=true credentials=c baseUrl=https://psc.example/v1beta1/projects/p/locations/l | - | https://psc.example/v1beta1/projects/p/locations/l | token",
                "enterprise=true apiKey=k baseUrl=http://127.0.0.1:8099 | - | http://127.0.0.1:8099/v1beta1/locations/global | key k",
                "enterprise=true apiKey=k baseUrl=http://127.0.0.1:8099/v1beta1/projects/p/locations/l | - | http://127.0.0.1:8099/v1beta1/projects/p/locations/l | key k",
            })
    void theFirstThatIsThereWins(String options, String environment, String root, String who) throws Throwable {
        Backend backend = Backends.resolve(settings(options), map(environment), Runnable::run);
        assertThat(backend.root()).hasToString(root.replace("DEV", DEV).replace("ENT", ENT));
        assertThat(who(backend)).isEqualTo(who);
        assertThat(backend.headers()).containsExactly(Map.entry("Api-Revision", "2026-05-20"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | - | apiKey | no API key: set the option apiKey, or the environment variable GOOGLE_API_KEY or GEMINI_API_KEY",
                "- | GOOGLE_API_KEY= | apiKey | no API key",
                "apiKey=k projectId=p | - | projectId | enterprise=true",
                "apiKey=k location=l | - | location | enterprise=true",
                "credentials=c | - | credentials | apiKey",
                "apiKey=k quotaProjectId=q | - | quotaProjectId | enterprise=true",
                "enterprise=true | - | projectId | GOOGLE_CLOUD_PROJECT",
                "enterprise=true location=us | GOOGLE_API_KEY=g | projectId | GOOGLE_CLOUD_PROJECT",
                "enterprise=true credentials=c | - | projectId | GOOGLE_CLOUD_PROJECT",
                "enterprise=true apiKey=k credentials=c | - | apiKey | credentials",
                "enterprise=true apiKey=k serviceAccountKey={} | - | apiKey | serviceAccountKey",
                "enterprise=true projectId=p serviceAccountKey={} credentials=c | - | serviceAccountKey | credentials",
                "enterprise=true apiKey=k projectId=p | - | apiKey | projectId",
                "enterprise=true projectId=p serviceAccountKey=s3cret | - | serviceAccountKey | JSON key",
                "enterprise=true projectId=../p | - | projectId | letters",
                "enterprise=true projectId=p location=evil.example/ | - | location | letters",
                "enterprise=true projectId=p baseUrl=https://x.example/v1beta1/projects/q/locations/l | - | projectId | baseUrl",
                "apiKey=k apiVersion=v1/x | - | apiVersion | letters",
                "apiKey=k apiVersion=v1 baseUrl=https://x.example/v1beta | - | apiVersion | baseUrl",
                "apiKey=k | GOOGLE_GENAI_API_VERSION=s3cret/x | apiVersion | GOOGLE_GENAI_API_VERSION",
                "enterprise=true projectId=p | GOOGLE_GENAI_API_VERSION=.. | apiVersion | beta",
                "apiKey=k baseUrl=http://gate.example | - | baseUrl | allowInsecureBaseUrl",
                "apiKey=k baseUrl=http://127.0.0.1.evil.example | - | baseUrl | allowInsecureBaseUrl",
                "apiKey=k baseUrl=ftp://gate.example | - | baseUrl | https://host",
                "apiKey=k baseUrl=gate.example | - | baseUrl | https://host",
                "apiKey=k baseUrl=https://me:s3cret@gate.example | - | baseUrl | https://host",
                "apiKey=k baseUrl=https://gate.example?key=s3cret | - | baseUrl | https://host",
            })
    void whatCannotBeMeantNamesItsOptionAndTheCure(String options, String environment, String option, String cure) {
        assertThatThrownBy(() -> Backends.resolve(settings(options), map(environment), Runnable::run))
                .isInstanceOfSatisfying(InteractionRequestException.class, e -> assertThat(e.getOption())
                        .isEqualTo(option))
                .hasMessageContaining(option)
                .hasMessageContaining(cure)
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret key", "s3cret\r\nX-Other: 1", "s3cret\u0007x", "s3cret\u20ac", "s3cret\u00e9"})
    void aKeyThatNoHeaderCanHoldIsRefusedWhereverItComesFrom(String key) {
        for (String enterprise : List.of("false", "true")) {
            for (Map<String, String> options :
                    List.of(Map.of("enterprise", enterprise), Map.of("enterprise", enterprise, "apiKey", key))) {
                assertThatThrownBy(
                                () -> Backends.resolve(settings(options), Map.of("GEMINI_API_KEY", key), Runnable::run))
                        .isInstanceOfSatisfying(InteractionRequestException.class, e -> assertThat(e.getOption())
                                .isEqualTo("apiKey"))
                        .hasMessageContaining("no key has")
                        .hasMessageNotContaining("s3cret");
            }
        }
    }

    @Test
    void theRevisionCanBeChangedOrLeftOut() {
        assertThat(Backends.resolve(settings("apiKey=k apiRevision=2027-01-01"), Map.of(), Runnable::run)
                        .headers())
                .containsEntry("Api-Revision", "2027-01-01");
        assertThat(Backends.resolve(settings("apiKey=k apiRevision="), Map.of(), Runnable::run)
                        .headers())
                .isEmpty();
    }

    @Test
    void settingsAndBackendsShowNoSecret() {
        BackendSettings settings = settings("enterprise=true projectId=p apiKey=s3cret credentials=s3cret");
        assertThat(settings.toString()).doesNotContain("s3cret");
        Backend backend = Backends.resolve(settings("apiKey=s3cret"), Map.of(), Runnable::run);
        assertThat(backend.toString()).doesNotContain("s3cret");
    }

    private static String who(Backend backend) throws Throwable {
        return switch (backend.credential().toString()) {
            case "API key" -> "key " + result(backend.credential().headers()).get("x-goog-api-key");
            case "no credential" -> "nobody";
            default -> "token";
        };
    }

    private static BackendSettings settings(String options) {
        return settings(map(options));
    }

    private static BackendSettings settings(Map<String, String> options) {
        String enterprise = options.get("enterprise");
        String credentials = options.get("credentials");
        return new BackendSettings(
                enterprise == null ? null : Boolean.valueOf(enterprise),
                ApiKey.of(options.get("apiKey")),
                options.get("projectId"),
                options.get("location"),
                options.get("serviceAccountKey"),
                credentials == null ? null : GoogleCredentials.create(new AccessToken(credentials, null)),
                options.get("quotaProjectId"),
                options.get("baseUrl"),
                options.get("apiVersion"),
                options.get("apiRevision"),
                Boolean.parseBoolean(options.get("allowInsecureBaseUrl")));
    }

    private static Map<String, String> map(String pairs) {
        Map<String, String> map = new HashMap<>();
        if (pairs != null) {
            Arrays.stream(pairs.split(" ")).forEach(pair -> {
                int equals = pair.indexOf('=');
                map.put(pair.substring(0, equals), pair.substring(equals + 1));
            });
        }
        return map;
    }
}
