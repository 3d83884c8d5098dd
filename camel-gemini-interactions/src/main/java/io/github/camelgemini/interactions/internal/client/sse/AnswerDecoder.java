// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Incremental decoder of a response that should be an event stream, and may be one JSON document. The media type decides;
 * where it does not say {@code text/event-stream}, the first character decides, because gateways send wrong types. Used as
 * {@link SseDecoder}; a document is returned by {@link #finish()}.
 */
public final class AnswerDecoder {

    public static final String EVENT_STREAM = "text/event-stream";

    /** Types that a message may name: any other text of a peer is not shown. */
    private static final Set<String> KNOWN = Set.of(
            EVENT_STREAM,
            "application/json",
            "application/octet-stream",
            "application/x-ndjson",
            "application/xml",
            "text/html",
            "text/plain",
            "text/xml");

    private static final int EXCERPT_BYTES = 600;

    // Set once.
    private final String mediaType;
    private final int maxBytes;
    private final SseDecoder events;

    private boolean decided;
    // Not null for a document.
    private @Nullable ByteArrayOutputStream document;
    private final JsonEnd documentEnd = new JsonEnd();
    private boolean isComplete;
    private boolean isReturned;

    /**
     * @param mediaType in lower case, without parameters; empty if there is none
     * @param maxBytes maximum size of an event, and of a document: option {@code maxEventSize}
     */
    public AnswerDecoder(String mediaType, int maxBytes) {
        this.mediaType = mediaType;
        this.maxBytes = maxBytes;
        this.events = new SseDecoder(maxBytes);
        this.decided = mediaType.equals(EVENT_STREAM);
    }

    /** A media type as the message of an exception may name it. */
    public static String named(String mediaType) {
        if (mediaType.isEmpty()) return "a response without Content-Type";
        return KNOWN.contains(mediaType) ? mediaType : "another media type";
    }

    /**
     * The first character that is no white space and no byte order mark.
     *
     * @return -1 if there is none
     */
    public static int firstCharacter(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            int character = bytes[at] & 0xFF;
            if (character > ' ' && character != 0xEF && character != 0xBB && character != 0xBF) return character;
        }
        return -1;
    }

    /** True for the first character of a JSON object or list. */
    public static boolean beginsDocument(int character) {
        return character == '{' || character == '[';
    }

    /**
     * Sets the next buffer, which the decoder reads until {@link #next()} returns null.
     *
     * @throws InteractionProtocolException for a page, and for a document larger than {@code maxEventSize}
     */
    public void feed(ByteBuffer bytes) {
        if (!decided) decide(bytes);
        if (document == null) events.feed(bytes);
        else append(document, bytes);
    }

    private void decide(ByteBuffer bytes) {
        byte[] peeked = new byte[bytes.remaining()];
        bytes.duplicate().get(peeked);
        int first = firstCharacter(peeked, 0, peeked.length);
        if (first < 0) return;
        decided = true;
        if (beginsDocument(first)) document = new ByteArrayOutputStream(peeked.length);
        if (first == '<')
            throw new InteractionProtocolException(
                    "The service answered with " + named(mediaType) + ", a page, instead of an event stream",
                    new String(peeked, 0, Math.min(peeked.length, EXCERPT_BYTES), StandardCharsets.UTF_8),
                    null);
    }

    private void append(ByteArrayOutputStream whole, ByteBuffer bytes) {
        if (whole.size() + (long) bytes.remaining() > maxBytes)
            throw new InteractionProtocolException(
                    "The service answered with JSON instead of an event stream, and it is larger than maxEventSize ("
                            + maxBytes + " bytes): raise maxEventSize",
                    "",
                    null);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        whole.writeBytes(copy);
        isComplete = documentEnd.isReached(copy, 0, copy.length);
    }

    /** True if the answer is one JSON document, and not an event stream. */
    public boolean isDocument() {
        return document != null;
    }

    /** As {@link SseDecoder#next()}; a document as soon as its last bracket is closed, for the connection may stay open. */
    public @Nullable SseFrame next() {
        if (document == null) return events.next();
        if (!isComplete || isReturned) return null;
        isReturned = true;
        return new SseFrame(null, text(document), false);
    }

    /** As {@link SseDecoder#nextFramed()}; null for a document. */
    public @Nullable SseFrame nextFramed() {
        return document == null ? events.nextFramed() : null;
    }

    /** As {@link SseDecoder#unterminated()}; null for a document. */
    public @Nullable SseFrame unterminated() {
        return document == null ? events.unterminated() : null;
    }

    /** The document with all that may follow it, or what {@link SseDecoder#finish()} returns. */
    public @Nullable SseFrame finish() {
        return document == null ? events.finish() : new SseFrame(null, text(document), false);
    }

    private static String text(ByteArrayOutputStream document) {
        String text = document.toString(StandardCharsets.UTF_8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}
