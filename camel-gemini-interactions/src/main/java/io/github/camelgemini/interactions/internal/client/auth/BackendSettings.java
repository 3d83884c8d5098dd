// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.nio.charset.StandardCharsets;

import com.google.auth.oauth2.GoogleCredentials;
import org.jspecify.annotations.Nullable;

/**
 * What the user said about where requests go and as whom; null where nothing was said. {@link Backends} adds the environment.
 *
 * @param enterprise true for the Gemini Enterprise Agent Platform, false for the Gemini Developer API
 * @param serviceAccountKey the key file's content; a text, so that equal keys make equal settings
 * @param apiRevision null for the revision this component was written for; empty to send none
 * @param allowInsecureBaseUrl true to allow plain http to other machines
 */
public record BackendSettings(
        @Nullable Boolean enterprise,
        @Nullable ApiKey apiKey,
        @Nullable String projectId,
        @Nullable String location,
        @Nullable String serviceAccountKey,
        @Nullable GoogleCredentials credentials,
        @Nullable String quotaProjectId,
        @Nullable String baseUrl,
        @Nullable String apiVersion,
        @Nullable String apiRevision,
        boolean allowInsecureBaseUrl) {

    public static Builder builder() {
        return new Builder();
    }

    /** Without credentials: those of Google's library show their tokens. */
    @Override
    public String toString() {
        return "BackendSettings[enterprise=" + enterprise + ", projectId=" + projectId + ", location=" + location
                + ", baseUrl=" + baseUrl + ", apiVersion=" + apiVersion + ", apiRevision=" + apiRevision + "]";
    }

    /** Collects settings. An empty text counts as nothing said, except for {@link #apiRevision}. */
    public static final class Builder {

        private @Nullable Boolean enterprise;
        private @Nullable ApiKey apiKey;
        private @Nullable String projectId;
        private @Nullable String location;
        private @Nullable String serviceAccountKey;
        private @Nullable GoogleCredentials credentials;
        private @Nullable String quotaProjectId;
        private @Nullable String baseUrl;
        private @Nullable String apiVersion;
        private @Nullable String apiRevision;
        private boolean allowInsecureBaseUrl;

        private Builder() {}

        public Builder enterprise(@Nullable Boolean value) {
            enterprise = value;
            return this;
        }

        public Builder apiKey(@Nullable String value) {
            String said = said(value);
            apiKey = said == null ? null : new ApiKey(said);
            return this;
        }

        public Builder projectId(@Nullable String value) {
            projectId = said(value);
            return this;
        }

        public Builder location(@Nullable String value) {
            location = said(value);
            return this;
        }

        public Builder serviceAccountKey(byte @Nullable [] value) {
            serviceAccountKey = value == null ? null : new String(value, StandardCharsets.UTF_8);
            return this;
        }

        public Builder credentials(@Nullable GoogleCredentials value) {
            credentials = value;
            return this;
        }

        public Builder quotaProjectId(@Nullable String value) {
            quotaProjectId = said(value);
            return this;
        }

        public Builder baseUrl(@Nullable String value) {
            baseUrl = said(value);
            return this;
        }

        public Builder apiVersion(@Nullable String value) {
            apiVersion = said(value);
            return this;
        }

        public Builder apiRevision(@Nullable String value) {
            apiRevision = value;
            return this;
        }

        public Builder allowInsecureBaseUrl(boolean value) {
            allowInsecureBaseUrl = value;
            return this;
        }

        public BackendSettings build() {
            return new BackendSettings(
                    enterprise,
                    apiKey,
                    projectId,
                    location,
                    serviceAccountKey,
                    credentials,
                    quotaProjectId,
                    baseUrl,
                    apiVersion,
                    apiRevision,
                    allowInsecureBaseUrl);
        }

        private static @Nullable String said(@Nullable String value) {
            return value == null || value.isBlank() ? null : value.trim();
        }
    }
}
