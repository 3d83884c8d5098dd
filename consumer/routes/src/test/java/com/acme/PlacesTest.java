package com.acme;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The page of each place where Camel runs shows the files of its project in four-routes, which the build runs. */
class PlacesTest {

    private static final String ROUTES = "src/main/resources/camel/";

    @ParameterizedTest
    @CsvSource({
        "cli, cli, application.properties",
        "spring-boot, spring-boot, pom.xml",
        "spring-boot, spring-boot, src/main/java/com/acme/Application.java",
        "spring-boot, spring-boot, src/main/resources/application.properties",
        "quarkus, quarkus, pom.xml",
        "quarkus, quarkus, src/main/resources/application.properties",
        "quarkus, quarkus, src/test/java/com/acme/EmulatorResource.java",
        "kamelets, pipe, pom.xml",
        "kamelets, pipe, src/main/resources/application.properties",
        "kamelets, pipe, " + ROUTES + "ask.pipe.yaml",
        "kamelets, pipe, " + ROUTES + "stream.pipe.yaml",
        "kamelets, pipe, " + ROUTES + "object.pipe.yaml",
        "kamelets, pipe, " + ROUTES + "function.pipe.yaml",
        "kamelets, pipe, " + ROUTES + "stock-price.yaml"
    })
    void aBlockIsTheFileThatItNames(String page, String project, String file) {
        Matcher block = Pattern.compile(
                        "^\\." + Pattern.quote(file) + "\n\\[source,\\w+]\n----\n(.*?)^----$",
                        Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Readme.file("../docs/" + page + ".adoc"));
        assertTrue(block.find(), file);
        assertEquals(Readme.file("four-routes/" + project + "/" + file), block.group(1));
    }

    @Test
    void theFunctionIsTheSameEverywhere() {
        String all = Readme.file("four-routes/four.camel.yaml");
        assertTrue(all.contains(
                Readme.file("four-routes/pipe/" + ROUTES + "stock-price.yaml").strip()));
    }
}
