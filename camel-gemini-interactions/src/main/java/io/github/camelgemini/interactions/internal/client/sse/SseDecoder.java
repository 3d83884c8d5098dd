// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in, frames out, one by one, however the network cut the bytes. One decoder, one stream, one thread at a time.
 *
 * <pre>
 * while ((frame = decoder.next()) != null) …   // null: wants more bytes
 * decoder.feed(buffer);
 * </pre>
 *
 * <p>Documented: WHATWG HTML, 9.2.6 "Interpreting an event stream", with one addition: lines that are no field are not
 * thrown away but kept for {@link #finish()}, because the service was seen to answer with bare JSON in mid-stream.
 */
public final class SseDecoder {

    private static final int SMALL = 8 * 1024;
    private static final int STRAY_CHARS = 64 * 1024;
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

    // The buffer at hand.
    private byte[] input = NOTHING;
    private int at;
    private int end;

    // The line at hand, as far as earlier buffers held it.
    private byte[] begun = NOTHING;
    private int begunBytes;
    private boolean first = true;
    private boolean skipLineFeed;

    // The frame at hand: what stands between its data line and its blank line survives the end of a buffer.
    private @Nullable String event;
    private @Nullable String data;
    private @Nullable StringBuilder lines;
    private long dataBytes;

    // The last event name, because the next one is mostly the same.
    private byte[] knownName = NOTHING;
    private String knownEvent = "";

    // Lines that are no field of an event stream.
    private final StringBuilder stray = new StringBuilder();

    /**
     * @param maxFrameBytes a frame with more data than this fails: option {@code maxEventSize}
     */
    public SseDecoder(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /**
     * Hands over the next bytes; the decoder may read the buffer until {@link #next()} returns null again.
     *
     * @throws IllegalStateException if frames of the last buffer are still to be had
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
     * The next whole frame, or null when more bytes are needed.
     *
     * @throws InteractionProtocolException if the frame is larger than {@code maxEventSize}; the stream is of no use then
     */
    public @Nullable SseFrame next() {
        while (at < end) {
            if (skipLineFeed) {
                skipLineFeed = false;
                if (input[at] == '\n') {
                    at++;
                    continue;
                }
            }
            int lineEnd = LineEnds.find(input, at, end);
            if (dataBytes + begunBytes + (lineEnd - at) > lineLimit()) throw tooLarge(lineEnd);
            if (lineEnd == end) {
                keep(at, end);
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
     * What the end of the stream leaves, to be asked once after {@link #next()} returned null. A frame that the end cut off
     * is dropped: after a resume it comes again whole.
     *
     * @return text that never was an event stream, up to 64 KiB of it; null when there was none
     */
    public @Nullable SseFrame finish() {
        int from = lineStart(begun, begunBytes);
        if (begunBytes > from && !mayBecomeField(begun, from, begunBytes)) stray(begun, from, begunBytes);
        begunBytes = 0;
        String text = stray.toString();
        stray.setLength(0);
        return text.isBlank() ? null : new SseFrame(null, text, false);
    }

    /** The name of a field, its colon and blank, and a byte order mark are no data. */
    private long lineLimit() {
        return (long) maxFrameBytes + DATA.length + 2 + BOM.length;
    }

    /** Takes the line that ends here, without its end, and steps behind it. */
    private @Nullable SseFrame endLine(int lineEnd) {
        int from = at;
        at = lineEnd + 1;
        skipLineFeed = input[lineEnd] == '\r';
        if (begunBytes == 0) return line(input, from, lineEnd);
        append(from, lineEnd);
        int length = begunBytes;
        begunBytes = 0;
        SseFrame frame = line(begun, 0, length);
        if (begun.length > SMALL) begun = NOTHING;
        return frame;
    }

    private @Nullable SseFrame line(byte[] bytes, int lineFrom, int to) {
        int from = first ? lineFrom + lineStart(bytes, lineFrom, to) : lineFrom;
        first = false;
        if (from == to) return dispatch();
        if (isField(DATA, bytes, from, to)) data(bytes, valueStart(from + DATA.length, bytes, to), to);
        else if (isField(EVENT, bytes, from, to)) event(bytes, valueStart(from + EVENT.length, bytes, to), to);
        else if (bytes[from] != ':' && !isField(ID, bytes, from, to) && !isField(RETRY, bytes, from, to))
            stray(bytes, from, to);
        return null;
    }

    private void data(byte[] bytes, int from, int to) {
        dataBytes += to - from + 1;
        String value = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (data == null) {
            data = value;
            return;
        }
        if (lines == null) lines = new StringBuilder(data);
        lines.append('\n').append(value);
    }

    private void event(byte[] bytes, int from, int to) {
        if (!Arrays.equals(bytes, from, to, knownName, 0, knownName.length)) {
            knownName = Arrays.copyOfRange(bytes, from, to);
            knownEvent = new String(knownName, StandardCharsets.UTF_8);
        }
        event = knownEvent.isEmpty() ? null : knownEvent;
    }

    private void stray(byte[] bytes, int from, int to) {
        int room = STRAY_CHARS - stray.length();
        if (room <= 0) return;
        if (stray.length() > 0) stray.append('\n');
        stray.append(new String(bytes, from, Math.min(to - from, room), StandardCharsets.UTF_8));
    }

    private @Nullable SseFrame dispatch() {
        String whole = data;
        if (whole == null) {
            event = null;
            return null;
        }
        if (lines != null) whole = lines.toString();
        SseFrame frame = new SseFrame(event, whole, true);
        event = null;
        data = null;
        lines = null;
        dataBytes = 0;
        forgetNoise();
        return frame;
    }

    /** A line that is no field is to be ignored; but an error the service put between frames is not to be lost. */
    private void forgetNoise() {
        if (stray.length() > 0 && stray.charAt(0) != '{' && stray.charAt(0) != '[') stray.setLength(0);
    }

    private void keep(int from, int to) {
        append(from, to);
        at = to;
    }

    /** Doubles, so that a line of any length costs each byte a constant number of copies. */
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
        keep(at, Math.min(lineEnd, at + EXCERPT_BYTES));
        String excerpt = new String(begun, 0, Math.min(begunBytes, EXCERPT_BYTES), StandardCharsets.UTF_8);
        return new InteractionProtocolException(
                "An event of the stream is larger than maxEventSize (" + maxFrameBytes
                        + " bytes): raise maxEventSize, or ask for media by reference",
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

    /** True when a line cut off here is a comment or the start of a field. */
    private static boolean mayBecomeField(byte[] bytes, int from, int to) {
        if (bytes[from] == ':') return true;
        for (byte[] name : FIELDS) {
            if (isField(name, bytes, from, to)) return true;
            if (to - from < name.length && Arrays.equals(bytes, from, to, name, 0, to - from)) return true;
        }
        return false;
    }

    /** Where the value begins: behind the colon and one blank. */
    private static int valueStart(int nameEnd, byte[] bytes, int to) {
        int from = Math.min(nameEnd + 1, to);
        return from < to && bytes[from] == ' ' ? from + 1 : from;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
