// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

import com.google.auth.Credentials;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Determines base URL and credential from options and environment variables. In each row of this table the first value that
 * is set wins; a blank environment variable counts as not set.
 *
 * <pre>
 *               Developer API                              Enterprise
 * backend       enterprise, GOOGLE_GENAI_USE_ENTERPRISE, GOOGLE_GENAI_USE_VERTEXAI, Developer API
 * base URL      baseUrl, GOOGLE_GEMINI_BASE_URL, Google    baseUrl, GOOGLE_VERTEX_BASE_URL, Google
 * version       in the base URL, apiVersion,               in the base URL, apiVersion,
 *               GOOGLE_GENAI_API_VERSION, v1beta           GOOGLE_GENAI_API_VERSION, v1beta1
 * credential    apiKey                                     serviceAccountKey or credentials
 *               GOOGLE_API_KEY                             apiKey                          (express mode)
 *               GEMINI_API_KEY                             default credentials, if projectId or location is set
 *               none, if a base URL is set                 none, if a base URL is set
 *               error                                      default credentials, if GOOGLE_CLOUD_PROJECT is set
 *                                                          GOOGLE_API_KEY, GEMINI_API_KEY  (express mode)
 *                                                          error
 * in the path   –                                          projects/…/locations/…; locations/global in express mode;
 *                                                          nothing without credential
 * </pre>
 *
 * Default credentials are not used with a plain HTTP base URL, which is that of an emulator.
 */
public final class Backends {

    static final String API_REVISION = "2026-05-20";

    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");

    private final BackendSettings settings;
    private final Map<String, String> environment;
    private final Executor blocking;

    private Backends(BackendSettings settings, Map<String, String> environment, Executor blocking) {
        this.settings = settings;
        this.environment = environment;
        this.blocking = blocking;
    }

    /**
     * @param blocking fetches tokens
     * @throws InteractionRequestException if settings are missing or contradictory; names the option and the solution
     */
    public static Backend resolve(BackendSettings settings, Map<String, String> environment, Executor blocking) {
        Backends backends = new Backends(settings, environment, blocking);
        return backends.isEnterprise() ? backends.enterprise() : backends.developer();
    }

    private boolean isEnterprise() {
        if (settings.enterprise() != null) return settings.enterprise();
        String current = env("GOOGLE_GENAI_USE_ENTERPRISE");
        String older = env("GOOGLE_GENAI_USE_VERTEXAI");
        if (current != null && older != null && !current.equalsIgnoreCase(older))
            LOG.warn("GOOGLE_GENAI_USE_ENTERPRISE and GOOGLE_GENAI_USE_VERTEXAI differ; the former is used");
        String chosen = current != null ? current : older;
        return chosen != null && chosen.toLowerCase(Locale.ROOT).equals("true");
    }

    private Backend developer() {
        refuse(settings.projectId(), "projectId", "needs enterprise=true; the Gemini Developer API has no projects");
        refuse(settings.location(), "location", "needs enterprise=true; the Gemini Developer API has no locations");
        refuse(settings.serviceAccountKey(), "serviceAccountKey", "needs enterprise=true; here, set apiKey");
        refuse(settings.credentials(), "credentials", "needs enterprise=true; here, set apiKey");
        refuse(settings.quotaProjectId(), "quotaProjectId", "needs enterprise=true; an API key has its own project");
        BaseUrl base = base("GOOGLE_GEMINI_BASE_URL");
        ApiKey key = settings.apiKey() != null ? settings.apiKey() : environmentKey();
        if (key == null && base == null) {
            throw new InteractionRequestException(
                    "apiKey",
                    "no API key: set the option apiKey, or the environment variable GOOGLE_API_KEY or GEMINI_API_KEY; or"
                            + " set enterprise=true");
        }
        BaseUrl url = base != null ? base : BaseUrl.of("https://generativelanguage.googleapis.com", true);
        return backend(versioned(url, "v1beta"), key == null ? NoCredential.INSTANCE : credential(key), false);
    }

    private Backend enterprise() {
        boolean google = settings.serviceAccountKey() != null || settings.credentials() != null;
        boolean project = settings.projectId() != null || settings.location() != null;
        if (settings.serviceAccountKey() != null && settings.credentials() != null)
            throw exclude("serviceAccountKey", "credentials");
        if (settings.apiKey() != null && google)
            throw exclude("apiKey", settings.credentials() != null ? "credentials" : "serviceAccountKey");
        if (settings.apiKey() != null && project)
            throw exclude("apiKey", settings.projectId() != null ? "projectId" : "location");
        BaseUrl base = base("GOOGLE_VERTEX_BASE_URL");
        if (google) return inProject(base, googleCredential());
        if (settings.apiKey() != null) return express(base, settings.apiKey());
        if (project)
            return inProject(base, base != null && base.isHttp() ? NoCredential.INSTANCE : defaultCredential());
        refuse(settings.quotaProjectId(), "quotaProjectId", "needs projectId, serviceAccountKey or credentials");
        if (base != null) return backend(versioned(base, "v1beta1"), NoCredential.INSTANCE, true);
        ApiKey key = environmentKey();
        if (env("GOOGLE_CLOUD_PROJECT") == null && key != null) return express(null, key);
        return inProject(null, defaultCredential());
    }

