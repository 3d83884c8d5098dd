// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.answer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code continuation_token} stands for: the parts of an answer that are still to come. The token holds all of it,
 * so it is valid on each emulator, also after a restart. Assumed: the service's tokens are opaque; that they hold the
 * state is not known.
 *
 * @param hop number of the next part, from 1; at least 2
 * @param parts those to come, at least one
 * @param target model or agent that was asked
 * @param input digest of the input that has to be sent again; null where the interaction is stored
 * @param sameToken whether the answer has this token again, and the same part once more
 * @param singleUse whether it is refused the second time
 * @param nonce makes tokens differ
 */
public record Continuation(
        int hop,
        List<Part> parts,
        String target,
        @Nullable String input,
        boolean sameToken,
        boolean singleUse,
        String nonce) {
    private static final String MARK = "emulator_";

    /** Number of bytes that are inflated: a short token may stand for any number. */
    private static final int LONGEST = 64 << 20;

    public Continuation {
        parts = List.copyOf(parts);
    }

    /**
     * One part of an answer.
     *
     * @param deltas the pieces in which its first text is streamed; empty: cut by length
     */
    public record Part(List<ObjectNode> steps, List<String> deltas) {
        public Part {
            steps = List.copyOf(steps);
            deltas = List.copyOf(deltas);
        }
    }

    /** What comes behind a part of the answer to this request. */
    public static Continuation of(
            int hop, List<Part> parts, CreateRequest request, boolean sameToken, boolean singleUse) {
        String input = request.store() ? null : digest(request.steps());
        return new Continuation(hop, parts, request.target(), input, sameToken, singleUse, Ids.callId());
    }

    /** The token; opaque to clients. */
    public String token() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            deflater.write(Json.writeBytes(Json.tree(this)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** Null for a token that is not the emulator's. */
    public static @Nullable Continuation read(@Nullable String token) {
        if (token == null || !token.startsWith(MARK)) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token.substring(MARK.length()));
            try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
                byte[] json = inflater.readNBytes(LONGEST + 1);
                return json.length > LONGEST ? null : Json.read(json, Continuation.class);
            }
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether this is the input that was sent with the request whose answer had the token. */
    public boolean hasInput(List<ObjectNode> steps) {
        return digest(steps).equals(input);
    }

    private static String digest(List<ObjectNode> steps) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            steps.forEach(step -> sha.update(Json.write(step).getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
