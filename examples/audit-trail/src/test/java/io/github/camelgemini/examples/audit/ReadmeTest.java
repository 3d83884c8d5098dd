// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.nio.file.Path;

import io.github.camelgemini.examples.support.Readme;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void showsTheRoutesAsTheyAre() throws Exception {
        Readme.check(Path.of(""));
    }
}
