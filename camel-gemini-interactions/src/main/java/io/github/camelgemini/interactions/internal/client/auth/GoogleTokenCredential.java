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
 * Access tokens of Google Cloud, through Google's own library: it keeps a token, fetches the next one before the first
 * expires, and shares one fetch between all who wait. Everything that touches the network or a file runs on the executor.
 */
public final class GoogleTokenCredential implements Credential {

    static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private static final URI AUDIENCE = URI.create("https://aiplatform.googleapis.com/");
    private static final String QUOTA_PROJECT = "x-goog-user-project";

    private final Loading source;
    private final @Nullable String quotaProject;
    private final Executor executor;

    /** Written by whoever asks first; a failed load is forgotten, so that the next call tries again. */
    private @Nullable CompletableFuture<GoogleCredentials> loaded;

    private GoogleTokenCredential(Loading source, @Nullable String quotaProject, Executor executor) {
        this.source = source;
        this.quotaProject = quotaProject;
        this.executor = executor;
    }

    /** Credentials that the user made: workload identity, impersonation, anything of Google's library. */
    public static GoogleTokenCredential of(
            GoogleCredentials credentials, @Nullable String quotaProject, Executor executor) {
        return new GoogleTokenCredential(() -> credentials, quotaProject, executor);
    }

    /**
     * A service account's key.
     *
     * @param json the key file's content
     * @throws InteractionRequestException when it is no such key; without quoting it
     */
    public static GoogleTokenCredential ofServiceAccountKey(
            byte[] json, @Nullable String quotaProject, Executor executor) {
        GoogleCredentials credentials;
        try {
            credentials = GoogleCredentials.fromStream(new ByteArrayInputStream(json));
        } catch (IOException | RuntimeException e) {
            // No cause: the library's messages may quote what they could not read.
            throw new InteractionRequestException(
                    "serviceAccountKey", "serviceAccountKey is not the JSON key of a service account");
        }
        return of(credentials, quotaProject, executor);
    }

    /** Application default credentials, looked for once, at the first call, on the executor. */
    public static GoogleTokenCredential applicationDefault(@Nullable String quotaProject, Executor executor) {
        return new GoogleTokenCredential(GoogleCredentials::getApplicationDefault, quotaProject, executor);
    }

    @Override
    public CompletionStage<Map<String, String>> headers() {
        return credentials().thenCompose(this::fetch);
    }

    @Override
    public CompletionStage<Boolean> renew(Map<String, String> refused) {
        return headers().thenCompose(current -> current.equals(refused) ? refresh() : done(true));
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
            if (!values.isEmpty()) {
                headers.put(name, values.get(0));
            }
        });
        if (quotaProject != null) {
            headers.keySet().removeIf(QUOTA_PROJECT::equalsIgnoreCase);
            headers.put(QUOTA_PROJECT, quotaProject);
        }
        return Map.copyOf(headers);
    }

    private static RuntimeException failure(Throwable cause) {
        if (cause instanceof RejectedExecutionException) {
            return new InteractionTransportException("No access token fetched: shutting down", true, null);
        }
        boolean passing = cause instanceof Retryable retryable && retryable.isRetryable();
        // No cause: a token endpoint's answer may quote what it was sent.
        return passing || !(cause instanceof Retryable)
                ? new InteractionTransportException(
                        "No access token of Google Cloud could be fetched ("
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

    private static CompletionStage<Boolean> done(boolean value) {
        return CompletableFuture.completedStage(value);
    }

    @Override
    public String toString() {
        return "Google Cloud access token";
    }

    /** Where the library's credentials come from. May block. */
    private interface Loading {
        GoogleCredentials load() throws IOException;
    }
}
