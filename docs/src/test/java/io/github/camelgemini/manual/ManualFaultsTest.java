// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the build of a manual refuses. */
class ManualFaultsTest {

    @TempDir
    Path project;

    @Test
    void eachFaultIsNamedWithItsPage() throws IOException {
        page("nav", "* xref:one.adoc[One]", "* A group", "** xref:two.adoc[Two]", "** xref:gone.adoc[Gone]");
        page(
                "one",
                "= One",
                "",
                "xref:two.adoc#there[right], xref:two.adoc[right], <<here>>, link:../README.md[right],",
                "https://example.org/page[not asked].",
                "",
                "[[here]]",
                "== Here",
                "",
                "xref:three.adoc[no page], xref:two.adoc#nowhere[no anchor], <<nowhere>>, link:../GONE.md[no file].",
                "",
                "A {placeholder} that is not escaped.",
                "",
                "image::gone.png[A picture]",
                "",
                "image::there.png[]",
                "",
                "include::gone.adoc[]");
        page("two", "= Two", "", "[[there]]", "== There", "", "[source,java]", "----", "never ended");
        page("unreached", "= No way leads here");
        Files.writeString(project.resolve("README.md"), "");
        Files.writeString(project.resolve("docs/there.png"), "");

        List<String> faults = Manual.build(project.resolve("docs"), project.resolve("target"), "../..");

        assertThat(faults)
                .containsExactlyInAnyOrder(
                        "one.adoc: skipping reference to missing attribute: placeholder",
                        "one.adoc:17: include file not found: " + project.resolve("docs/gone.adoc"),
                        "two.adoc:7: unterminated listing block",
                        "nav.adoc: no page gone",
                        "nav.adoc: does not reach unreached",
                        "one: no three.html",
                        "one: no two.html#nowhere",
                        "one: no #nowhere",
                        "one: no ../GONE.md",
                        "one: no image gone.png",
                        "one: no text for the image there.png");
    }

    private void page(String name, String... lines) throws IOException {
        Files.createDirectories(project.resolve("docs"));
        Files.writeString(project.resolve("docs").resolve(name + ".adoc"), String.join("\n", lines) + "\n");
    }
}
