// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.camelk;

import java.util.stream.Stream;

import org.apache.camel.Route;
import org.apache.camel.main.KameletMain;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainCommandLineSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What of an Integration runs without a cluster: its flows, as a file of their own. */
@Timeout(120)
class LoadingTest {

    @RegisterExtension
    final Cluster cluster = new Cluster();

    /** Camel's YAML loader knows the kind Pipe alone. If this fails, a newer one knows Integration: say so in README. */
    @ParameterizedTest
    @MethodSource("runtimes")
    void theFileOfAnIntegrationLoadsNoRouteAndSaysNothing(MainCommandLineSupport camel) throws Exception {
        camel.configure().withAutoConfigurationEnvironmentVariablesEnabled(false);
        camel.configure()
                .withRoutesIncludePattern(
                        "file:" + Resource.named("Integration", "chat").file());

        camel.start();
        try {
            assertThat(camel.getCamelContext().getRoutes()).isEmpty();
        } finally {
            camel.stop();
        }
    }

    static Stream<MainCommandLineSupport> runtimes() {
        return Stream.of(new Main(), commandLine());
    }

    @Test
    void itsFlowsRunInTheRuntimeOfCamelsCommandLine() throws Exception {
        Pod pod = cluster.start(commandLine(), "Integration", "chat");

        assertThat(pod.context().getRoutes()).extracting(Route::getRouteId).contains("turn", "forget");
        assertThat(pod.send("POST", "/chat/anna", "Hello").statusCode()).isEqualTo(200);
    }

    /** Offline: it logs what it would have downloaded besides what is on the class path. */
    private static MainCommandLineSupport commandLine() {
        KameletMain camel = new KameletMain("camel-k");
        camel.setDownload(false);
        return camel;
    }
}
