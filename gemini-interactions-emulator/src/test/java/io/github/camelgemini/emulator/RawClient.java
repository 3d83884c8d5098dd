// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A socket on which a test writes what no client writes. Reading gives up after a minute. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final int port;

    RawClient(GeminiEmulator emulator) throws IOException {
        this.port = emulator.port();
        this.socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
    }

    /** The answer to one request, to the end of the connection. {@code PORT} in it is the emulator's port. */
    static String answer(GeminiEmulator emulator, String request) throws IOException {
        try (RawClient client = new RawClient(emulator)) {
            client.write(request);
            return client.readAll();
        }
    }

    /** A request without a body whose connection ends with the answer: its line, and its header lines. */
    static String ask(GeminiEmulator emulator, String line, String... headers) throws IOException {
        return answer(
                emulator,
                line + "\r\nConnection: close\r\n" + String.join("", lines(headers)) + "Content-Length: 0\r\n\r\n");
    }

    private static String[] lines(String[] headers) {
        String[] lines = new String[headers.length];
        for (int i = 0; i < headers.length; i++) {
            lines[i] = headers[i] + "\r\n";
        }
        return lines;
    }

    void write(String bytes) throws IOException {
        socket.getOutputStream()
                .write(bytes.replace("PORT", String.valueOf(port)).getBytes(StandardCharsets.ISO_8859_1));
    }

    String readAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (java.net.SocketException e) {
            // reset: what came before counts
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** Reads until the text has come. */
    String readUntil(String text) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            read.append((char) next);
            if (read.indexOf(text, Math.max(0, read.length() - text.length())) >= 0) {
                return read.toString();
            }
        }
        throw new IOException("The connection ended behind: " + read);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
