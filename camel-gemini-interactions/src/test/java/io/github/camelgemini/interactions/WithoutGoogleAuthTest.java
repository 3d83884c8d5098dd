// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * google-auth-library-oauth2-http is optional, with the HTTP client that it brings: only who calls as a service account needs
 * it. The other tests have it.
 */
class WithoutGoogleAuthTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @TempDir
    Path folder;

    private ClassPathWithout library;

    @BeforeEach
    void leaveItOut() throws Exception {
        library = new ClassPathWithout("google-auth-library-oauth2-http", "google-http-client", "opencensus");
        assertThat(library.has(GoogleCredentials.class.getName())).isFalse();
        assertThat(library.has("com.google.api.client.http.HttpTransport")).isFalse();
    }

    @AfterEach
    void close() throws Exception {
        library.close();
    }

    @Test
    void anApiKeyNeedsNoLibrary() throws Throwable {
        assertThat(ask("apiKey=k")).contains("Say hello");
        assertThat(EMULATOR.emulator().lastRequest().header("x-goog-api-key")).isEqualTo("***");
    }

    @Test
    void neitherDoesAnApiKeyOnTheEnterprisePlatform() throws Throwable {
        assertThat(ask("enterprise=true&apiKey=k")).contains("Say hello");
        assertThat(EMULATOR.emulator().lastRequest().path()).isEqualTo("/v1beta1/locations/global/interactions");
    }

    @Test
    void neitherDoesACredentialsBeanOfAUsersOwnClass() throws Throwable {
        assertThat(ask("enterprise=true&projectId=p1&credentials=#own")).contains("Say hello");
        assertThat(EMULATOR.emulator().lastRequest().header("authorization")).isEqualTo("Bearer ***");
    }

    @Test
    void componentEndpointAndConfigurationCanBeIntrospected() throws Throwable {
        assertThat(library.call(Scenes.class, "introspect"))
                .isEqualTo(String.join(" ", Collections.nCopies(4, "com.google.auth.Credentials")));
    }

    @Test
    void theRegistryIsSearchedForCredentialsByName() throws Throwable {
        assertThat(library.call(Scenes.class, "bind")).isEqualTo("Own");
    }

    @Test
    void defaultCredentialsNeedItAndTheStartSaysSo() throws Throwable {
        assertThat(start("enterprise=true&projectId=p1&baseUrl=https://127.0.0.1:1"))
                .isEqualTo(
                        "enterprise: enterprise=true without apiKey and credentials needs a library of Google that is not on"
                                + " the class path: add the dependency com.google.auth:google-auth-library-oauth2-http:"
                                + testedVersion());
    }

    @Test
    void aServiceAccountKeyNeedsItAndTheStartSaysSo() throws Throwable {
        Path key =
                Files.writeString(folder.resolve("key.json"), CredentialsTest.serviceAccountKey(EMULATOR.emulator()));

        assertThat(start("enterprise=true&projectId=p1&serviceAccountKey=file:" + key + "&baseUrl="
                        + EMULATOR.baseUrl()))
                .isEqualTo(
                        "serviceAccountKey: serviceAccountKey needs a library of Google that is not on the class path: add"
                                + " the dependency com.google.auth:google-auth-library-oauth2-http:" + testedVersion());
        assertThat(EMULATOR.emulator().requests()).isEmpty();
    }

    @Test
    void theManualNamesTheSameVersion() throws Exception {
        assertThat(Files.readString(Path.of("..", "docs", "credentials.adoc")))
                .contains("<version>" + testedVersion() + "</version>")
                .contains("--dep=com.google.auth:google-auth-library-oauth2-http:" + testedVersion() + "`");
    }

    private String ask(String options) throws Throwable {
        return (String) library.call(Scenes.class, "ask", options + "&baseUrl=" + EMULATOR.baseUrl());
    }

    private Object start(String options) throws Throwable {
        return library.call(Scenes.class, "start", options);
    }

    /** The version with which the other tests run. */
    private static String testedVersion() throws IOException {
        Properties maven = new Properties();
        maven.load(GoogleCredentials.class.getResourceAsStream(
                "/META-INF/maven/com.google.auth/google-auth-library-oauth2-http/pom.properties"));
        return maven.getProperty("version");
    }

    /** Run where the library is not. */
    public static final class Scenes {

        private Scenes() {}

        public static String ask(String options) throws Exception {
            try (DefaultCamelContext context = context()) {
                context.start();
                return context.createProducerTemplate()
                        .requestBody("gemini-interactions:create?model=m&" + options, "Say hello", String.class);
            }
        }

        /** The option and the message of the failure. */
        public static String start(String options) throws Exception {
            try (DefaultCamelContext context = context()) {
                RouteBuilder.addRoutes(context, routes -> routes.from("direct:ask")
                        .to("gemini-interactions:create?model=m&" + options));
                try {
                    context.start();
                } catch (Exception e) {
                    for (Throwable cause = e; cause != null; cause = cause.getCause())
                        if (cause instanceof InteractionRequestException failure)
                            return failure.getOption() + ": " + failure.getMessage();
                    throw e;
                }
                return "started";
            }
        }

        /** The types of the option credentials, as Java's beans and Camel's configurers see them. */
        public static String introspect() throws Exception {
            List<String> credentials = new ArrayList<>();
            for (Class<?> type : List.of(
                    GeminiInteractionsComponent.class,
                    GeminiInteractionsEndpoint.class,
                    GeminiInteractionsConfiguration.class)) {
                for (PropertyDescriptor property :
                        Introspector.getBeanInfo(type).getPropertyDescriptors()) {
                    if (property.getName().equals("credentials"))
                        credentials.add(property.getPropertyType().getName());
                }
            }
            for (PropertyConfigurerGetter configurer : List.of(
                    new GeminiInteractionsConfigurationConfigurer(),
                    new GeminiInteractionsComponentConfigurer(),
                    new GeminiInteractionsEndpointConfigurer())) {
                assertThat(configurer.getOptionType("model", true)).isEqualTo(String.class);
                credentials.add(configurer.getOptionType("credentials", true).getName());
            }
            return String.join(" ", credentials);
        }

        /** The class of the bean that a property names. */
        public static String bind() throws Exception {
            try (DefaultCamelContext context = context()) {
                GeminiInteractionsComponent component = RouteKit.component(context);
                PropertyBindingSupport.build().bind(context, component, "credentials", "#own");
                return component.getConfiguration().getCredentials().getClass().getSimpleName();
            }
        }

        private static DefaultCamelContext context() {
            DefaultCamelContext context = new DefaultCamelContext();
            context.disableJMX();
            context.getRegistry().bind("own", new Own());
            RouteKit.component(context).setEnvironment(Map.of());
            return context;
        }
    }

    /** Credentials as a user may have them without the library. */
    private static final class Own extends Credentials {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAuthenticationType() {
            return "OAuth2";
        }

        @Override
        public Map<String, List<String>> getRequestMetadata(URI uri) {
            return Map.of("Authorization", List.of("Bearer own-token"));
        }

        @Override
        public boolean hasRequestMetadata() {
            return true;
        }

        @Override
        public boolean hasRequestMetadataOnly() {
            return true;
        }

        @Override
        public void refresh() {}
    }
}
