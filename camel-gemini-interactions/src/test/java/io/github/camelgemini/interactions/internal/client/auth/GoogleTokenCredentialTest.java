// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.google.auth.RequestMetadataCallback;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tokens from a token endpoint on this machine. */
@Timeout(60)
class GoogleTokenCredentialTest {

    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tokens");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger fetched = new AtomicInteger();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicLong now = new AtomicLong();
    private volatile int status = 200;
    private HttpServer endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        endpoint.createContext("/token", this::token);
        endpoint.setExecutor(executor);
        endpoint.start();
    }

    @AfterEach
    void stop() {
        answer.countDown();
        endpoint.stop(0);
        executor.shutdownNow();
    }

    private void token(HttpExchange exchange) throws IOException {
        try {
            answer.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int number = fetched.incrementAndGet();
        exchange.getRequestBody().readAllBytes();
        byte[] body = (status == 200
                        ? "{\"access_token\":\"token-" + number + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}"
                        : "{\"error\":\"invalid_grant\",\"error_description\":\"s3cret\"}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void manyWhoAskAtOnceShareOneTokenAndNobodyWaitsForItOnHisOwnThread() throws Throwable {
        Credential credential = GoogleTokenCredential.ofServiceAccountKey(key(), "billing", executor);
        List<CompletionStage<Map<String, String>>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            // The endpoint does not answer before all have asked.
            all.add(credential.headers());
        }
        assertThat(all).noneMatch(one -> one.toCompletableFuture().isDone());
        answer.countDown();
        for (CompletionStage<Map<String, String>> one : all) {
            assertThat(result(one))
                    .containsOnly(
                            Map.entry("Authorization", "Bearer token-1"), Map.entry("x-goog-user-project", "billing"));
        }
        assertThat(result(credential.headers())).containsEntry("Authorization", "Bearer token-1");
        assertThat(fetched).hasValue(1);
    }

    @Test
    void aRefusedTokenIsRenewedOnceForAllWhoHadIt() throws Throwable {
        answer.countDown();
        Credential credential = GoogleTokenCredential.ofServiceAccountKey(key(), null, executor);
        Map<String, String> refused = result(credential.headers());
        assertThat(result(credential.renew(refused))).isTrue();
        assertThat(result(credential.renew(refused))).isTrue();
        assertThat(result(credential.headers())).containsEntry("Authorization", "Bearer token-2");
        assertThat(fetched).hasValue(2);
    }

    @Test
    void aHundredCallsRefusedWithOneTokenShareOneNewTokenHoweverLateTheyAskForIt() throws Throwable {
        CountingCredentials source = new CountingCredentials();
        // One task at a time: refreshes that run together are one, in Google's library.
        Executor narrow = task -> executor.execute(() -> {
            synchronized (source) {
                task.run();
            }
        });
        Credential credential = GoogleTokenCredential.of(source, null, narrow, now::get);
        Map<String, String> refused = result(credential.headers());
        List<CompletionStage<Boolean>> renewals = new ArrayList<>();
        for (int i = 0; i < 50; i++) renewals.add(credential.renew(refused));
        assertThat(renewals).noneMatch(one -> one.toCompletableFuture().isDone());
        source.go.countDown();
        for (CompletionStage<Boolean> one : renewals) assertThat(result(one)).isTrue();
        for (int i = 0; i < 50; i++)
            assertThat(result(credential.renew(refused))).isTrue();
        assertThat(source.fetched).hasValue(1);
        assertThat(result(credential.headers())).isNotEqualTo(refused);
    }

    @Test
    void headersOfABeanThatCannotBeReadFailTheCallAtOnce() {
        CountingCredentials source = new CountingCredentials() {
            @Override
            public void getRequestMetadata(URI uri, Executor executor, RequestMetadataCallback callback) {
                Map<String, List<String>> headers = new HashMap<>();
                headers.put("X-Of-A-Bean", null);
                executor.execute(() -> callback.onSuccess(headers));
            }
        };
        source.go.countDown();
        Credential credential = GoogleTokenCredential.of(source, null, executor, now::get);
        assertThatThrownBy(() -> result(credential.headers())).isInstanceOf(InteractionTransportException.class);
    }

    @Test
    void aTokenThatCannotBeRenewedIsAskedForOnceASecond() throws Throwable {
        for (Throwable failure : List.of(new IOException("down"), new NoClassDefFoundError("trouble"))) {
            CountingCredentials source = new CountingCredentials();
            source.failure = failure;
            source.go.countDown();
            Credential credential = GoogleTokenCredential.of(source, null, executor, now::get);
            Map<String, String> refused = result(credential.headers());
            for (int i = 0; i < 100; i++)
                assertThatThrownBy(() -> result(credential.renew(refused))).isNotNull();
            assertThat(source.fetched).hasValue(1);
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            source.failure = null;
            assertThat(result(credential.renew(refused))).isTrue();
            assertThat(source.fetched).hasValue(2);
        }
    }

    /** Has a token that is valid for an hour; counts how often it is asked for another. */
    private static class CountingCredentials extends GoogleCredentials {
        private static final long serialVersionUID = 1L;

        final transient CountDownLatch go = new CountDownLatch(1);
        final AtomicInteger fetched = new AtomicInteger();
        transient volatile Throwable failure;

        CountingCredentials() {
            super(GoogleCredentials.newBuilder().setAccessToken(token(0)));
        }

        private static AccessToken token(int number) {
            return new AccessToken("token-" + number, Date.from(Instant.now().plusSeconds(3_600)));
        }

        @Override
        public AccessToken refreshAccessToken() throws IOException {
            try {
                go.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            int number = fetched.incrementAndGet();
            if (failure instanceof IOException broken) throw broken;
            if (failure instanceof Error error) throw error;
            return token(number);
        }
    }

    @Test
    void aRefusalNamesTheOptionAndNoSecret() throws Throwable {
        answer.countDown();
        status = 400;
        byte[] key = key();
        Credential credential = GoogleTokenCredential.ofServiceAccountKey(key, null, executor);
        assertThatThrownBy(() -> result(credential.headers()))
                .isInstanceOf(InteractionRequestException.class)
                .hasMessageContaining("serviceAccountKey")
                .hasNoCause();
        status = 200;
        assertThat(result(credential.headers())).containsKey("Authorization");
    }

    @Test
    void anEndpointThatIsAwayIsAFailureOfTheLine() throws Throwable {
        byte[] key = key();
        endpoint.stop(0);
        Credential credential = GoogleTokenCredential.ofServiceAccountKey(key, null, executor);
        assertThatThrownBy(() -> result(credential.headers()))
                .isInstanceOfSatisfying(InteractionTransportException.class, e -> assertThat(e.isRetrySafe())
                        .isTrue())
                .hasNoCause();
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutBeingQuoted() {
        for (String text : List.of(
                "", "s3cret", "{\"type\":\"s3cret\"}", "{\"type\":\"service_account\",\"private_key\":\"s3cret\"}")) {
            assertThatThrownBy(() -> GoogleTokenCredential.ofServiceAccountKey(
                            text.getBytes(StandardCharsets.UTF_8), null, executor))
                    .isInstanceOf(InteractionRequestException.class)
                    .hasMessageNotContaining("s3cret")
                    .hasNoCause();
        }
    }

    @Test
    void credentialsMadeByTheUserAreUsedAsTheyAre() throws Throwable {
        Credential credential =
                GoogleTokenCredential.of(GoogleCredentials.create(new AccessToken("mine", null)), "billing", executor);
        assertThat(result(credential.headers()))
                .containsOnly(Map.entry("Authorization", "Bearer mine"), Map.entry("x-goog-user-project", "billing"));
        assertThat(credential.toString()).doesNotContain("mine");
    }

    @Test
    void keysDoNotShowThemselves() throws Throwable {
        ApiKey key = new ApiKey("s3cret");
        assertThat(key).hasToString("***").isEqualTo(new ApiKey("s3cret"));
        assertThat(new ApiKeyCredential(key).toString()).doesNotContain("s3cret");
        assertThat(result(new ApiKeyCredential(key).headers())).containsOnly(Map.entry("x-goog-api-key", "s3cret"));
        assertThat(result(NoCredential.INSTANCE.headers())).isEmpty();
    }

    private byte[] key() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        return ("{\"type\":\"service_account\",\"project_id\":\"p\",\"private_key_id\":\"1\",\"private_key\":\"" + pem
                        + "\",\"client_email\":\"me@p.iam.gserviceaccount.com\",\"client_id\":\"1\",\"token_uri\":"
                        + "\"http://127.0.0.1:" + endpoint.getAddress().getPort() + "/token\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T result(CompletionStage<T> stage) throws Throwable {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
