// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.chatweb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import io.github.camelgemini.examples.support.NodeProcess;
import io.github.camelgemini.examples.support.Terminal;

/** A server with the routes in {@code camel/}, in a process of its own that can be killed and started again. */
final class ChatServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> properties;
    private final Path log;
    private final URI url;
    private NodeProcess process;

    private ChatServer(Map<String, String> properties, Path log, URI url) throws IOException {
        this.properties = properties;
        this.log = log;
        this.url = url;
        process = NodeProcess.start(properties, log);
    }

    /**
     * Starts a server, and waits until it answers.
     *
     * @param settings of the component and of the routes
     * @param work folder for the server's state and its log; is made where it is missing
     * @param port of the loopback interface; 0 for a free one
     * @throws java.net.BindException if the port is in use
     */
    static ChatServer start(Map<String, String> settings, Path work, int port) throws Exception {
        Files.createDirectories(work);
        int free = free(port);
        Map<String, String> properties = new TreeMap<>(settings);
        properties.put("chat.work", work.toAbsolutePath().toString());
        properties.put("camel.server.port", String.valueOf(free));
        ChatServer server =
                new ChatServer(properties, work.resolve("server.log"), URI.create("http://127.0.0.1:" + free + "/"));
        server.awaitPage();
        return server;
    }

    private static int free(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        }
    }

    /** Address of the page. */
    URI url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    /** Ends the process as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.kill();
    }

    /** Starts it again, at the same address and with the state that was there, and waits until it answers. */
    void restart() throws Exception {
        process = NodeProcess.start(properties, log);
        awaitPage();
    }

    private void awaitPage() throws Exception {
        Terminal.await("the server", PATIENCE, () -> {
            process.requireAlive();
            try {
                return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) { // it does not listen yet
                return false;
            }
        });
    }

    /** Stops the server in order. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.close();
    }
}
