// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.model.Content;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.TypeConversionException;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;

/**
 * Converts one part of a message's body to content: texts unchanged, bytes by their media type.
 *
 * @param mediaType media type of bytes and references, from the component's own header; null for none
 */
record ContentReader(Message message, @Nullable String mediaType, InlineBytes inline) {

    /** Streams that had a content, as long as they are reachable: empty later, they are not nothing. */
    private static final Set<Object> READ = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /**
     * Null if the part cannot be sent; {@link #isNothing nothing} if it is empty, whatever it is.
     *
     * @param alone true if the part is the whole body, so that the message's headers describe it
     */
    @Nullable
    Content read(@Nullable Object part, boolean alone) {
        if (part instanceof Content content) return content;
        if (part instanceof CharSequence text) return text(text.toString());
        if (part instanceof Number || part instanceof Boolean) return new Content.Text(part.toString());
        if (part instanceof Reader reader) return text(text(reader));
        Source source = source(part);
        if (source == null) return null;
        return source.bytes().length == 0 ? new Content.Text("") : content(source.bytes(), metadata(source, alone));
    }

    /** True for a text without a character, which is what a part without characters or bytes is read as. */
    static boolean isNothing(Content content) {
        return content instanceof Content.Text text && text.text().isEmpty();
    }

    private PartMetadata metadata(Source source, boolean alone) {
        return alone
                ? PartMetadata.ofBody(message, mediaType, source.fileName())
                : PartMetadata.ofPart(message, mediaType, source.fileName());
    }

    /** The attachments of the message. */
    List<Content> attached() {
        return Attachments.of(message).stream()
                .map(attached -> content(inline.of(attached.bytes()), attached.metadata()))
                .toList();
    }

    /**
     * A copy of a content object of the API, with a file or stream under {@code data} converted to base64. The media type of
     * such bytes is added if the object has none and they are of the object's own type.
     */
    Map<Object, Object> withData(Map<?, ?> content) {
        Map<Object, Object> copy = new LinkedHashMap<>(content);
        Object data = content.get("data");
        Source source = data == null || data instanceof CharSequence ? null : source(data);
        if (source == null) return copy;
        copy.put("data", Base64.getEncoder().encodeToString(source.bytes()));
        String type = MediaTypes.ofFileName(source.fileName());
        if (type == null) type = MediaTypes.ofBytes(source.bytes());
        if (type != null && String.valueOf(content.get("type")).equals(MediaTypes.kind(type)))
            copy.putIfAbsent("mime_type", type);
        return copy;
    }

    /** @param fileName name of the file that the bytes are from; null for none */
    private record Source(byte[] bytes, @Nullable String fileName) {}

    /** Null if the part neither has bytes nor can be converted to bytes by Camel. */
    private @Nullable Source source(@Nullable Object part) {
        if (part instanceof WrappedFile<?> wrapped && wrapped.getFile() instanceof File file) return source(file);
        if (part instanceof File file) return new Source(inline.of(file.toPath()), file.getName());
        if (part instanceof Path path) return new Source(inline.of(path), String.valueOf(path.getFileName()));
        if (part instanceof byte[] bytes) return new Source(inline.of(bytes), null);
        if (part instanceof ByteBuffer buffer) return new Source(inline.of(buffer), null);
        if (part instanceof InputStream stream) return new Source(bytes(stream), null);
        InputStream stream = part == null ? null : converted(InputStream.class, part);
        return stream == null ? null : new Source(inline.of(stream), null);
    }

    private byte[] bytes(InputStream stream) {
        byte[] bytes;
        try {
            bytes = inline.of(stream);
        } catch (InteractionRequestException e) {
            if (READ.contains(stream)) throw readBefore(e.getCause());
            throw e;
        }
        read(stream, bytes.length);
        return bytes;
    }

    private @Nullable String text(Reader reader) {
        String text;
        try {
            text = converted(String.class, reader);
        } catch (InteractionRequestException e) {
            if (READ.contains(reader)) throw readBefore(e.getCause());
            throw e;
        }
        read(reader, text == null ? 0 : text.length());
        return text;
    }

