// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.model.Content;
import org.jspecify.annotations.Nullable;

/** Accumulates content: appends text to text, joins pieces of audio as bytes, and adds other content as it is. */
final class ContentFold {

    private final List<Growing> items = new ArrayList<>();
    private @Nullable GrowingText lastText;

    /** An item that may grow. */
    private interface Growing {
        Content content();
    }

    void add(Content content) {
        if (content instanceof Content.Text text) items.add(lastText = new GrowingText(text));
        else if (content instanceof Content.Media media && media.type().equals("audio"))
            items.add(new GrowingAudio(media));
        else items.add(() -> content);
    }

    void text(String text) {
        if (!items.isEmpty() && last() instanceof GrowingText growing) growing.text.append(text);
        else add(new Content.Text(text));
    }

    /** Adds citations to the last text: the service sends them after the text that they belong to. */
    void annotations(List<String> annotations) {
        if (lastText != null) lastText.annotations.addAll(annotations);
        else add(new Content.Text("", annotations, Map.of()));
    }

    void media(Content.Media media) {
        if (!items.isEmpty() && last() instanceof GrowingAudio growing && growing.accepts(media)) growing.join(media);
        else add(media);
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    List<Content> contents() {
        return items.stream().map(Growing::content).toList();
    }

    private Growing last() {
        return items.get(items.size() - 1);
    }

    private static final class GrowingText implements Growing {
        final StringBuilder text;
        final List<String> annotations;
        final Map<String, String> more;

        GrowingText(Content.Text start) {
            text = new StringBuilder(start.text());
            annotations = new ArrayList<>(start.annotations());
            more = start.more();
        }

        @Override
        public Content content() {
            return new Content.Text(text.toString(), annotations, more);
        }
    }

    /**
     * Joins decoded bytes, because each delta is encoded in base64 separately (documented: Interactions API reference, audio
     * deltas). A single piece is returned unchanged. A piece that is not base64 fails the join: the audio would have a gap.
     */
    private static final class GrowingAudio implements Growing {
        private final Content.Media start;
        private final Map<String, String> more;
        private @Nullable String mimeType;
        private @Nullable ByteArrayOutputStream joined;

        GrowingAudio(Content.Media start) {
            this.start = start;
            this.mimeType = start.mimeType();
            this.more = new LinkedHashMap<>(start.more());
        }

        boolean accepts(Content.Media piece) {
            return piece.type().equals("audio")
                    && piece.data() != null
                    && piece.uri() == null
                    && start.uri() == null
                    && (piece.mimeType() == null
                            || mimeType == null
                            || piece.mimeType().equals(mimeType));
        }

        void join(Content.Media piece) {
            byte[] bytes = decode(piece.data());
            if (joined == null) {
                byte[] first = decode(start.data());
                joined = new ByteArrayOutputStream();
                joined.writeBytes(first);
            }
            joined.writeBytes(bytes);
            if (mimeType == null) mimeType = piece.mimeType();
            piece.more().forEach(more::putIfAbsent);
        }

        private static byte[] decode(@Nullable String base64) {
            return MediaData.decode(base64 == null ? "" : base64);
        }

        @Override
        public Content content() {
            String data = joined == null ? start.data() : Base64.getEncoder().encodeToString(joined.toByteArray());
            return new Content.Media("audio", data, start.uri(), mimeType, more);
        }
    }
}
