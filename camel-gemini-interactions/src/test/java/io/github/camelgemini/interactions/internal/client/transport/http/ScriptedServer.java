// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/** A server on a real socket. Each connection is played by the script, on a thread of its own. */
final class ScriptedServer implements AutoCloseable {

    interface Script {
        void play(Peer peer) throws Exception;
    }

    interface Answer {
        void to(Request request, Peer peer) throws Exception;
    }

    record Request(String line, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.get(name);
        }
    }

    final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    final AtomicInteger connections = new AtomicInteger();

    private final ServerSocket socket;
    private final String scheme;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private ScriptedServer(@Nullable SSLContext tls, Script script) throws IOException {
        ServerSocketFactory factory = tls == null ? ServerSocketFactory.getDefault() : tls.getServerSocketFactory();
        this.socket = factory.createServerSocket(0, 1000, InetAddress.getByName("127.0.0.1"));
        this.scheme = tls == null ? "http" : "https";
        this.script = script;
        start("accept", () -> {
            while (!socket.isClosed()) {
                Socket accepted = socket.accept();
                open.add(accepted);
                connections.incrementAndGet();
                start("peer", () -> play(accepted));
            }
        });
    }

    static ScriptedServer perConnection(Script script) throws IOException {
        return new ScriptedServer(null, script);
    }

    static ScriptedServer perRequest(Answer answer) throws IOException {
        return perRequest(null, answer);
    }

    static ScriptedServer perRequest(@Nullable SSLContext tls, Answer answer) throws IOException {
        return new ScriptedServer(tls, peer -> {
            for (Request request = peer.read(); request != null; request = peer.read()) {
                answer.to(request, peer);
            }
        });
    }

    URI root() {
        return URI.create(scheme + "://127.0.0.1:" + socket.getLocalPort() + "/v1beta");
    }

    int port() {
        return socket.getLocalPort();
    }

    private void play(Socket accepted) throws Exception {
        try (accepted) {
            accepted.setTcpNoDelay(true);
            script.play(new Peer(accepted));
        } finally {
            open.remove(accepted);
        }
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        // The client went away, or the test is over.
                    }
                },
                "scripted-server-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws Exception;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket accepted : open) {
            accepted.close();
        }
    }

    /** One connection, seen from the server. */
    final class Peer {

        private final Socket connection;
        private final InputStream in;
        private final OutputStream out;

        private Peer(Socket connection) throws IOException {
            this.connection = connection;
            this.in = new BufferedInputStream(connection.getInputStream());
            this.out = connection.getOutputStream();
        }

        /** The next request; null when the client has closed. */
        @Nullable
        Request read() throws IOException {
            String line = line();
            if (line == null || line.isEmpty()) {
                return null;
            }
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String header = line(); header != null && !header.isEmpty(); header = line()) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon), header.substring(colon + 1).trim());
            }
            byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
            Request request = new Request(line, headers, body);
            requests.add(request);
            return request;
        }

        private @Nullable String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    return null;
                }
                if (b != '\r') {
                    line.write(b);
                }
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }

        void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void send(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        /** A whole answer. */
        void answer(int status, String headers, byte[] body) throws IOException {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            message.writeBytes(
                    ("HTTP/1.1 " + status + " X\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            message.writeBytes(body);
            send(message.toByteArray());
        }

        void answer(int status, String headers, String body) throws IOException {
            answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
        }

        /** The head of a chunked stream. */
        void startStream() throws IOException {
            send(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        void chunk(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            send(Integer.toHexString(bytes.length).toLowerCase(Locale.ROOT) + "\r\n" + text + "\r\n");
        }

        void endStream() throws IOException {
            send("0\r\n\r\n");
        }

        /** Waits until the client closes; fails when it sends something instead. */
        void awaitClose() throws IOException {
            try {
                if (in.read() >= 0) {
                    throw new EOFException("Expected the client to close");
                }
            } catch (SocketException e) {
                // A reset is a close, too.
            }
        }

        /** Takes in whatever comes, and says nothing. */
        void awaitEnd() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }

        void close() throws IOException {
            connection.close();
        }

        /** Closes with a reset. */
        void reset() throws IOException {
            connection.setSoLinger(true, 0);
            connection.close();
        }
    }

    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("Waited in vain");
        }
    }
}
