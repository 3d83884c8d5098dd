// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.apache.camel.Exchange;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static org.assertj.core.api.Assertions.assertThat;

/** As whom we call, and that nobody can read it. */
class CredentialsTest extends GeminiEmulatorTestSupport {

    private static final String SENTINEL = "AIzaSENTINELofAKey";

    @TempDir
    Path folder;

    /** A test says as whom it calls, then starts. */
    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withAutoStartContext(false);
    }

    @BeforeEach
    void callAsNobody() {
        component().setEnvironment(Map.of());
        component().getConfiguration().setApiKey(null);
    }

    private GeminiInteractionsComponent component() {
        return RouteKit.component(context);
    }

    private Exchange send(String uri, Object body) {
        return fluentTemplate.to(uri).withBody(body).send();
    }

    @Test
    void anApiKeyTravelsInItsHeaderOnly() throws Exception {
        component().getConfiguration().setApiKey(SENTINEL);
        context.start();

        send("gemini-interactions:create?model=m", "Hi");

        RecordedRequest sent = emulator().lastRequest();
        assertThat(sent.header("x-goog-api-key")).isEqualTo("***");
        assertThat(sent.path()).isEqualTo("/v1beta/interactions");
        assertThat(sent.header("api-revision")).isEqualTo("2026-05-20");
    }

    @Test
    void theEnvironmentsKeyIsTheLastResort() throws Exception {
        component().setEnvironment(Map.of("GEMINI_API_KEY", SENTINEL));
        context.start();

        assertThat(send("gemini-interactions:create?model=m", "Hi").getException())
                .isNull();
    }

    @Test
    void enterpriseCallsTheProjectWithTheBearerTokenOfTheCredentials() throws Exception {
        context.getRegistry()
                .bind(
                        "identity",
                        GoogleCredentials.create(new AccessToken(
                                "a-token", Date.from(Instant.now().plus(Duration.ofHours(1))))));
        context.start();

        Exchange answered = send(
                "gemini-interactions:create?model=m&enterprise=true&projectId=p1&location=us-central1&credentials=#identity",
                "Hi");

        assertThat(answered.getException()).isNull();
        assertThat(emulator().lastRequest().path())
                .isEqualTo("/v1beta1/projects/p1/locations/us-central1/interactions");
        assertThat(emulator().lastRequest().header("authorization")).startsWith("Bearer ");
    }

    @Test
    void aServiceAccountKeyFetchesOneTokenForManyCalls() throws Exception {
        Path key = Files.writeString(folder.resolve("key.json"), serviceAccountKey(emulator()));
        context.start();
        String uri = "gemini-interactions:create?model=m&enterprise=true&projectId=p1&serviceAccountKey=file:" + key;

        assertThat(send(uri, "one").getException()).isNull();
        assertThat(send(uri, "two").getException()).isNull();

        assertThat(emulator().requests(Operation.TOKEN)).hasSize(1);
        assertThat(emulator().lastRequest().header("authorization")).isEqualTo("Bearer emulator-token-1");
        assertThat(emulator().lastRequest().path()).contains("/projects/p1/locations/global/");
    }

    @Test
    void noFailureShowsTheKeyTheInputOrTheAnswer() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger("ROOT");
        Logger camel = (Logger) LoggerFactory.getLogger("org.apache.camel");
        Logger ours = (Logger) LoggerFactory.getLogger("io.github.camelgemini.interactions");
        log.start();
        root.addAppender(log);
        camel.setLevel(Level.DEBUG);
        ours.setLevel(Level.TRACE);
        List<Throwable> failures = new ArrayList<>();
        try {
            context.start();
            String uri = "gemini-interactions:create?model=m&maxRetries=0&apiKey=RAW(" + SENTINEL + ")";
            emulator()
                    .script(
                            onCreate().fault(Fault.status(400).withMessage("you said PROMPTSENTINEL")),
                            onCreate().text("ANSWERSENTINEL").status("incomplete"),
                            onCreate().body("[\"ANSWERSENTINEL\"]"),
                            onCreate().text("ANSWERSENTINEL").fault(Fault.cutInsideFrame(1, 150)),
                            onCreate().text("ANSWERSENTINEL").error("safety", "ANSWERSENTINEL"),
                            onCreate().fault(Fault.cutBeforeHeaders()));
            for (int i = 0; i < 6; i++) failures.add(send(uri, "PROMPTSENTINEL").getException());
            failures.add(send(uri + "&outputType=object", "PROMPTSENTINEL").getException());
        } finally {
            root.detachAppender(log);
            camel.setLevel(null);
            ours.setLevel(null);
        }
        assertThat(failures).doesNotContainNull();
        assertThat(log.list).isNotEmpty();
        assertThat(log.list).noneMatch(event -> shows(event.getFormattedMessage()));
        for (Throwable failure : failures) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause())
                assertThat(shows(cause.toString())).as("%s", cause).isFalse();
        }
        assertThat(context.getEndpoints())
                .noneMatch(endpoint -> endpoint.toString().contains(SENTINEL));
    }

    private static boolean shows(String text) {
        return text.contains(SENTINEL) || text.contains("PROMPTSENTINEL") || text.contains("ANSWERSENTINEL");
    }

    static String serviceAccountKey(GeminiEmulator emulator) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        return "{\"type\":\"service_account\",\"project_id\":\"p0\",\"private_key_id\":\"k\",\"private_key\":\"" + pem
                + "\",\"client_email\":\"a@p0.example\",\"client_id\":\"1\",\"token_uri\":\""
                + emulator.tokenUrl() + "\"}";
    }
}
