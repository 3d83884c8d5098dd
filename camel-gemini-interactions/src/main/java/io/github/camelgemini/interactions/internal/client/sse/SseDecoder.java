// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Incremental decoder of server-sent events: buffers in, frames out. One decoder per stream, one thread at a time.
 *
 * <pre>
 * while ((frame = decoder.next()) != null) …   // null: needs more bytes
 * decoder.feed(buffer);
 * </pre>
 *
 * <p>Documented: WHATWG HTML, 9.2.6 "Interpreting an event stream". In addition, lines that are not fields are collected for
 * {@link #finish()}, because the service sometimes answers with bare JSON in mid-stream; and a frame that has a name and no
 * data, two names, or a torn field, is a frame with empty data, so that its reader sees that an event is missing.
 */
public final class SseDecoder {

    private static final int MAX_REUSED_BYTES = 8 * 1024;
    /** Longest name of an event that is read; the names of the API have at most 30 characters. */
    private static final int MAX_NAME_BYTES = 256;

    private static final int MAX_STRAY_CHARS = 64 * 1024;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;
    private static final int EXCERPT_BYTES = 600;

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = ascii("data");
    private static final byte[] EVENT = ascii("event");
    private static final byte[] ID = ascii("id");
    private static final byte[] RETRY = ascii("retry");
    private static final byte[][] FIELDS = {DATA, EVENT, ID, RETRY};
    private static final byte[] NOTHING = {};

    // Set once.
    private final int maxFrameBytes;

    // The current buffer.
    private byte[] input = NOTHING;
    private int at;
    private int end;

    // The part of the current line from earlier buffers.
    private byte[] begun = NOTHING;
    private int begunBytes;
    private boolean first = true;
    private boolean skipLineFeed;

    // The current frame, which may span buffers.
    private @Nullable String event;
    // Of a frame with one line of data: the array that has it, and its place there. The array of a fed buffer does not
    // change; of one that is used again, the data is copied.
    private byte @Nullable [] data;
    private int dataFrom;
    private int dataTo;
    private @Nullable StringBuilder lines;
    private long dataBytes;
    private boolean nameless;
    private boolean torn;

    // The last event name, cached because the next one is mostly the same.
    private byte[] knownName = NOTHING;
    private String knownEvent = "";

    // Lines that are not fields of an event stream.
    private final StringBuilder stray = new StringBuilder();
    private JsonEnd strayEnd = new JsonEnd();
    private boolean lineRead; // all but its end
    private @Nullable SseFrame unframed; // decoded, and not returned yet
    // Reads ahead in an unfinished line of JSON, each byte once; null if the line has none.
    private @Nullable JsonEnd ahead;
    private int readAhead;
    private long examined;

    /** @param maxFrameBytes maximum size of the data of a frame: option {@code maxEventSize} */
    public SseDecoder(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /**
     * Sets the next buffer, which the decoder reads until {@link #next()} returns null. Its array must not change: frames are
     * read from it.
     *
     * @throws IllegalStateException if the previous buffer is not decoded completely
     */
    public void feed(ByteBuffer bytes) {
        if (at < end) throw new IllegalStateException("next() has not returned null yet");
        if (bytes.hasArray()) {
            input = bytes.array();
            at = bytes.arrayOffset() + bytes.position();
            end = at + bytes.remaining();
        } else {
            input = new byte[bytes.remaining()];
            bytes.duplicate().get(input);
            at = 0;
            end = input.length;
        }
    }

    /**
     * The next complete frame, or JSON beside the frames, as soon as its last bracket is closed; null if more bytes are needed.
     *
     * @throws InteractionProtocolException if the frame is larger than {@code maxEventSize}; the decoder is then unusable
     */
    public @Nullable SseFrame next() {
        SseFrame begun = unframed;
        unframed = null;
        return begun != null ? begun : decodeNext();
    }

    /** As {@link #next()}, but null for JSON beside the frames, which the next call of that returns. */
    public @Nullable SseFrame nextFramed() {
        SseFrame frame = unframed == null ? decodeNext() : null;
        if (frame == null || frame.framed()) return frame;
        unframed = frame;
        return null;
    }

    private @Nullable SseFrame decodeNext() {
        while (at < end) {
            if (skipLineFeed) {
                skipLineFeed = false;
                if (input[at] == '\n') {
                    at++;
                    continue;
                }
            }
            int lineEnd = LineEnds.find(input, at, end);
            examined += lineEnd - at + 1;
            if (dataBytes + begunBytes + (lineEnd - at) > lineLimit()) throw tooLarge(lineEnd);
            if (lineEnd == end) {
                append(at, end);
                at = end;
                SseFrame json = jsonWithoutLineEnd();
                if (json != null) return json;
                break;
            }
            SseFrame frame = endLine(lineEnd);
            if (frame != null) return frame;
        }
        input = NOTHING;
        at = 0;
        end = 0;
        return null;
    }

    /**
     * The frame that the end of the stream ends instead of a blank line, with or without the end of its last line. Called
     * after {@link #next()} has returned null, for a stream that was not cut off; the caller checks that the data is whole.
     * The standard drops such a frame, but services end streams with one.
     *
     * @return null if there is none, or its last line is no whole field
     */
    public @Nullable SseFrame unterminated() {
        int from = lineStart(begun, begunBytes);
        if (begunBytes > from) {
            boolean isField = begun[from] == ':';
            for (byte[] name : FIELDS) isField |= isField(name, begun, from, begunBytes);
            if (!isField) return null;
            int length = begunBytes;
            begunBytes = 0;
            line(begun, 0, length);
        }
        return data == null || torn ? null : dispatch();
    }

    /**
     * Called once at the end of the stream, after {@link #next()} has returned null. Drops an incomplete frame, which the
     * service sends again after a resume.
     *
     * @return the text that was not an event stream, up to 64 Ki characters; null if there was none
     */
    public @Nullable SseFrame finish() {
        int from = lineStart(begun, begunBytes);
        if (begunBytes > from && !mayBecomeField(begun, from, begunBytes)) stray(begun, from, begunBytes);
        begunBytes = 0;
        String text = stray.toString();
        clearStray();
        return text.isBlank() ? null : new SseFrame(null, text, false);
    }

    /** Number of times that a byte was examined, for tests: in proportion to the bytes, however they arrive. */
    long examined() {
        return examined;
    }

    /** The limit excludes the name of the field, its colon and space, and a byte order mark. */
    private long lineLimit() {
        return (long) maxFrameBytes + DATA.length + 2 + BOM.length;
    }

    /** Decodes the line that ends here and moves past its end. */
    private @Nullable SseFrame endLine(int lineEnd) {
        int from = at;
        at = lineEnd + 1;
        ahead = null;
        skipLineFeed = input[lineEnd] == '\r';
        if (begunBytes == 0) return line(input, from, lineEnd);
        append(from, lineEnd);
        int length = begunBytes;
        begunBytes = 0;
        SseFrame frame = line(begun, 0, length);
        if (begun.length > MAX_REUSED_BYTES) begun = NOTHING;
        return frame;
    }

    private @Nullable SseFrame line(byte[] bytes, int lineFrom, int to) {
        int from = first ? lineFrom + lineStart(bytes, lineFrom, to) : lineFrom;
        first = false;
        boolean isRest = lineRead;
        lineRead = false;
        if (from == to) return isRest ? null : dispatch();
        if (isField(DATA, bytes, from, to)) data(bytes, valueStart(from + DATA.length, bytes, to), to);
        else if (isField(EVENT, bytes, from, to)) event(bytes, valueStart(from + EVENT.length, bytes, to), to);
        else if (bytes[from] != ':' && !isField(ID, bytes, from, to) && !isField(RETRY, bytes, from, to))
            return strayLine(bytes, from, to);
        return null;
    }

    private void data(byte[] bytes, int from, int to) {
        dataBytes += to - from + 1;
        byte[] before = data;
        if (before == null) {
            boolean isReused = bytes == begun && begun.length <= MAX_REUSED_BYTES;
            data = isReused ? Arrays.copyOfRange(bytes, from, to) : bytes;
            dataFrom = isReused ? 0 : from;
            dataTo = isReused ? to - from : to;
            return;
        }
        if (lines == null) lines = new StringBuilder(text(before, dataFrom, dataTo));
        lines.append('\n').append(text(bytes, from, to));
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private void event(byte[] bytes, int from, int end) {
        int to = Math.min(end, from + MAX_NAME_BYTES);
        if (event != null) torn = true; // the frame that this name belongs to has begun inside another one
        if (!Arrays.equals(bytes, from, to, knownName, 0, knownName.length)) {
            knownName = Arrays.copyOfRange(bytes, from, to);
            knownEvent = new String(knownName, StandardCharsets.UTF_8);
        }
        event = knownEvent.isEmpty() ? null : knownEvent;
        nameless = event == null;
    }

    private @Nullable SseFrame strayLine(byte[] bytes, int from, int to) {
        if (isTorn(DATA, bytes, from, to) || isTorn(EVENT, bytes, from, to)) {
            torn = true;
            return null;
        }
        return stray(bytes, from, to) ? json() : null;
    }

    private SseFrame json() {
        String text = stray.toString();
        clearStray();
        return new SseFrame(null, text, false);
    }

    private void clearStray() {
        stray.setLength(0);
        strayEnd = new JsonEnd();
    }

    /** The JSON that the unfinished line ends; null if there is none. The connection may stay open and silent behind it. */
    private @Nullable SseFrame jsonWithoutLineEnd() {
        int from = lineStart(begun, begunBytes);
        if (begunBytes > MAX_STRAY_CHARS || begunBytes <= from || !isJson(begun, from)) return null;
        JsonEnd reader = ahead;
        if (reader == null) {
            ahead = reader = new JsonEnd(strayEnd);
            readAhead = from;
        }
        examined += begunBytes - readAhead;
        boolean isReached = reader.isReached(begun, readAhead, begunBytes);
        readAhead = begunBytes;
        if (!isReached || begun[begunBytes - 1] != '}' && begun[begunBytes - 1] != ']') return null;
        ahead = null;
        boolean isWhole = stray(begun, from, begunBytes);
        begunBytes = 0;
        first = false;
        lineRead = true;
        return isWhole ? json() : null;
    }

    /** True if this line is JSON, or a line of it, and no field. */
    private boolean isJson(byte[] bytes, int from) {
        return stray.length() > 0 ? beginsJson(stray.charAt(0)) : beginsJson(bytes[from]);
    }

    private static boolean beginsJson(int character) {
        return AnswerDecoder.beginsDocument(character);
    }

    /** True if a line is the beginning of a field's name, alone or with the next frame behind it. */
    private static boolean isTorn(byte[] name, byte[] bytes, int from, int to) {
        for (int at = from; at < to && at - from < name.length && bytes[at] == name[at - from]; ) {
            at++;
            if (at == to || isField(EVENT, bytes, at, to) || isField(DATA, bytes, at, to)) return true;
        }
        return false;
    }

    /** Adds a line; true if it ends JSON. */
    private boolean stray(byte[] bytes, int from, int to) {
        int room = MAX_STRAY_CHARS - stray.length();
        if (room <= 0) return false;
        boolean isJson = isJson(bytes, from);
        if (stray.length() > 0) stray.append('\n');
        stray.append(new String(bytes, from, Math.min(to - from, room), StandardCharsets.UTF_8));
        return isJson && to - from <= room && strayEnd.isReached(bytes, from, to);
    }

    private @Nullable SseFrame dispatch() {
        boolean isTorn = torn || nameless && data == null;
        if (data == null && event == null && !isTorn) return null;
        SseFrame frame = isTorn ? new SseFrame("", "", true) : frame();
        torn = false;
        nameless = false;
        event = null;
        data = null;
        lines = null;
        dataBytes = 0;
        discardNoise();
        return frame;
    }

    private SseFrame frame() {
        if (lines != null) return new SseFrame(event, lines.toString(), true);
        return data == null ? new SseFrame(event, "", true) : new SseFrame(event, data, dataFrom, dataTo);
    }

    /** Discards lines that are not fields, except JSON: the service may send an error between frames. */
    private void discardNoise() {
        if (stray.length() > 0 && !beginsJson(stray.charAt(0))) clearStray();
    }

    /** Doubles the array, so that the number of copies per byte is constant for a line of any length. */
    private void append(int from, int to) {
        int length = begunBytes + (to - from);
        if (length > begun.length) {
            long doubled = Math.max(2L * length, 512);
            begun = Arrays.copyOf(begun, (int) Math.max(length, Math.min(doubled, Math.min(lineLimit(), MAX_ARRAY))));
        }
        System.arraycopy(input, from, begun, begunBytes, to - from);
        begunBytes = length;
    }

    private InteractionProtocolException tooLarge(int lineEnd) {
        append(at, Math.min(lineEnd, at + EXCERPT_BYTES));
        String excerpt = new String(begun, 0, Math.min(begunBytes, EXCERPT_BYTES), StandardCharsets.UTF_8);
        return new InteractionProtocolException(
                "An event of the stream is larger than maxEventSize (" + maxFrameBytes
                        + " bytes): raise maxEventSize, or request media by reference",
                excerpt,
                null);
    }

    private int lineStart(byte[] bytes, int length) {
        return first ? lineStart(bytes, 0, length) : 0;
    }

    private static int lineStart(byte[] bytes, int from, int to) {
        return startsWith(BOM, bytes, from, to) ? BOM.length : 0;
    }

    private static boolean isField(byte[] name, byte[] bytes, int from, int to) {
        return startsWith(name, bytes, from, to) && (to - from == name.length || bytes[from + name.length] == ':');
    }

    private static boolean startsWith(byte[] prefix, byte[] bytes, int from, int to) {
        if (to - from < prefix.length) return false;
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[from + i] != prefix[i]) return false;
        }
        return true;
    }

    /** True if an incomplete line is a comment or the start of a field. */
    private static boolean mayBecomeField(byte[] bytes, int from, int to) {
        if (bytes[from] == ':') return true;
        for (byte[] name : FIELDS) {
            if (isField(name, bytes, from, to)) return true;
            if (to - from < name.length && Arrays.equals(bytes, from, to, name, 0, to - from)) return true;
        }
        return false;
    }

    /** Index of the value, after the colon and one space. */
    private static int valueStart(int nameEnd, byte[] bytes, int to) {
        int from = Math.min(nameEnd + 1, to);
        return from < to && bytes[from] == ' ' ? from + 1 : from;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
