// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQuery;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.impl.TypeWrappedDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.impl.TypeWrappedSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Types of the JDK that Jackson alone neither reads nor writes: {@code java.time} as its ISO 8601 text, and the optionals. For
 * mappers without {@code jackson-datatype-jsr310} and {@code -jdk8}.
 *
 * @param <T> the type
 * @param format of JSON Schema, of the text; null for none
 * @param query what a {@link JsonFormat} with a pattern reads; null if the type has no pattern
 */
record JdkTypes<T>(
        Class<T> type,
        Function<String, T> parser,
        @Nullable String format,
        @Nullable TemporalQuery<? extends T> query) {

    /** An offset may be there, because JSON Schema's {@code date-time} and {@code time} have one; it is not used. */
    private static final DateTimeFormatter LOCAL_DATE_TIME = withOffset(DateTimeFormatter.ISO_LOCAL_DATE_TIME);

    private static final DateTimeFormatter LOCAL_TIME = withOffset(DateTimeFormatter.ISO_LOCAL_TIME);

    /** All but {@link Year}, which is a number, and the optionals. */
    static final List<JdkTypes<?>> TEXTS = List.of(
            new JdkTypes<>(LocalDate.class, LocalDate::parse, "date", LocalDate::from),
            new JdkTypes<>(
                    LocalDateTime.class,
                    text -> LocalDateTime.parse(text, LOCAL_DATE_TIME),
                    "date-time",
                    LocalDateTime::from),
            new JdkTypes<>(LocalTime.class, text -> LocalTime.parse(text, LOCAL_TIME), "time", LocalTime::from),
            new JdkTypes<>(OffsetDateTime.class, OffsetDateTime::parse, "date-time", OffsetDateTime::from),
            new JdkTypes<>(OffsetTime.class, OffsetTime::parse, "time", OffsetTime::from),
            new JdkTypes<>(ZonedDateTime.class, ZonedDateTime::parse, "date-time", ZonedDateTime::from),
            new JdkTypes<>(
                    Instant.class,
                    text -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from),
                    "date-time",
                    Instant::from),
            new JdkTypes<>(Duration.class, Duration::parse, "duration", null),
            new JdkTypes<>(Period.class, Period::parse, "duration", null),
            new JdkTypes<>(YearMonth.class, YearMonth::parse, null, YearMonth::from),
            new JdkTypes<>(MonthDay.class, MonthDay::parse, null, MonthDay::from),
            new JdkTypes<>(ZoneId.class, ZoneId::of, null, null),
            new JdkTypes<>(ZoneOffset.class, ZoneOffset::of, null, null));

    private static DateTimeFormatter withOffset(DateTimeFormatter local) {
        return new DateTimeFormatterBuilder()
                .append(local)
                .optionalStart()
                .appendOffsetId()
                .toFormatter(Locale.ROOT);
    }

    /** @param isMissing true for a type that the mapper does not bind */
    static Module module(Predicate<Class<?>> isMissing) {
        SimpleModule module = new SimpleModule("camel-gemini-interactions-jdk");
        TEXTS.stream().filter(text -> isMissing.test(text.type())).forEach(text -> text.addTo(module));
        if (isMissing.test(Year.class)) {
            module.addDeserializer(Year.class, new YearReader());
            module.addSerializer(Year.class, new Writer<>(Year.class, (year, out) -> out.writeNumber(year.getValue())));
        }
        if (isMissing.test(Optional.class)) {
            module.addDeserializer(Optional.class, new OptionalReader(null));
            module.addSerializer(Optional.class, new OptionalWriter());
        }
        if (isMissing.test(OptionalInt.class)) {
            module.addDeserializer(
                    OptionalInt.class, new NumberReader<>(Integer.class, OptionalInt::of, OptionalInt.empty()));
            module.addSerializer(OptionalInt.class, new Writer<>(OptionalInt.class, (value, out) -> {
                if (value.isPresent()) out.writeNumber(value.getAsInt());
                else out.writeNull();
            }));
        }
        if (isMissing.test(OptionalLong.class)) {
            module.addDeserializer(
                    OptionalLong.class, new NumberReader<>(Long.class, OptionalLong::of, OptionalLong.empty()));
            module.addSerializer(OptionalLong.class, new Writer<>(OptionalLong.class, (value, out) -> {
                if (value.isPresent()) out.writeNumber(value.getAsLong());
                else out.writeNull();
            }));
        }
        if (isMissing.test(OptionalDouble.class)) {
            module.addDeserializer(
                    OptionalDouble.class, new NumberReader<>(Double.class, OptionalDouble::of, OptionalDouble.empty()));
            module.addSerializer(OptionalDouble.class, new Writer<>(OptionalDouble.class, (value, out) -> {
                if (value.isPresent()) out.writeNumber(value.getAsDouble());
                else out.writeNull();
            }));
        }
        return module;
    }

    private void addTo(SimpleModule module) {
        module.addDeserializer(type, new TextReader<>(this, null));
        module.addSerializer(type, new TextWriter<>(type, null));
    }

    /** The pattern of the property's {@link JsonFormat}; null for none. */
    private static @Nullable DateTimeFormatter pattern(JsonFormat.@Nullable Value format) {
        if (format == null || !format.hasPattern()) return null;
        Locale locale = format.hasLocale() ? format.getLocale() : Locale.ROOT;
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern(format.getPattern(), locale);
        return format.hasTimeZone() ? formatter.withZone(format.getTimeZone().toZoneId()) : formatter;
    }

    private static final class TextReader<T> extends StdScalarDeserializer<T> implements ContextualDeserializer {
        private static final long serialVersionUID = 1L;

        private final transient JdkTypes<T> text;
        private final transient @Nullable DateTimeFormatter pattern;

        TextReader(JdkTypes<T> text, @Nullable DateTimeFormatter pattern) {
            super(text.type());
            this.text = text;
            this.pattern = pattern;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            DateTimeFormatter given = pattern(findFormatOverrides(context, property, handledType()));
            return given == null || text.query() == null ? this : new TextReader<>(text, given);
        }

        @Override
        public @Nullable T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) return text.type().cast(refused(parser, context));
            String value = parser.getText().trim();
            try {
                TemporalQuery<? extends T> query = text.query();
                return pattern == null || query == null ? text.parser().apply(value) : pattern.parse(value, query);
            } catch (RuntimeException e) {
                return text.type().cast(context.handleWeirdStringValue(text.type(), value, "not in its format"));
            }
        }

        private @Nullable Object refused(JsonParser parser, DeserializationContext context) throws IOException {
            return context.handleUnexpectedToken(text.type(), parser);
        }
    }

    private static final class TextWriter<T> extends StdScalarSerializer<T> implements ContextualSerializer {
        private static final long serialVersionUID = 1L;

        private final transient @Nullable DateTimeFormatter pattern;

        TextWriter(Class<T> type, @Nullable DateTimeFormatter pattern) {
            super(type);
            this.pattern = pattern;
        }

        @Override
        public JsonSerializer<?> createContextual(SerializerProvider provider, @Nullable BeanProperty property) {
            DateTimeFormatter given = pattern(findFormatOverrides(provider, property, handledType()));
            return given == null ? this : new TextWriter<>(handledType(), given);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(
                    pattern != null && value instanceof TemporalAccessor time
                            ? pattern.format(time)
                            : value.toString());
        }
    }

    private static final class YearReader extends StdScalarDeserializer<Year> {
        private static final long serialVersionUID = 1L;

        YearReader() {
            super(Year.class);
        }

        @Override
        public @Nullable Year deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)) return Year.of(parser.getIntValue());
            if (!parser.hasToken(JsonToken.VALUE_STRING))
                return (Year) context.handleUnexpectedToken(Year.class, parser);
            String value = parser.getText().trim();
            try {
                return Year.parse(value);
            } catch (RuntimeException e) {
                return (Year) context.handleWeirdStringValue(Year.class, value, "not a year");
            }
        }
    }

    /** An {@link OptionalInt} and its like. A property that is missing or null is an empty one. */
    private static final class NumberReader<N, T> extends JsonDeserializer<T> {
        private final Class<N> number;
        private final Function<N, T> maker;
        private final T empty;

        NumberReader(Class<N> number, Function<N, T> maker, T empty) {
            this.number = number;
            this.maker = maker;
            this.empty = empty;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            N value = context.readValue(parser, number);
            return value == null ? empty : maker.apply(value);
        }

        @Override
        public T getNullValue(DeserializationContext context) {
            return empty;
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return empty;
        }
    }

    @SuppressWarnings("rawtypes")
    static final class OptionalReader extends JsonDeserializer<Optional> implements ContextualDeserializer {
        private final @Nullable JsonDeserializer<Object> content;

        OptionalReader(@Nullable JsonDeserializer<Object> content) {
            this.content = content;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
                throws JsonMappingException {
            JavaType type = content(context.getContextualType(), context);
            JsonDeserializer<Object> reader = context.findContextualValueDeserializer(type, property);
            TypeDeserializer typed = context.getFactory().findTypeDeserializer(context.getConfig(), type);
            return new OptionalReader(
                    typed == null ? reader : new TypeWrappedDeserializer(typed.forProperty(property), reader));
        }

        private static JavaType content(@Nullable JavaType optional, DeserializationContext context) {
            return optional != null && optional.containedTypeCount() == 1
                    ? optional.containedType(0)
                    : context.constructType(Object.class);
        }

        @Override
        public Optional deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Optional.ofNullable(
                    content != null ? content.deserialize(parser, context) : context.readValue(parser, Object.class));
        }

        @Override
        public Optional getNullValue(DeserializationContext context) {
            return Optional.empty();
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }

    /** Writes the value, or null. */
    @SuppressWarnings("rawtypes")
    private static final class OptionalWriter extends JsonSerializer<Optional> implements ContextualSerializer {
        private final @Nullable BeanProperty property;

        OptionalWriter() {
            this(null);
        }

        private OptionalWriter(@Nullable BeanProperty property) {
            this.property = property;
        }

        @Override
        public JsonSerializer<?> createContextual(SerializerProvider provider, @Nullable BeanProperty property) {
            return new OptionalWriter(property);
        }

        @Override
        public void serialize(Optional value, JsonGenerator out, SerializerProvider provider) throws IOException {
            Object content = value.orElse(null);
            if (content == null) provider.defaultSerializeNull(out);
            else writer(content.getClass(), provider).serialize(content, out, provider);
        }

        private JsonSerializer<Object> writer(Class<?> type, SerializerProvider provider) throws JsonMappingException {
            JsonSerializer<Object> writer = provider.findContentValueSerializer(type, property);
            TypeSerializer typed = provider.findTypeSerializer(provider.constructType(type));
            return typed == null ? writer : new TypeWrappedSerializer(typed.forProperty(property), writer);
        }
    }

    private interface Writing<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    private static final class Writer<T> extends StdScalarSerializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Writing<T> writing;

        Writer(Class<T> type, Writing<T> writing) {
            super(type);
            this.writing = writing;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            writing.write(value, out);
        }
    }
}
