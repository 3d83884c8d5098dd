// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Back end of a live run. It is decided and printed before anything starts, and then given to the component as properties.
 *
 * @param enterprise the Gemini Enterprise Agent Platform, or else the Gemini Developer API
 * @param baseUrl set by the environment; null for Google's own address
 * @param project null for the Developer API, where the key belongs to a project
 * @param location null for the Developer API
 * @param credential kind and source of the credential, without the secret
 */
public record Destination(
        boolean enterprise,
        @Nullable String baseUrl,
        @Nullable String project,
        @Nullable String location,
        String credential) {

    private static final String COMPONENT = "camel.component.gemini-interactions.";

    /**
     * Reads the environment as the component does, an option first.
     *
     * @throws IllegalArgumentException when something is missing; the message says what to set
     */
    public static Destination of(
            Map<String, String> environment,
            @Nullable Boolean typed,
            @Nullable String project,
            @Nullable String location) {
        boolean enterprise = typed != null
                ? typed
                : Boolean.parseBoolean(first(environment, "GOOGLE_GENAI_USE_ENTERPRISE", "GOOGLE_GENAI_USE_VERTEXAI"));
        if (enterprise) {
            String where = project != null ? project : first(environment, "GOOGLE_CLOUD_PROJECT");
            if (where == null) {
                throw new IllegalArgumentException(
                        "--live on the Enterprise Agent Platform needs --project or GOOGLE_CLOUD_PROJECT");
            }
            String place = location != null ? location : first(environment, "GOOGLE_CLOUD_LOCATION");
            return new Destination(
                    true,
                    first(environment, "GOOGLE_VERTEX_BASE_URL"),
                    where,
                    place == null ? "global" : place,
                    "Application Default Credentials");
        }
        if (project != null || location != null) {
            throw new IllegalArgumentException("--project and --location belong to --enterprise");
        }
        for (String name : new String[] {"GOOGLE_API_KEY", "GEMINI_API_KEY"}) {
            if (first(environment, name) != null) {
                return new Destination(
                        false, first(environment, "GOOGLE_GEMINI_BASE_URL"), null, null, "API key in " + name);
            }
        }
        throw new IllegalArgumentException("--live needs an API key in GEMINI_API_KEY, or --enterprise");
    }

    /** Properties of the component, without the key: the component reads the same variable. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(COMPONENT + "enterprise", String.valueOf(enterprise));
        if (baseUrl != null) settings.put(COMPONENT + "base-url", baseUrl);
        if (project != null) settings.put(COMPONENT + "project-id", project);
        if (location != null) settings.put(COMPONENT + "location", location);
        return settings;
    }

    public String backEnd() {
        String name = enterprise ? "Gemini Enterprise Agent Platform" : "Gemini Developer API";
        return name + (baseUrl == null ? "" : " at " + baseUrl) + ", " + credential;
    }

    public String projectAndLocation() {
        return enterprise ? project + ", location " + location : "the one the API key belongs to";
    }

    private static @Nullable String first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null && !value.isEmpty()) return value;
        }
        return null;
    }
}
