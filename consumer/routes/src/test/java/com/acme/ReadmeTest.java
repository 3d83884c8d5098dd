package com.acme;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The README shows the files of the project first-route, which this build runs. */
class ReadmeTest {

    @ParameterizedTest
    @CsvSource({
        "`pom.xml`, xml, first-route/pom.xml",
        "`src/main/resources/camel/first.yaml`, yaml, first-route/src/main/resources/camel/first.yaml",
        "`src/main/resources/application.properties`, properties, first-route/src/main/resources/application.properties",
        "`src/test/java/com/acme/CapitalTest.java`, java, first-route/src/test/java/com/acme/CapitalTest.java"
    })
    void aBlockIsTheFileThatItNames(String name, String language, String file) {
        assertEquals(Readme.file(file), Readme.block(name, language));
    }

    @Test
    void theTestHasLessThanTwentyLines() {
        assertTrue(Readme.file("first-route/src/test/java/com/acme/CapitalTest.java").lines().count() < 20);
    }
}
