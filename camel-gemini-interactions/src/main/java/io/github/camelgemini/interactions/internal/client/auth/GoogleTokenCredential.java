// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import com.google.auth.RequestMetadataCallback;
import com.google.auth.Retryable;
import com.google.auth.oauth2.GoogleCredentials;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of Google Cloud through Google's library, which caches a token, refreshes it before it expires, and shares
 * one refresh among concurrent requests. Network and file access runs on the executor.
 */
public final class GoogleTokenCredential implements Credential {

    static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private static final URI AUDIENCE = URI.create("https://aiplatform.googleapis.com/");
    private static final String QUOTA_PROJECT = "x-goog-user-project";

    private final CredentialsSource source;
    private final @Nullable String quotaProject;
    private final Executor executor;

    /** Set by the first request. A failed load is replaced, so that the next request tries again. */
    private @Nullable CompletableFuture<GoogleCredentials> loaded;

    private GoogleTokenCredential(CredentialsSource source, @Nullable String quotaProject, Executor executor) {
        this.source = source;
        this.quotaProject = quotaProject;
        this.executor = executor;
    }

    /** Credentials created by the user, for example for workload identity or impersonation. */
    public static GoogleTokenCredential of(
            GoogleCredentials credentials, @Nullable String quotaProject, Executor executor) {
        return new GoogleTokenCredential(() -> credentials, quotaProject, executor);
    }

    /**
     * @param json content of the key file of a service account
     * @throws InteractionRequestException if it is not such a key; the message does not quote it
     */
    public static GoogleTokenCredential ofServiceAccountKey(
            byte[] json, @Nullable String quotaProject, Executor executor) {
        GoogleCredentials credentials;
        try {
            credentials = GoogleCredentials.fromStream(new ByteArrayInputStream(json));
        } catch (IOException | RuntimeException e) {
            // No cause: its message may quote the key.
            throw new InteractionRequestException(
                    "serviceAccountKey", "serviceAccountKey is not the JSON key of a service account");
        }
        return of(credentials, quotaProject, executor);
    }

    /** Application default credentials, loaded by the first request on the executor. */
    public static GoogleTokenCredential applicationDefault(@Nullable String quotaProject, Executor executor) {
        return new GoogleTokenCredential(GoogleCredentials::getApplicationDefault, quotaProject, executor);
    }

    @Override
    public CompletionStage<Map<String, String>> headers() {
        return credentials().thenCompose(this::fetch);
    }

    @Override
    public CompletionStage<Boolean> renew(Map<String, String> refused) {
        return headers()
                .thenCompose(current -> current.equals(refused) ? refresh() : CompletableFuture.completedStage(true));
    }

    private CompletionStage<Boolean> refresh() {
        return credentials()
                .thenApplyAsync(
                        credentials -> {
                            try {
                                credentials.refresh();
                                return true;
                            } catch (IOException e) {
                                throw failure(e);
                            }
                        },
                        executor);
    }

    private synchronized CompletableFuture<GoogleCredentials> credentials() {
        CompletableFuture<GoogleCredentials> known = loaded;
        if (known == null || known.isCompletedExceptionally()) {
            known = onExecutor(this::load);
            loaded = known;
        }
        return known;
    }

    private GoogleCredentials load() {
        try {
            GoogleCredentials credentials = source.load();
            return credentials.createScopedRequired() ? credentials.createScoped(List.of(SCOPE)) : credentials;
        } catch (IOException | RuntimeException e) {
            throw new InteractionRequestException(
                    "credentials",
                    "No Google Cloud credentials found: set serviceAccountKey or credentials, set the environment variable"
                            + " GOOGLE_APPLICATION_CREDENTIALS, or run 'gcloud auth application-default login'",
                    e);
        }
    }

    private CompletionStage<Map<String, String>> fetch(GoogleCredentials credentials) {
        CompletableFuture<Map<String, String>> headers = new CompletableFuture<>();
        RequestMetadataCallback callback = new RequestMetadataCallback() {
            @Override
            public void onSuccess(Map<String, List<String>> metadata) {
                headers.complete(flatten(metadata));
            }

            @Override
            public void onFailure(Throwable cause) {
                headers.completeExceptionally(failure(cause));
            }
        };
        try {
            credentials.getRequestMetadata(AUDIENCE, executor, callback);
        } catch (RuntimeException e) {
            headers.completeExceptionally(failure(e));
        }
        return headers;
    }

    private Map<String, String> flatten(Map<String, List<String>> metadata) {
        Map<String, String> headers = new HashMap<>();
        metadata.forEach((name, values) -> {
            if (!values.isEmpty()) headers.put(name, values.get(0));
        });
        if (quotaProject != null) {
            headers.keySet().removeIf(QUOTA_PROJECT::equalsIgnoreCase);
            headers.put(QUOTA_PROJECT, quotaProject);
        }
        return Map.copyOf(headers);
    }

    private static RuntimeException failure(Throwable cause) {
        if (cause instanceof RejectedExecutionException)
            return new InteractionTransportException("No access token fetched: shutting down", true, null);
        // No cause: the answer of a token endpoint may quote the request.
        return !(cause instanceof Retryable retryable) || retryable.isRetryable()
                ? new InteractionTransportException(
                        "Could not fetch an access token of Google Cloud ("
                                + cause.getClass().getSimpleName() + ")",
                        true,
                        null)
                : new InteractionRequestException(
                        "credentials",
                        "Google Cloud refused to issue an access token: check serviceAccountKey, credentials or the"
                                + " application default credentials");
    }

    private <T> CompletableFuture<T> onExecutor(Supplier<T> task) {
        try {
            return CompletableFuture.supplyAsync(task, executor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(failure(e));
        }
    }

    @Override
    public String toString() {
        return "Google Cloud access token";
    }

    /** Loads credentials. May block. */
    private interface CredentialsSource {
        GoogleCredentials load() throws IOException;
    }
}
