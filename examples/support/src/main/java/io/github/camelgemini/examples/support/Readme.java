// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** For tests: the YAML that an example's {@code README.md} shows, each block below a link to the file it is taken from. */
public final class Readme {

    private static final Pattern FIRST_BLOCK = Pattern.compile("\\A# .*\\n(?:(?!#|```).*\\n)*```yaml\\n");
    private static final Pattern ANY_BLOCK = Pattern.compile("(?m)^```yaml$");
    private static final Pattern BLOCK = Pattern.compile(
            "\\((src/main/resources/camel/[\\w.-]+\\.yaml)\\)[^\\n]*\\n\\n```yaml\\n(.*?)^```$",
            Pattern.DOTALL | Pattern.MULTILINE);

    private Readme() {}

    /**
     * Checks that the README of an example begins with YAML, and that each block is found literally in its file.
     *
     * @param example the example's folder
     * @throws AssertionError with the block that is not
     */
    public static void check(Path example) throws IOException {
        String readme = Files.readString(example.resolve("README.md"));
        if (!FIRST_BLOCK.matcher(readme).find())
            throw new AssertionError("README.md does not begin with a block of YAML");
        List<MatchResult> blocks = BLOCK.matcher(readme).results().toList();
        if (blocks.size() != ANY_BLOCK.matcher(readme).results().count())
            throw new AssertionError("A block of YAML in README.md has no link to its file in the line above it");
        for (MatchResult block : blocks) {
            Path file = example.resolve(block.group(1));
            if (!Files.readString(file).contains(block.group(2)))
                throw new AssertionError(file + " does not contain what README.md shows of it:\n" + block.group(2));
        }
    }
}
