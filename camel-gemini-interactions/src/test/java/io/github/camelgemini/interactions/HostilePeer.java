// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service on a real socket that answers the input {@code case N} with the {@linkplain HostileAnswer hostile answer} of that
 * number, and {@code good} as it should. What is read of an interaction afterwards belongs to some case, too.
 */
final class HostilePeer implements AutoCloseable {

    private static final Pattern CASE = Pattern.compile("case (\\d+)");

    private final ServerSocket socket = new ServerSocket(0, 1000, InetAddress.getByName("127.0.0.1"));
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<Integer, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final long seed;

    HostilePeer(long seed) throws IOException {
        this.seed = seed;
        start(() -> {
            while (!socket.isClosed()) {
                Socket accepted = socket.accept();
                open.add(accepted);
                start(() -> play(accepted));
            }
        });
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The client went away, or the test is over.
                    }
                },
                "hostile-peer");
        thread.setDaemon(true);
        thread.start();
    }

    private void play(Socket accepted) throws IOException {
        try (accepted) {
            accepted.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(accepted.getInputStream());
            for (String request = read(in); request != null; request = read(in)) {
                HostileAnswer answer = answer(request);
                send(answer, accepted.getOutputStream());
                switch (answer.end()) {
                    case KEEP -> {}
                    case CLOSE -> {
                        return;
                    }
                    case RESET -> {
                        accepted.setSoLinger(true, 0);
                        return;
                    }
                    case STALL -> {
                        while (in.read() >= 0) {}
                        return;
                    }
                }
            }
        } finally {
            open.remove(accepted);
        }
    }

    private HostileAnswer answer(String request) {
        boolean stream = request.contains("\"stream\":true") || request.contains("stream=true");
        Matcher found = CASE.matcher(request);
        if (found.find()) {
            int number = Integer.parseInt(found.group(1));
            int before =
                    requests.computeIfAbsent(number, any -> new AtomicInteger()).getAndIncrement();
            return HostileAnswer.of(seed, number, before, stream);
        }
        if (request.startsWith("POST") && request.contains("good")) return HostileAnswer.good(stream);
        return HostileAnswer.of(seed, -1, reads.incrementAndGet(), stream);
    }

    private static void send(HostileAnswer answer, OutputStream out) throws IOException {
        int at = 0;
        for (int piece : answer.pieces()) {
            int length = Math.min(piece, answer.bytes().length - at);
            out.write(answer.bytes(), at, length);
            at += length;
        }
        out.write(answer.bytes(), at, answer.bytes().length - at);
    }

    /** A whole request; null at the end. */
    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) return null;
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        Matcher length = Pattern.compile("content-length: (\\d+)").matcher(text.toLowerCase(Locale.ROOT));
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        return text + new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket accepted : open) accepted.close();
    }
}
