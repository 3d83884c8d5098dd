// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A service, a gateway or a proxy that tells everybody what it was sent, credentials too. */
final class EchoServer implements AutoCloseable {

    private final HttpServer server;

    private EchoServer(HttpServer server) {
        this.server = server;
    }

    /**
     * @param contentType of the answer's body
     * @param body makes the answer's body of what came: headers in one line without quotes, and the body's first line
     */
    static EchoServer answering(int status, String contentType, UnaryOperator<String> body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> answer(exchange, status, contentType, body));
        server.start();
        return new EchoServer(server);
    }

    private static void answer(HttpExchange exchange, int status, String contentType, UnaryOperator<String> body)
            throws IOException {
        String came = (exchange.getRequestHeaders().entrySet().toString() + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                        + exchange.getRequestURI())
                .replaceAll("[\"\\\\\\r\\n]", " ");
        byte[] answer = body.apply(came).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.getResponseHeaders()
                .set("Location", "https://elsewhere.example/?was=" + came.replaceAll("[^A-Za-z0-9=]", "."));
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"" + came + "\"");
        exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"office\"");
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
