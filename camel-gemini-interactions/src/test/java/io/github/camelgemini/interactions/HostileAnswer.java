// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * What a hostile peer answers to one request: bytes, the pieces in which they leave, and what happens behind them. It depends
 * on the seed, the number of the answer and the number of the request alone.
 *
 * @param bytes the response, headers too
 * @param pieces lengths of the pieces that are sent at first; the rest leaves at once
 * @param end what follows the last byte
 */
record HostileAnswer(byte[] bytes, int[] pieces, End end) {

    enum End {
        /** The next request is read. */
        KEEP,
        CLOSE,
        RESET,
        /** Silence, until the client closes. */
        STALL
    }

    private static final String[] TOKENS = {
        "null",
        "true",
        "-1",
        "1e5000",
        "99999999999999999999999",
        "0.1e-9999",
        "\"\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[]",
        "{}",
        "[[[[",
        "{\"a\":",
        "\"x",
        "NaN",
        "[null]",
        "{\"type\":null}",
        "\"completed\"",
        "\"in_progress\"",
        "\"function_call\""
    };

    private static final String[] TEXTS = {
        "{\"id\":\"v1_h\",\"status\":\"completed\",\"model\":\"m\",\"steps\":[{\"type\":\"model_output\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"Paris\"}]}],\"usage\":{\"total_tokens\":5}}",
        "{\"id\":\"v1_h\",\"status\":\"requires_action\",\"steps\":[{\"type\":\"function_call\",\"id\":\"c1\",\"name\":\"f\","
                + "\"arguments\":{\"a\":1}}]}",
        "{\"id\":\"v1_h\",\"status\":\"completed\",\"steps\":[{\"type\":\"model_output\",\"content\":[{\"type\":\"image\","
                + "\"mime_type\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}]}]}",
        "{\"id\":\"v1_h\",\"status\":\"in_progress\"}",
        "{\"error\":{\"code\":\"invalid_request\",\"message\":\"no\",\"status\":\"INVALID_ARGUMENT\",\"details\":"
                + "[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"0.1s\"}]}}",
        "<html><head><script>x</script></head><body>Bad gateway</body></html>",
        "",
        "null"
    };

    private static final String[] EVENTS = {
        event(
                "interaction.created",
                "\"event_id\":\"e1\",\"interaction\":{\"id\":\"v1_h\",\"status\":\"in_progress\",\"model\":\"m\"}"),
        event("step.start", "\"event_id\":\"e2\",\"index\":0,\"step\":{\"type\":\"model_output\"}"),
        event("step.delta", "\"event_id\":\"e3\",\"index\":0,\"delta\":{\"type\":\"text\",\"text\":\"Par\"}"),
        event("step.delta", "\"event_id\":\"e4\",\"index\":0,\"delta\":{\"type\":\"text\",\"text\":\"is\"}"),
        event("step.stop", "\"event_id\":\"e5\",\"index\":0"),
        event(
                "interaction.completed",
                "\"event_id\":\"e6\",\"interaction\":{\"id\":\"v1_h\",\"status\":\"completed\",\"usage\":{\"total_tokens\":5}}")
    };

