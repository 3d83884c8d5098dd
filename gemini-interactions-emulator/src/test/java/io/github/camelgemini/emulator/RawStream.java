// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a streamed create, read off the socket to its last byte: clients throw away what they have not handed out
 * when the connection breaks.
 *
 * @param complete whether the response was ended, not the connection alone
 * @param pieces what came in one piece
 */
record RawStream(String body, boolean complete, List<byte[]> pieces) {

    static RawStream create(String baseUrl, String json) throws IOException {
        URI server = URI.create(baseUrl);
        byte[] content = json.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(60_000);
            String head =
                    "POST /v1beta/interactions HTTP/1.1\r\nHost: localhost\r\nx-goog-api-key: k\r\nContent-Length: "
                            + content.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(content);
            InputStream in = socket.getInputStream();
            while (!line(in).isEmpty()) {
                continue;
            }
            return chunks(in);
        }
    }

    private static RawStream chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<byte[]> pieces = new ArrayList<>();
        for (String size = line(in); !size.isEmpty(); size = line(in)) {
            if (size.equals("0")) {
                return new RawStream(body.toString(StandardCharsets.UTF_8), true, pieces);
            }
            byte[] piece = in.readNBytes(Integer.parseInt(size, 16));
            pieces.add(piece);
            body.write(piece);
            line(in);
        }
        return new RawStream(body.toString(StandardCharsets.UTF_8), false, pieces);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