    /** Camel itself rewinds a body, but not what is in a list, nor a stream that it does not cache. */
    private static void read(Object stream, int length) {
        if (stream instanceof StreamCache cache) cache.reset();
        else if (length > 0) READ.add(stream);
        else if (READ.contains(stream)) throw readBefore(null);
    }

    private static InteractionRequestException readBefore(@Nullable Throwable cause) {
        return new InteractionRequestException(
                "body",
                "A stream of the body was sent before, and can be read only once: enable stream caching if a message may be"
                        + " sent again; in a list or a map, which Camel does not cache, send byte[] or a StreamCache",
                cause);
    }

    private <T> @Nullable T converted(Class<T> type, Object part) {
        Exchange exchange = MessageExchange.of(message);
        try {
            return exchange.getContext().getTypeConverter().tryConvertTo(type, exchange, part);
        } catch (TypeConversionException e) {
            throw new InteractionRequestException(
                    "body", "A body of type " + part.getClass().getName() + " cannot be read", e);
        }
    }

    private @Nullable Content text(@Nullable String text) {
        if (text == null) return null;
        String type = MediaTypes.plain(mediaType);
        if (type == null || !isReference(text)) return new Content.Text(text);
        String kind = MediaTypes.kind(type);
        if (kind == null) throw unsendable("The body", type);
        return new Content.Media(kind.equals("text") ? "document" : kind, null, text.trim(), type, Map.of());
    }

    private static boolean isReference(String text) {
        String trimmed = text.trim();
        boolean whole = trimmed.chars().noneMatch(Character::isWhitespace);
        return whole && (trimmed.startsWith("gs://") || trimmed.startsWith("https://") || trimmed.startsWith("files/"));
    }

    private Content content(byte[] bytes, PartMetadata metadata) {
        if (bytes.length == 0) throw empty(metadata.what() + " is empty: send content with bytes");
        String type = metadata.mediaType(bytes);
        if (type == null) return new Content.Text(undeclared(bytes, metadata));
        inline.checkType(type, bytes.length);
        String kind = MediaTypes.kind(type);
        if (kind == null) throw unsendable(metadata.what(), type);
        if (kind.equals("text")) return new Content.Text(decoded(bytes, metadata));
        return new Content.Media(kind, Base64.getEncoder().encodeToString(bytes), null, type, Map.of());
    }

    /** Reads bytes of which nothing says what they are: a text, unless a character says that they are not. */
    private static String undeclared(byte[] bytes, PartMetadata metadata) {
        String text = decoded(bytes, metadata);
        if (text.indexOf('\0') < 0) return text;
        throw new InteractionRequestException(
                "body",
                metadata.what()
                        + " has no media type and is not a text, as it contains the character NUL: set the header "
                        + GeminiInteractionsConstants.MEDIA_TYPE + ", or " + Exchange.CHARSET_NAME
                        + " for a text in UTF-16 or UTF-32");
    }

    private static String decoded(byte[] bytes, PartMetadata metadata) {
        Charset charset = metadata.charset();
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InteractionRequestException(
                    "body",
                    metadata.what() + " is not a " + charset + " text: set the header " + Exchange.CHARSET_NAME
                            + " for a text in another charset, or " + GeminiInteractionsConstants.MEDIA_TYPE
                            + " if it is not a text",
                    e);
        }
    }

    /** @param what says what is empty, and what to do about it */
    static InteractionRequestException empty(String what) {
        return new InteractionRequestException(
                "body",
                what + ". A stream that was read before is empty too: enable stream caching if a message may be sent"
                        + " again");
    }

    private static InteractionRequestException unsendable(String what, String type) {
        return new InteractionRequestException(
                GeminiInteractionsConstants.MEDIA_TYPE,
                what + " has the media type " + type
                        + ", which cannot be sent: convert it to a text, an image, an audio, a video,"
                        + " a PDF or an Office document, or correct the header "
                        + GeminiInteractionsConstants.MEDIA_TYPE);
    }
}
