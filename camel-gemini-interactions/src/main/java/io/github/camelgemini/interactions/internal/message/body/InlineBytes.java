// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Reads bytes that are sent inside a request, and refuses more than {@code maxInlineSize}, or more than the service takes.
 *
 * <p>Documented: guides, file input methods, 6 July 2026 (docs/api.adoc 3.6): 100 MB per request, 50 MB or 1000 pages per PDF.
 * Assumed: of bytes before base64, and in units of 1024 * 1024 bytes; so nothing is refused that the service may take.
 *
 * @param longest maximum size of one content, in bytes
 */
public record InlineBytes(long longest) {

    private static final int MEGABYTE = 1024 * 1024;
    private static final long LONGEST_REQUEST = 100L * MEGABYTE;
    private static final long LONGEST_PDF = 50L * MEGABYTE;

    private static final String REFERENCE = "send a reference (a gs:// or https:// address, or a file of the Files API)"
            + " with the header " + GeminiInteractionsConstants.MEDIA_TYPE;

    public byte[] of(byte[] bytes) {
        check(bytes.length);
        return bytes;
    }

    public byte[] of(ByteBuffer buffer) {
        check(buffer.remaining());
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    public byte[] of(Path file) {
        try {
            check(Files.size(file));
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InteractionRequestException(
                    "body",
                    "The file " + file.getFileName() + " cannot be read ("
                            + e.getClass().getSimpleName() + "): check that it exists and is readable",
                    e);
        }
    }

    /** Reads the stream to its end and closes it. */
    public byte[] of(InputStream stream) {
        try (stream) {
            return of(stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, longest + 1)));
        } catch (IOException e) {
            throw new InteractionRequestException("body", "The body's stream cannot be read", e);
        }
    }

    /** Checks a content whose media type is known. */
    void checkType(@Nullable String type, long bytes) {
        if (MediaTypes.PDF.equals(MediaTypes.plain(type)) && bytes > LONGEST_PDF)
            throw tooLong(
                    "The PDF is longer than the 50 MB that the service takes, whatever maxInlineSize is: split it, or "
                            + REFERENCE);
    }

    /** Checks the size of texts, and of media that are base64 already; of each, and of all together. */
    void check(List<Step> steps) {
        long all = 0;
        for (Step step : steps) {
            List<Content> contents = step instanceof Step.UserInput input
                    ? input.content()
                    : step instanceof Step.ModelOutput output ? output.content() : List.of();
            for (Content content : contents) {
                long bytes = bytesOf(content);
                check(bytes);
                all += bytes;
            }
        }
        if (all > LONGEST_REQUEST)
            throw tooLong(
                    "The contents together are longer than the 100 MB that the service takes in one request, whatever"
                            + " maxInlineSize is: for the longest of them, " + REFERENCE);
    }

    private long bytesOf(Content content) {
        if (content instanceof Content.Text text) return bytesOf(text.text());
        if (!(content instanceof Content.Media media) || media.data() == null) return 0;
        long bytes = media.data().length() / 4 * 3L - 2;
        checkType(media.mimeType(), bytes);
        return bytes;
    }

    private long bytesOf(String text) {
        boolean surelyFits = text.length() * 3L <= longest;
        return surelyFits ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void check(long bytes) {
        if (bytes <= longest) return;
        throw tooLong("The content is longer than maxInlineSize=" + longest + " bytes: " + REFERENCE
                + ", or raise maxInlineSize; the service takes 100 MB per request, and 50 MB or 1000 pages per PDF");
    }

    private static InteractionRequestException tooLong(String message) {
        return new InteractionRequestException("maxInlineSize", message);
    }
}