    /** 16 MiB of zeros in 16 KiB. */
    private static final byte[] BOMB = gzipped(new byte[16 * 1024 * 1024]);

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"event_type\":\"" + type + "\"," + members + "}\n\n";
    }

    /** What a service answers that is in order. */
    static HostileAnswer good(boolean stream) {
        String body = stream ? String.join("", EVENTS) + "event: done\ndata: [DONE]\n\n" : TEXTS[0];
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: " + (stream ? "text/event-stream" : "application/json")
                + "\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        return new HostileAnswer(joined(head.getBytes(StandardCharsets.ISO_8859_1), bytes), new int[0], End.KEEP);
    }

    static HostileAnswer of(long seed, int number, int request, boolean stream) {
        Random random = new Random(seed * 1_000_003 + number * 31L + request);
        if (request > 0 && random.nextInt(4) > 0) return gone();
        byte[] body = body(random, stream);
        String encoding = "";
        switch (random.nextInt(14)) {
            case 0 -> {
                body = gzipped(body);
                encoding = "gzip";
            }
            case 1 -> {
                body = BOMB;
                encoding = random.nextBoolean() ? "gzip" : "x-gzip";
            }
            case 2 -> {
                body = damaged(gzipped(body), random);
                encoding = "gzip";
            }
            case 3 -> encoding = pick(random, "gzip", "deflate", "br", "gzip, gzip", "identity", ",,", "\0");
            case 4 -> {
                body = joined(
                        new byte[] {0x1F, (byte) 0x8B, 8, 8, 0, 0, 0, 0, 0, 3}, new byte[random.nextInt(600_000) + 1]);
                Arrays.fill(body, 10, body.length, (byte) 'n');
                encoding = "gzip";
            }
            default -> {}
        }
        byte[] response = framed(random, body, encoding, stream);
        if (random.nextInt(12) == 0) response = damaged(response, random);
        End end = pick(random, End.CLOSE, End.CLOSE, End.CLOSE, End.CLOSE, End.RESET, End.KEEP);
        if (random.nextInt(6) == 0) response = Arrays.copyOf(response, random.nextInt(response.length + 1));
        if (random.nextInt(60) == 0 && end != End.KEEP) end = End.STALL;
        if (end == End.KEEP) end = End.CLOSE; // what is behind the response may be read as the next one
        return new HostileAnswer(response, pieces(random, response.length), end);
    }

    private static HostileAnswer gone() {
        byte[] bytes = "HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        return new HostileAnswer(bytes, new int[0], End.KEEP);
    }

    private static int[] pieces(Random random, int length) {
        if (random.nextInt(3) > 0) return new int[0];
        int longest = pick(random, 1, 10, 100, 5000);
        return random.ints(Math.min(200, length), 1, longest + 1).toArray();
    }

    private static byte[] body(Random random, boolean stream) {
        if (stream ? random.nextInt(8) > 0 : random.nextInt(8) == 0) return events(random);
        return switch (random.nextInt(10)) {
            case 0 -> new byte[random.nextInt(900_000)];
            case 1 -> ("[".repeat(random.nextInt(200_000)) + TEXTS[0]).getBytes(StandardCharsets.UTF_8);
            case 2 -> ("{\"steps\":" + "{\"a\":".repeat(random.nextInt(100_000))).getBytes(StandardCharsets.UTF_8);
            case 3 ->
                TEXTS[0].replace("Paris", "x".repeat(random.nextInt(700_000))).getBytes(StandardCharsets.UTF_8);
            case 4 -> many(random).getBytes(StandardCharsets.UTF_8);
            case 5 -> damaged(pick(random, TEXTS).getBytes(StandardCharsets.UTF_8), random);
            default -> changed(random, pick(random, TEXTS)).getBytes(StandardCharsets.UTF_8);
        };
    }

    /** Many steps, or members with long names. */
    private static String many(Random random) {
        String one = pick(
                random,
                "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}",
                "{\"type\":\"function_call\",\"id\":\"c\",\"name\":\"f\",\"arguments\":{}}",
                "{}",
                "null",
                "{\"type\":\"thought\",\"signature\":\"" + "s".repeat(200) + "\"}");
        return "{\"id\":\"v1_h\",\"status\":\"completed\",\"steps\":[" + (one + ",").repeat(random.nextInt(3000)) + one
                + "]}";
    }

    /** With another value, name or character at some places. */
    private static String changed(Random random, String text) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0 && changed.length() > 0; i--) {
            int at = random.nextInt(changed.length());
            int colon = changed.indexOf(":", at);
            if (colon < 0) continue;
            int end = colon + 1;
            while (end < changed.length() && ",}]".indexOf(changed.charAt(end)) < 0) end++;
            if (random.nextInt(3) > 0) changed.replace(colon + 1, end, pick(random, TOKENS));
            else if (random.nextBoolean()) changed.delete(at, end);
            else changed.insert(at, changed.substring(at, end));
        }
        return changed.toString();
    }

    private static byte[] events(Random random) {
        List<String> events = new ArrayList<>(List.of(EVENTS));
        for (int i = random.nextInt(4); i > 0 && !events.isEmpty(); i--) {
            int at = random.nextInt(events.size());
            switch (random.nextInt(16)) {
                case 0 -> events.remove(at);
                case 1 -> events.add(at, events.get(random.nextInt(events.size())));
                case 2 -> events.set(at, changed(random, events.get(at)));
                case 3 -> events.add(at, pick(random, TEXTS));
                case 4 -> events.add(at, ": x\n".repeat(random.nextInt(50_000)));
                case 5 -> events.add(at, "data:\n".repeat(random.nextInt(50_000)));
                case 6 -> events.add(at, "data: " + "x".repeat(random.nextInt(400_000)));
                case 7 -> events.add(at, "event: " + "x".repeat(random.nextInt(100_000)) + "\n");
                case 8 -> events.add(at, "retry: 99999999999999999999\nid: " + "i".repeat(10_000) + "\n");
                case 9 -> events.add(at, EVENTS[2].repeat(random.nextInt(2000)));
                case 10 ->
                    events.add(at, pick(random, "\ufeff", "\0", "\r", "\r\n\r", "\n\n\n", "data", "event", "[}", "{"));
                case 11 -> events.set(at, events.get(at).replace("\"e", "\"" + "e".repeat(random.nextInt(3000))));
                case 12 -> events.set(at, events.get(at).replace("\"index\":0", "\"index\":" + pick(random, TOKENS)));
                case 13 -> events.set(at, events.get(at).stripTrailing());
                case 14 -> events.add(at, event("error", "\"error\":{\"code\":\"x\",\"message\":\"y\"}"));
                default ->
                    events.add(
                            at,
                            event("step.start", "\"index\":" + random.nextInt() + ",\"step\":" + pick(random, TEXTS)));
            }
        }
        byte[] bytes = String.join("", events).getBytes(StandardCharsets.UTF_8);
        return random.nextInt(10) == 0 ? damaged(bytes, random) : bytes;
    }

    private static byte[] framed(Random random, byte[] body, String encoding, boolean stream) {
        StringBuilder head = new StringBuilder();
        if (random.nextInt(15) == 0)
            head.append(pick(random, "HTTP/1.1 100 C\r\n\r\n", "HTTP/1.1 103 H\r\nX: y\r\n\r\n", "\r\n")
                    .repeat(random.nextInt(40)));
        int status = random.nextInt(3) > 0
                ? 200
                : pick(
                        random, 201, 204, 206, 304, 302, 400, 401, 403, 404, 408, 418, 500, 501, 502, 503, 504, 599,
                        999, 99);
        head.append(
                        random.nextInt(40) == 0
                                ? pick(random, "HTTP/2 ", "HTTP/1.0 ", "HTTP/9.9 ", "ICY ", "")
                                : "HTTP/1.1 ")
                .append(status)
                .append(pick(random, " OK", "", " \0", " " + "r".repeat(random.nextInt(20_000))))
                .append("\r\n");
        String type = random.nextInt(5) > 0
                ? stream ? "text/event-stream" : "application/json"
                : pick(
                        random,
                        "text/html",
                        "text/event-stream",
                        "application/json",
                        "",
                        "a/b;c=",
                        "\0",
                        "x".repeat(9000));
        head.append("Content-Type: ").append(type).append("\r\n");
        if (!encoding.isEmpty())
            head.append("Content-Encoding: ").append(encoding).append("\r\n");
        switch (random.nextInt(12)) {
            case 0 -> head.append("X: y\r\n".repeat(random.nextInt(300)));
            case 1 ->
                head.append("X: ").append("y".repeat(random.nextInt(40_000))).append("\r\n");
            case 2 ->
                head.append("Retry-After: ")
                        .append(pick(random, "-1", "x", "0", "1e9"))
                        .append("\r\n");
            case 3 -> head.append("Connection: close, keep-alive\r\nKeep-Alive: timeout=99999999999999999999\r\n");
            case 4 ->
                head.append(pick(random, " folded\r\n", ":\r\n", "no colon\r\n", "\0: \0\r\n", "Set-Cookie: a=b\r\n"));
            default -> {}
        }
        byte[] framed = body;
        switch (random.nextInt(8)) {
            case 0 ->
                head.append("Content-Length: ")
                        .append(pick(random, "-1", "0", "1", "99999999999999999999", "9999999", "x", " ", "5, 5"))
                        .append("\r\n");
            case 1 -> head.append("Content-Length: ").append(body.length).append("\r\nContent-Length: 7\r\n");
            case 2, 3 -> {
                head.append("Transfer-Encoding: chunked\r\n");
                framed = chunked(random, body);
            }
            case 4 -> {} // to the end of the connection
            default -> head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        return joined(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1), framed);
    }

    private static byte[] chunked(Random random, byte[] body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        int longest = pick(random, 3, 100, 10_000, 1_000_000);
        for (int at = 0, count = 0; at < body.length && count < 3000; count++) {
            int length = Math.min(body.length - at, 1 + random.nextInt(longest));
            String extension = random.nextInt(50) == 0 ? ";" + "e".repeat(random.nextInt(20_000)) : "";
            String size = random.nextInt(200) == 0
                    ? pick(random, "-1", "-5", "x", "", "FFFFFFFFFFFFFFFFF", "7fffffffffffffff")
                    : Integer.toHexString(length);
            chunks.writeBytes((size + extension + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            chunks.write(body, at, length);
            chunks.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            at += length;
        }
        String trailers = random.nextInt(10) == 0 ? "X: y\r\n".repeat(random.nextInt(300)) : "";
        chunks.writeBytes(("0\r\n" + trailers + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return chunks.toByteArray();
    }

    /** With some other bytes. */
    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int i = 1 + random.nextInt(5); i > 0 && damaged.length > 0; i--)
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        return damaged;
    }

    private static byte[] gzipped(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... of) {
        return of[random.nextInt(of.length)];
    }
}
