// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import io.github.camelgemini.examples.support.Node;
import org.apache.camel.main.Main;

/** The page of {@code camel/desk.camel.yaml}, on a free port of the loopback interface, and a person who uses it. */
final class Desk implements AutoCloseable {

    private final HttpClient browser = HttpClient.newHttpClient();
    private final String url;
    private final Main camel;

    Desk(DataSource database) throws Exception {
        int port = freePort();
        url = "http://127.0.0.1:" + port + "/";
        camel = Node.camel(Map.of(Node.ROUTES, "classpath:camel/desk.camel.yaml", "desk.port", String.valueOf(port)));
        camel.bind("database", database);
        camel.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return url;
    }

    HttpResponse<String> page() throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Presses a button. The status is 303 for a decision that counts, 409 for one that comes too late. */
    CompletableFuture<Integer> decide(String round, String decision, String reason) {
        String form = "round=" + encoded(round) + "&decision=" + encoded(decision) + "&reason=" + encoded(reason);
        return browser.sendAsync(
                        HttpRequest.newBuilder(URI.create(url + "decisions"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        camel.stop();
    }
}
