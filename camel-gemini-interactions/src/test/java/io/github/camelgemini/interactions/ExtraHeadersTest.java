// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** HTTP headers of a user's own: on every request, and the secret ones nowhere else. */
class ExtraHeadersTest extends GeminiEmulatorTestSupport {

    private static final String EXTRA = "additionalHeader.X-Tenant=blue&secretHeader.X-Gateway-Key=RAW(s3cret+key)";
    private static final String CREATE = "gemini-interactions:create?allowedHeaders=all&model=" + MODEL + "&" + EXTRA;

    private Exchange send(String uri, Object body) {
        return send(uri, body, Map.of());
    }

    private Exchange send(String uri, Object body, Map<String, Object> headers) {
        return fluentTemplate.to(uri).withBody(body).withHeaders(headers).send();
    }

    @Test
    void goOutWithEveryOperation() {
        Exchange created = send(CREATE, "Hi");
        Object id = created.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID);
        for (String operation : List.of("get", "await", "cancel", "delete"))
            send(
                    "gemini-interactions:" + operation + "?allowedHeaders=all&" + EXTRA,
                    id,
                    Map.of(GeminiInteractionsConstants.ADDITIONAL_HEADERS, Map.of("X-Message", "m1")));

        assertThat(emulator().requests()).hasSize(5).allSatisfy(ExtraHeadersTest::assertExtra);
        assertThat(emulator().requests().subList(1, 5))
                .allSatisfy(request -> assertThat(request.header("x-message")).isEqualTo("m1"));
    }

    @Test
    void goOutWithAStreamAndWithEveryRequestThatMendsIt() throws Exception {
        RouteBuilder.addRoutes(context, routes -> routes.from("gemini-interactions:stream?channel=c")
                .to("mock:steps"));
        emulator().script(onCreate().deltas("a", "b", "c").fault(Fault.cutAfter(3)));

        Exchange streamed = send(
                CREATE + "&background=true&streaming=true&channel=c",
                "Hi",
                Map.of(GeminiInteractionsConstants.ADDITIONAL_HEADERS, "{\"X-Message\":\"m1\"}"));

        assertThat(streamed.getMessage().getBody()).isEqualTo("abc");
        assertThat(emulator().requests(Operation.GET)).isNotEmpty();
        assertThat(emulator().requests())
                .allSatisfy(ExtraHeadersTest::assertExtra)
                .allSatisfy(request -> assertThat(request.header("x-message")).isEqualTo("m1"));
    }

    @Test
    void ofAMessageWinOverThoseOfItsEndpointAndThoseOverTheComponents() {
        Map<String, Object> ofAll =
                RouteKit.component(context).getConfiguration().getAdditionalHeaders();
        ofAll.put("x-tenant", "component");
        ofAll.put("X-Component", 5);
        String plain = "gemini-interactions:create?allowedHeaders=all&model=m";

        send(plain, "Hi");
        assertThat(emulator().lastRequest().header("x-tenant")).isEqualTo("component");
        assertThat(emulator().lastRequest().header("x-component")).isEqualTo("5");
        send(plain + "&additionalHeader.X-Tenant=endpoint", "Hi");
        assertThat(emulator().lastRequest().header("x-tenant")).isEqualTo("endpoint");
        assertThat(emulator().lastRequest().header("x-component")).isEqualTo("5");
        send(
                plain + "&additionalHeader.X-Tenant=endpoint",
                "Hi",
                Map.of(GeminiInteractionsConstants.ADDITIONAL_HEADERS, Map.of("X-TENANT", "message")));
        assertThat(emulator().lastRequest().header("x-tenant")).isEqualTo("message");
        assertThat(emulator().lastRequest().header("x-component")).isEqualTo("5");
    }

    @Test
    void mayBeBeansAndResources() {
        context.getRegistry().bind("token", "of-the-bean");
        send("gemini-interactions:create?model=m&secretHeader.X-Token=#token", "Hi");
        assertThat(emulator().lastRequest().header("x-token")).isEqualTo("of-the-bean");
        send("gemini-interactions:create?model=m&secretHeader.X-Token=classpath:dsl/system.txt", "Hi");
        assertThat(emulator().lastRequest().header("x-token")).startsWith("Answer in 100%");
    }

    @Test
    void aSecretOneMayBeTheCredential() {
        RouteKit.component(context).getConfiguration().setApiKey(null);
        Exchange answered = send("gemini-interactions:create?model=m&secretHeader.Authorization=RAW(Bearer abc)", "Hi");

        assertThat(answered.getException()).isNull();
        assertThat(emulator().lastRequest().header("authorization")).isEqualTo("Bearer ***");
    }

    @Test
    void ofOneEndpointNeverGoOutWithAnother() {
        send(CREATE, "Hi");
        send("gemini-interactions:create?allowedHeaders=all&model=m", "Hi");

        assertThat(emulator().lastRequest().header("x-tenant")).isNull();
        assertThat(emulator().lastRequest().header("x-gateway-key")).isNull();
        eventually()
                .untilAsserted(() -> assertThat(SharedClientTest.ioThreads()).isEqualTo(SharedClientTest.ONE_CLIENT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "additionalHeader.Authorization=RAW(Bearer s3cret)|additionalHeader|use secretHeader.Authorization",
                "additionalHeader.x-goog-api-key=s3cret|additionalHeader|use secretHeader.x-goog-api-key",
                "additionalHeader.Cookie=s3cret|additionalHeader|use secretHeader.Cookie",
                "additionalHeader.X-Auth-Token=s3cret|additionalHeader|use secretHeader.X-Auth-Token",
                "additionalHeader.Ocp-Apim-Subscription-Key=s3cret|additionalHeader|use secretHeader",
                "additionalHeader.Content-Length=5|additionalHeader|leave it out",
                "secretHeader.Host=s3cret|secretHeader|leave it out",
                "secretHeader.X%20Y=s3cret|secretHeader|correct it",
                "secretHeader.X-Y=RAW(s3cret\u00fc)|secretHeader|one line of ASCII",
                "secretHeader.X-Y=#nowhere|secretHeaders|no bean #nowhere"
            })
    void thatMustNotBeSentFailAtStart(String option, String named, String cure) {
        Throwable failure =
                catchThrowable(() -> template.sendBody("gemini-interactions:create?model=m&" + option, "Hi"));

        InteractionRequestException refused = BadInputTest.named(failure);
        assertThat(refused.getOption()).isEqualTo(named);
        assertThat(refused).hasMessageContaining(cure).hasMessageNotContaining("s3cret");
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Goog-User-Project|use the option quotaProjectId",
                "x-goog-request-params|use secretHeader.x-goog-request-params",
                "API-Revision|use the option apiRevision",
                "X-HTTP-Method-Override|leave it out",
                "x-http-method|leave it out",
                "X-Method-Override|leave it out",
                "X-Original-URL|leave it out",
                "x-rewrite-url|leave it out",
                "Content-Language|leave it out",
                "HOST|leave it out",
                "Transfer-encoding|leave it out",
                "Connection|leave it out",
                "Keep-Alive|leave it out",
                "TE|leave it out",
                "Upgrade|leave it out",
                "Proxy-Authorization|leave it out",
                "x-gateway-KEY|cannot replace",
                "X-Goog-Api-Key|use secretHeader",
                "authorization|use secretHeader",
                "a b|does not allow",
                "a:b|does not allow",
                "s3cretü|does not allow"
            })
    void thatAMessageMustNotSetFailIt(String name, String cure) {
        for (Object headers : List.of(Map.of(name, "s3cret"), "{\"" + name + "\":\"s3cret\"}")) {
            Exchange failed = send(CREATE, "Hi", Map.of(GeminiInteractionsConstants.ADDITIONAL_HEADERS, headers));

            InteractionRequestException refused = failed.getException(InteractionRequestException.class);
            assertThat(refused.getOption()).isEqualTo("additionalHeader");
            assertThat(refused).hasMessageContaining(cure).hasMessageNotContaining("s3cret");
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void ofGoogleMayBeSetByTheEndpoint() {
        send(CREATE + "&additionalHeader.x-goog-request-params=a&secretHeader.x-goog-user-project=p", "Hi");

        assertThat(emulator().lastRequest().header("x-goog-request-params")).isEqualTo("a");
        assertThat(emulator().lastRequest().header("x-goog-user-project")).isEqualTo("p");
    }

    @Test
    void withALineEndInsideFailTheMessage() {
        Exchange failed = send(
                "gemini-interactions:create?allowedHeaders=all&model=m",
                "Hi",
                Map.of(GeminiInteractionsConstants.ADDITIONAL_HEADERS, Map.of("X-A", "1\r\nX-Goog-Api-Key: 2")));

        assertThat(failed.getException(InteractionRequestException.class)).hasMessageContaining("one line");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void thatAreSecretShowNowhere() {
        emulator().script(onCreate().httpStatus(400), onCreate().fault(Fault.cutBeforeHeaders()));

        Set<String> shown = Stream.of(send(CREATE, "Hi"), send(CREATE, "Hi"))
                .map(failed ->
                        failed.getException().toString() + failed.getException().getCause())
                .collect(Collectors.toSet());
        context.getEndpoints().forEach(endpoint -> shown.add(endpoint.toString()));

        assertThat(shown).hasSize(3).noneMatch(text -> text.contains("s3cret"));
    }

    private static void assertExtra(RecordedRequest request) {
        assertThat(request.header("x-tenant")).isEqualTo("blue");
        assertThat(request.header("x-gateway-key")).isEqualTo("s3cret+key");
    }
}
