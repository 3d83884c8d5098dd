package com.acme;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The page about Quarkus shows the files of the project four-routes/quarkus, which the build runs. */
class QuarkusPageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "src/main/resources/application.properties",
                "src/test/java/com/acme/EmulatorResource.java"
            })
    void aBlockIsTheFileThatItsTitleNames(String file) {
        Matcher block = Pattern.compile("\n\\." + Pattern.quote(file) + "\n\\[source,\\w+]\n----\n(.*?)----\n", Pattern.DOTALL)
                .matcher(Readme.file("../docs/quarkus.adoc"));

        assertTrue(block.find(), file);
        assertEquals(Readme.file("four-routes/quarkus/" + file), block.group(1));
    }
}
