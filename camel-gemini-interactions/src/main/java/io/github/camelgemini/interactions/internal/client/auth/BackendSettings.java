// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import com.google.auth.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * Options for base URL and credentials; null if not set. {@link Backends} adds the environment variables.
 *
 * @param enterprise true for the Gemini Enterprise Agent Platform, false for the Gemini Developer API
 * @param serviceAccountKey content of the key file; a String, so that equal keys make equal settings
 * @param apiRevision null for the revision that this component implements; empty to send none
 * @param allowInsecureBaseUrl true to allow plain HTTP to other hosts
 */
public record BackendSettings(
        @Nullable Boolean enterprise,
        @Nullable ApiKey apiKey,
        @Nullable String projectId,
        @Nullable String location,
        @Nullable String serviceAccountKey,
        @Nullable Credentials credentials,
        @Nullable String quotaProjectId,
        @Nullable String baseUrl,
        @Nullable String apiVersion,
        @Nullable String apiRevision,
        boolean allowInsecureBaseUrl) {

    /** A blank text counts as not set, except for {@code apiRevision}. */
    public BackendSettings {
        projectId = textOrNull(projectId);
        location = textOrNull(location);
        quotaProjectId = textOrNull(quotaProjectId);
        baseUrl = textOrNull(baseUrl);
        apiVersion = textOrNull(apiVersion);
    }

    static @Nullable String textOrNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.trim();
    }

    /** Omits credentials: {@code toString()} of those of Google's library contains tokens. */
    @Override
    public String toString() {
        return "BackendSettings[enterprise=" + enterprise + ", projectId=" + projectId + ", location=" + location
                + ", baseUrl=" + baseUrl + ", apiVersion=" + apiVersion + ", apiRevision=" + apiRevision + "]";
    }
}
