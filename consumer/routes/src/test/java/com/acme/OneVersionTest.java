package com.acme;

import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.json.PackageVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What runs is one Jackson, in the version that the POM tells, and the HTTP client that the component names. */
class OneVersionTest {

    static Stream<Version> modules() {
        return Stream.of(
                PackageVersion.VERSION,
                com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION,
                com.fasterxml.jackson.dataformat.yaml.PackageVersion.VERSION);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleOfJacksonHasThatVersion(Version module) {
        assertEquals(System.getProperty("jackson.version"), module.toString(), module.toFullString());
    }

    /** It has no class that says its version. */
    @Test
    void soHaveItsAnnotations() {
        assertEquals("jackson-annotations-" + System.getProperty("jackson-annotations.version") + ".jar", jar(JsonInclude.class));
    }

    /** Those that camel-http asks for have known holes. */
    @Test
    void theHttpClientIsTheOneThatTheComponentNames() throws ClassNotFoundException {
        assertEquals("httpclient5-5.6.4.jar", jar(Class.forName("org.apache.hc.client5.http.async.HttpAsyncClient")));
        assertEquals("httpcore5-5.4.3.jar", jar(Class.forName("org.apache.hc.core5.http.HttpHost")));
        assertEquals("httpcore5-h2-5.4.3.jar", jar(Class.forName("org.apache.hc.core5.http2.config.H2Config")));
    }

    static String jar(Class<?> type) {
        String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jar.substring(jar.lastIndexOf('/') + 1);
    }
}
