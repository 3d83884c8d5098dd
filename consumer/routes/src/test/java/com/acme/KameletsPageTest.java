package com.acme;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The page about kamelets shows the files of the project four-routes/pipe, which the build runs. */
class KameletsPageTest {

    private static final String PAGE = "../docs/kamelets.adoc";
    private static final String PROJECT = "four-routes/pipe/";
    private static final String ROUTES = "src/main/resources/camel/";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "src/main/resources/application.properties",
                ROUTES + "ask.pipe.yaml",
                ROUTES + "stream.pipe.yaml",
                ROUTES + "object.pipe.yaml",
                ROUTES + "function.pipe.yaml",
                ROUTES + "stock-price.yaml"
            })
    void aBlockIsTheFileThatItNames(String file) {
        Matcher block = Pattern.compile("^\\." + Pattern.quote(file) + "\n\\[source,\\w+]\n----\n(.*?)^----$",
                        Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Readme.file(PAGE));
        assertTrue(block.find(), file);
        assertEquals(Readme.file(PROJECT + file), block.group(1));
    }

    @Test
    void theFunctionIsThatOfTheOtherPlaces() {
        String all = Readme.file("four-routes/four.camel.yaml");
        assertTrue(all.contains(Readme.file(PROJECT + ROUTES + "stock-price.yaml").strip()));
    }
}
