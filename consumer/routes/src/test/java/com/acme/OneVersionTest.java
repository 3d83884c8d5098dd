package com.acme;

import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.json.PackageVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What runs is one Jackson, and the one that this Camel is built with. */
class OneVersionTest {

    static Stream<Version> modules() {
        return Stream.of(
                PackageVersion.VERSION,
                com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION,
                com.fasterxml.jackson.dataformat.yaml.PackageVersion.VERSION);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleOfJacksonHasTheVersionOfCamels(Version module) {
        assertEquals(System.getProperty("jackson.version"), module.toString(), module.toFullString());
    }

    /** It has no class that says its version. */
    @Test
    void soHaveItsAnnotations() {
        String jar = JsonInclude.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        assertEquals(
                "jackson-annotations-" + System.getProperty("jackson.version") + ".jar",
                jar.substring(jar.lastIndexOf('/') + 1));
    }
}
