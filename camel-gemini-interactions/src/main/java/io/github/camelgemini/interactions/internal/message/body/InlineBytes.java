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

/**
 * Reads bytes that are sent inside a request, and refuses more than {@code maxInlineSize}.
 *
 * @param longest maximum size of one content, in bytes
 */
public record InlineBytes(long longest) {

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

    /** Checks the size of texts, and of media that are base64 already. */
    void check(List<Step> steps) {
        for (Step step : steps) {
            if (step instanceof Step.UserInput input) input.content().forEach(this::check);
            if (step instanceof Step.ModelOutput output) output.content().forEach(this::check);
        }
    }

    private void check(Content content) {
        if (content instanceof Content.Text text) check(bytesOf(text.text()));
        if (content instanceof Content.Media media && media.data() != null)
            check(media.data().length() / 4 * 3L - 2);
    }

    private long bytesOf(String text) {
        boolean surelyFits = text.length() * 3L <= longest;
        return surelyFits ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void check(long bytes) {
        if (bytes <= longest) return;
        throw new InteractionRequestException(
                "maxInlineSize",
                "The content is longer than maxInlineSize=" + longest
                        + " bytes: send a reference (a gs:// or https:// address, or a file of the Files API)"
                        + " with the header " + GeminiInteractionsConstants.MEDIA_TYPE + ", or raise maxInlineSize");
    }
}
