// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import com.google.auth.Credentials;
import com.google.auth.RequestMetadataCallback;
import com.google.auth.Retryable;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of Google Cloud, of {@link Credentials}. Those of Google's library cache a token, refresh it before it
 * expires, and share one refresh among concurrent requests. Network and file access runs on the executor.
 */
public final class GoogleTokenCredential implements Credential {

    static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private static final URI AUDIENCE = URI.create("https://aiplatform.googleapis.com/");
    private static final String QUOTA_PROJECT = "x-goog-user-project";

    /** After a refresh of a refused token has failed, the requests refused with that token fail for this long. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final CredentialsSource source;
    private final @Nullable String quotaProject;
    private final Executor executor;
    private final LongSupplier nanos;

    // Guarded by this.
    /** The last refresh of a refused token, which all requests share that were refused with it. */
    private @Nullable Refresh refresh;
    /** Set by the first request. A failed load is replaced, so that the next request tries again. */
    private @Nullable CompletableFuture<Credentials> loaded;

    private GoogleTokenCredential(
            CredentialsSource source, @Nullable String quotaProject, Executor executor, LongSupplier nanos) {
        this.source = source;
        this.quotaProject = quotaProject;
        this.executor = executor;
        this.nanos = nanos;
    }

    /** Credentials created by the user, for example for workload identity or impersonation. */
    public static GoogleTokenCredential of(Credentials credentials, @Nullable String quotaProject, Executor executor) {
        return of(credentials, quotaProject, executor, System::nanoTime);
    }

    /** @param nanos the clock, as {@link System#nanoTime()} */
    static GoogleTokenCredential of(
            Credentials credentials, @Nullable String quotaProject, Executor executor, LongSupplier nanos) {
        return new GoogleTokenCredential(() -> credentials, quotaProject, executor, nanos);
    }

    /**
     * @param json content of the key file of a service account
     * @throws InteractionRequestException if it is not such a key; the message does not quote it. If the library is missing
     */
    public static GoogleTokenCredential ofServiceAccountKey(
            byte[] json, @Nullable String quotaProject, Executor executor) {
        GoogleLibrary.require("serviceAccountKey", "serviceAccountKey");
        Credentials credentials;
        try {
            credentials = GoogleLibrary.ofServiceAccountKey(json);
        } catch (IOException | RuntimeException e) {
            // No cause: its message may quote the key.
            throw new InteractionRequestException(
                    "serviceAccountKey", "serviceAccountKey is not the JSON key of a service account");
        }
        return of(credentials, quotaProject, executor);
    }

    /**
     * Application default credentials, loaded by the first request on the executor.
     *
     * @throws InteractionRequestException if the library is missing
     */
    public static GoogleTokenCredential applicationDefault(@Nullable String quotaProject, Executor executor) {
        GoogleLibrary.require("enterprise", "enterprise=true without apiKey and credentials");
        return new GoogleTokenCredential(GoogleLibrary::applicationDefault, quotaProject, executor, System::nanoTime);
    }

    @Override
    public CompletionStage<Map<String, String>> headers() {
        return credentials().thenCompose(this::fetch);
    }

    @Override
    public CompletionStage<Boolean> renew(Map<String, String> refused) {
        return headers()
                .thenCompose(current ->
                        current.equals(refused) ? refreshOnce(refused) : CompletableFuture.completedStage(true));
    }

    /** Starts a refresh, unless one for the same token is in progress, or has failed just now. */
    private synchronized CompletionStage<Boolean> refreshOnce(Map<String, String> refused) {
        Refresh last = refresh;
        if (last != null && last.refused().equals(refused) && last.isCurrent(nanos.getAsLong())) return last.result();
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        AtomicLong endedAt = new AtomicLong();
        refresh = new Refresh(refused, result, endedAt);
        refresh().whenComplete((isNew, failure) -> {
            endedAt.set(nanos.getAsLong());
            if (failure == null) result.complete(isNew);
            else result.completeExceptionally(Futures.unwrapped(failure));
        });
        return result;
    }

    /**
     * A refresh of a token.
     *
     * @param refused the headers with the token that the service refused
     * @param endedAt set before the result is complete
     */
    private record Refresh(Map<String, String> refused, CompletableFuture<Boolean> result, AtomicLong endedAt) {

        /** A successful one counts too: a request may have read the old headers just before it ended. */
        boolean isCurrent(long now) {
            return !result.isDone() || now - endedAt.get() < PAUSE_NANOS;
        }
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

    private synchronized CompletableFuture<Credentials> credentials() {
        CompletableFuture<Credentials> known = loaded;
        if (known == null || known.isCompletedExceptionally()) {
            known = onExecutor(this::load);
            loaded = known;
        }
        return known;
    }

    private Credentials load() {
        try {
            return GoogleLibrary.scoped(source.load(), SCOPE);
        } catch (IOException | RuntimeException e) {
            throw new InteractionRequestException(
                    "credentials",
                    "No Google Cloud credentials found: set serviceAccountKey or credentials, set the environment variable"
                            + " GOOGLE_APPLICATION_CREDENTIALS, or run 'gcloud auth application-default login'",
                    e);
        }
    }

    private CompletionStage<Map<String, String>> fetch(Credentials credentials) {
        CompletableFuture<Map<String, String>> headers = new CompletableFuture<>();
        RequestMetadataCallback callback = new RequestMetadataCallback() {
            @Override
            public void onSuccess(Map<String, List<String>> metadata) {
                try {
                    headers.complete(flatten(metadata));
                } catch (Throwable e) { // of a user's bean: a null, or a map that throws
                    headers.completeExceptionally(failure(e));
                }
            }

            @Override
            public void onFailure(Throwable cause) {
                headers.completeExceptionally(failure(cause));
            }
        };
        try {
            credentials.getRequestMetadata(AUDIENCE, executor, callback);
        } catch (Throwable e) {
            headers.completeExceptionally(e instanceof Error ? e : failure(e));
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
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e instanceof Error ? e : failure(e));
        }
    }

    @Override
    public String toString() {
        return "Google Cloud access token";
    }

    /** Loads credentials. May block. */
    private interface CredentialsSource {
        Credentials load() throws IOException;
    }
}