    /** Documented: developer guide of the Agent Platform, express mode. */
    private Backend express(@Nullable BaseUrl base, ApiKey key) {
        refuse(
                settings.quotaProjectId(),
                "quotaProjectId",
                "cannot be combined with an API key, which has its own project");
        BaseUrl url = versioned(base != null ? base : BaseUrl.of("https://aiplatform.googleapis.com", true), "v1beta1");
        return backend(url.hasProject() ? url : url.plus("/locations/global"), credential(key), true);
    }

    private Backend inProject(@Nullable BaseUrl base, Credential credential) {
        String named = first(settings.location(), env("GOOGLE_CLOUD_LOCATION"));
        String location = BaseUrl.segment("location", named == null ? "global" : named);
        BaseUrl url = versioned(base != null ? base : BaseUrl.of("https://" + host(location), true), "v1beta1");
        if (url.hasProject()) {
            refuse(settings.projectId(), "projectId", "is already in baseUrl: remove one of them");
            refuse(settings.location(), "location", "is already in baseUrl: remove one of them");
            return backend(url, credential, true);
        }
        String project = first(settings.projectId(), env("GOOGLE_CLOUD_PROJECT"));
        if (project == null) {
            throw new InteractionRequestException(
                    "projectId",
                    "no project: set the option projectId, or the environment variable GOOGLE_CLOUD_PROJECT");
        }
        String path = "/projects/" + BaseUrl.segment("projectId", project) + "/locations/" + location;
        return backend(url.plus(path), credential, true);
    }

    private static String host(String location) {
        return switch (location) {
            case "global" -> "aiplatform.googleapis.com";
            case "us", "eu" -> "aiplatform." + location + ".rep.googleapis.com";
            default -> location + "-aiplatform.googleapis.com";
        };
    }

    private Backend backend(BaseUrl url, Credential credential, boolean enterprise) {
        String revision = settings.apiRevision() == null ? API_REVISION : settings.apiRevision();
        Map<String, String> headers = revision.isBlank() ? Map.of() : Map.of("Api-Revision", revision.trim());
        return new Backend(url.uri(), credential, headers, enterprise);
    }

    /** Rejects characters that are invalid in a header: a line end would start another header. */
    private static Credential credential(ApiKey key) {
        if (KEY.matcher(key.value()).matches()) return new ApiKeyCredential(key);
        throw new InteractionRequestException(
                "apiKey",
                "apiKey, or the environment variable used instead, contains a space, a line end or another character that"
                        + " no key has: correct it");
    }

    private Credential googleCredential() {
        String key = settings.serviceAccountKey();
        Credentials credentials = settings.credentials();
        if (key != null)
            return GoogleTokenCredential.ofServiceAccountKey(
                    key.getBytes(StandardCharsets.UTF_8), settings.quotaProjectId(), blocking);
        return credentials == null
                ? defaultCredential()
                : GoogleTokenCredential.of(credentials, settings.quotaProjectId(), blocking);
    }

    private Credential defaultCredential() {
        return GoogleTokenCredential.applicationDefault(settings.quotaProjectId(), blocking);
    }

    private @Nullable ApiKey environmentKey() {
        String google = env("GOOGLE_API_KEY");
        String gemini = env("GEMINI_API_KEY");
        if (google != null && gemini != null)
            LOG.warn("GOOGLE_API_KEY and GEMINI_API_KEY are both set; the former is used");
        return ApiKey.of(first(google, gemini));
    }

    private @Nullable BaseUrl base(String variable) {
        String url = first(settings.baseUrl(), env(variable));
        return url == null ? null : BaseUrl.of(url, settings.allowInsecureBaseUrl());
    }

    /**
     * @param beta the beta version, which is also the default. Documented: Google's clients since 5 November 2026 have v1 as
     *     their default, and the same variable; the value {@code beta} means the beta version of either service
     */
    private BaseUrl versioned(BaseUrl url, String beta) {
        if (settings.apiVersion() != null || url.hasVersion()) return url.withVersion(settings.apiVersion(), beta);
        String version = env("GOOGLE_GENAI_API_VERSION");
        if (version == null || version.equals("beta")) return url.withVersion(null, beta);
        try {
            return url.withVersion(version, beta);
        } catch (InteractionRequestException e) {
            throw new InteractionRequestException(
                    "apiVersion",
                    "the environment variable GOOGLE_GENAI_API_VERSION is no version: set it to beta or a version such as"
                            + " v1, or set the option apiVersion",
                    e);
        }
    }

    private @Nullable String env(String name) {
        return BackendSettings.textOrNull(environment.get(name));
    }

    private static @Nullable String first(@Nullable String one, @Nullable String two) {
        return one != null ? one : two;
    }

    private static void refuse(@Nullable Object value, String option, String why) {
        if (value != null) throw new InteractionRequestException(option, option + " " + why);
    }

    private static InteractionRequestException exclude(String option, String other) {
        return new InteractionRequestException(
                option, option + " and " + other + " cannot both be set with enterprise=true: set one of them");
    }
}
