// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.jspecify.annotations.NullUnmarked;

/**
 * Type converters from interactions, steps and events to JSON: text, bytes (an array, or a buffer, which camel-undertow
 * sends), stream, tree or Map. Only this class and the codec may refer to the JSON library, because Camel finds converters by
 * the types in their signatures.
 */
@Converter(generateLoader = true)
public final class InteractionConverters {

    private InteractionConverters() {}

    @Converter
    public static String toString(Interaction interaction) {
        return InteractionJson.write(interaction);
    }

    @Converter
    public static byte[] toBytes(Interaction interaction) {
        return bytes(InteractionJson.write(interaction));
    }

    @Converter
    public static InputStream toStream(Interaction interaction) {
        return new ByteArrayInputStream(toBytes(interaction));
    }

    @Converter
    public static ByteBuffer toBuffer(Interaction interaction) {
        return ByteBuffer.wrap(toBytes(interaction));
    }

    @Converter
    public static Map<String, Object> toMap(Interaction interaction) {
        return InteractionJson.map(interaction);
    }

    @Converter
    public static JsonNode toTree(Interaction interaction) {
        return InteractionJson.tree(InteractionJson.write(interaction));
    }

    @Converter
    public static String toString(Step step) {
        return InteractionJson.write(step);
    }

    @Converter
    public static byte[] toBytes(Step step) {
        return bytes(InteractionJson.write(step));
    }

    @Converter
    public static InputStream toStream(Step step) {
        return new ByteArrayInputStream(toBytes(step));
    }

    @Converter
    public static ByteBuffer toBuffer(Step step) {
        return ByteBuffer.wrap(toBytes(step));
    }

    @Converter
    public static Map<String, Object> toMap(Step step) {
        return InteractionJson.map(step);
    }

    @Converter
    public static JsonNode toTree(Step step) {
        return InteractionJson.tree(InteractionJson.write(step));
    }

    @Converter
    public static String toString(InteractionEvent event) {
        return event.json();
    }

    @Converter
    public static byte[] toBytes(InteractionEvent event) {
        return bytes(event.json());
    }

    @Converter
    public static InputStream toStream(InteractionEvent event) {
        return new ByteArrayInputStream(toBytes(event));
    }

    @Converter
    public static ByteBuffer toBuffer(InteractionEvent event) {
        return ByteBuffer.wrap(toBytes(event));
    }

    @Converter
    public static Map<String, Object> toMap(InteractionEvent event) {
        return InteractionJson.map(event.json());
    }

    @Converter
    public static JsonNode toTree(InteractionEvent event) {
        return InteractionJson.tree(event.json());
    }

    /** Null for the redelivery of another failure: Camel then takes the delay of its policy. */
    @Converter(allowNull = true)
    @NullUnmarked // the generator would write Nullable into the loader's code
    public static Long toLong(RedeliveryDelay delay, Exchange exchange) {
        return delay.of(exchange);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
