// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import io.github.camelgemini.examples.support.LocalSite;
import io.github.camelgemini.examples.support.Node;
import org.apache.camel.main.Main;

/** The page of {@code camel/desk.camel.yaml}, on a free port of the loopback interface, and a person who uses it. */
final class Desk implements AutoCloseable {

    private final LocalSite site = LocalSite.onFreePort();
    private final Main camel;

    Desk(DataSource database) throws Exception {
        camel = Node.camel(
                Map.of(Node.ROUTES, "classpath:camel/desk.camel.yaml", "desk.port", String.valueOf(site.port())));
        camel.bind("database", database);
        camel.start();
    }

    String url() {
        return site.url();
    }

    HttpResponse<String> page() throws IOException, InterruptedException {
        return site.get("");
    }

    /** Presses a button. The status is 303 for a decision that counts, 409 for one that comes too late. */
    CompletableFuture<Integer> decide(String round, String decision, String reason) {
        return site.submit("decisions", Map.of("round", round, "decision", decision, "reason", reason));
    }

    @Override
    public void close() {
        camel.stop();
    }
}
