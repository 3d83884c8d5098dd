// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.request;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.InteractionRequestException;
import io.github.camelgemini.interactions.model.Content;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;

/** Reads one part of a body as content: a text as it is; bytes by their media type. */
final class ContentReader {

    /** Where cloud storage components leave the media type of what they fetched. */
    private static final List<String> STORAGE_TYPES = List.of(
            "CamelAwsS3ContentType",
            "CamelGoogleCloudStorageContentType",
            "CamelAzureStorageBlobContentType",
            "CamelMinioContentType");

    private final long maxInlineSize;

    ContentReader(long maxInlineSize) {
        this.maxInlineSize = maxInlineSize;
    }

    /**
     * Null when the part is nothing that can be sent.
     *
     * @param alone true when the part is the whole body, so that the message's headers are about it
     */
    @Nullable
    Content read(@Nullable Object part, boolean alone, Message message) {
        if (part instanceof Content content) return content;
        if (part instanceof CharSequence text) return text(text.toString(), message);
        if (part instanceof Number || part instanceof Boolean) return new Content.Text(part.toString());
        if (part instanceof WrappedFile<?> wrapped)
            return read(wrapped.getFile() instanceof File file ? file : wrapped.getBody(), alone, message);
        if (part instanceof File file) return bytes(file(file.toPath()), file.getName(), alone, message);
        if (part instanceof Path path) return bytes(file(path), String.valueOf(path.getFileName()), alone, message);
        if (part instanceof byte[] bytes) return bytes(bounded(bytes), null, alone, message);
        if (part instanceof ByteBuffer buffer) return bytes(bounded(copy(buffer)), null, alone, message);
        if (part instanceof InputStream stream) return bytes(drained(stream), null, alone, message);
        return null;
    }

    private Content text(String text, Message message) {
        String type = MediaTypes.plain(mediaTypeHeader(message));
        if (type != null && isReference(text)) {
            String kind = MediaTypes.kind(type);
            if (kind == null) throw unsendable(type);
            return new Content.Media(kind.equals("text") ? "document" : kind, null, text.trim(), type, Map.of());
        }
        return new Content.Text(text);
    }

    private static boolean isReference(String text) {
        String trimmed = text.trim();
        boolean whole = trimmed.chars().noneMatch(Character::isWhitespace);
        return whole && (trimmed.startsWith("gs://") || trimmed.startsWith("https://") || trimmed.startsWith("files/"));
    }

    private static Content bytes(byte[] bytes, @Nullable String fileName, boolean alone, Message message) {
        if (bytes.length == 0)
            throw new InteractionRequestException(
                    "body",
                    "The content is empty: send what has bytes. A stream that was read before is empty too: enable"
                            + " stream caching where a message may be sent again");
        String type = mediaType(bytes, fileName, alone, message);
        if (type == null) type = "text/plain";
        String kind = MediaTypes.kind(type);
        if (kind == null) throw unsendable(type);
        if (kind.equals("text")) return new Content.Text(decoded(bytes, message));
        return new Content.Media(kind, Base64.getEncoder().encodeToString(bytes), null, type, Map.of());
    }

    private static @Nullable String mediaType(byte[] bytes, @Nullable String fileName, boolean alone, Message message) {
        String type = MediaTypes.plain(mediaTypeHeader(message));
        if (type == null && alone) type = ofMessage(message);
        if (type == null) type = MediaTypes.ofFileName(fileName);
        if (type == null && alone) type = MediaTypes.ofFileName(message.getHeader(Exchange.FILE_NAME, String.class));
        if (type == null) type = MediaTypes.ofFirstBytes(bytes);
        return type == null && !alone ? ofMessage(message) : type;
    }

    /** What the message says of its body; of one part among others that says little. */
    private static @Nullable String ofMessage(Message message) {
        String type = MediaTypes.plain(message.getHeader(Exchange.CONTENT_TYPE, String.class));
        for (String storage : STORAGE_TYPES) {
            if (type == null) type = MediaTypes.plain(message.getHeader(storage, String.class));
        }
        return type;
    }

    private static @Nullable String mediaTypeHeader(Message message) {
        return Option.header(message, GeminiInteractionsConstants.MEDIA_TYPE, String.class);
    }

    private static String decoded(byte[] bytes, Message message) {
        Charset charset = charset(message);
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InteractionRequestException(
                    "body",
                    "The body is no " + charset + " text: set the header " + Exchange.CHARSET_NAME
                            + " for a text in another charset, or " + GeminiInteractionsConstants.MEDIA_TYPE
                            + " if it is no text",
                    e);
        }
    }

    private static Charset charset(Message message) {
        String name = message.getHeader(Exchange.CHARSET_NAME, String.class);
        if (name == null) name = message.getExchange().getProperty(Exchange.CHARSET_NAME, String.class);
        String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
        if (name == null && type != null) {
            int at = type.toLowerCase(Locale.ROOT).indexOf("charset=");
            if (at >= 0)
                name = type.substring(at + "charset=".length())
                        .split("[;\\s]", 2)[0]
                        .replace("\"", "");
        }
        if (name == null || name.isBlank()) return StandardCharsets.UTF_8;
        try {
            return Charset.forName(name.trim());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new InteractionRequestException(
                    Exchange.CHARSET_NAME,
                    "The charset " + name + " is not known here: mend " + Exchange.CHARSET_NAME,
                    e);
        }
    }

    private byte[] file(Path path) {
        try {
            if (Files.size(path) > maxInlineSize) throw tooLong();
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new InteractionRequestException(
                    "body",
                    "The file " + path.getFileName() + " cannot be read ("
                            + e.getClass().getSimpleName() + "): check that it is there and may be read",
                    e);
        }
    }

    private byte[] drained(InputStream stream) {
        try (stream) {
            return bounded(stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxInlineSize + 1)));
        } catch (IOException e) {
            throw new InteractionRequestException("body", "The body's stream cannot be read", e);
        }
    }

    private byte[] bounded(byte[] bytes) {
        if (bytes.length > maxInlineSize) throw tooLong();
        return bytes;
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private InteractionRequestException tooLong() {
        return new InteractionRequestException(
                "maxInlineSize",
                "The content is longer than maxInlineSize=" + maxInlineSize
                        + " bytes: send a reference (a gs:// or https:// "
                        + "address, or a file of the Files API) with the header "
                        + GeminiInteractionsConstants.MEDIA_TYPE
                        + ", or raise maxInlineSize");
    }

    private static InteractionRequestException unsendable(String type) {
        return new InteractionRequestException(
                GeminiInteractionsConstants.MEDIA_TYPE,
                "Content of the media type " + type
                        + " cannot be sent: convert it to a text, an image, an audio, a video or"
                        + " a PDF, or correct the header " + GeminiInteractionsConstants.MEDIA_TYPE);
    }
}
