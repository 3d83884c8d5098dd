// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.github.camelgemini.interactions.internal.client.codec.Traffic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Dates, times and other types of the JDK in schemas and objects, with and without Jackson's module for java.time. */
class JdkTypesTest {

    enum Colour {
        RED,
        GREEN
    }

    record Point(LocalDate day, BigDecimal height) {}

    record All(
            LocalDate date,
            LocalDateTime local,
            LocalTime time,
            OffsetDateTime offset,
            OffsetTime offsetTime,
            ZonedDateTime zoned,
            Instant instant,
            Duration duration,
            Period period,
            Year year,
            YearMonth yearMonth,
            MonthDay monthDay,
            ZoneId zone,
            DayOfWeek day,
            UUID uuid,
            URI uri,
            Colour colour,
            BigDecimal decimal,
            BigInteger integer,
            Optional<LocalDate> maybeDate,
            OptionalInt maybeInt,
            OptionalLong maybeLong,
            OptionalDouble maybeDouble,
            List<Map<String, List<Point>>> nested) {}

    record Invoice(
            @JsonFormat(pattern = "dd.MM.yyyy") LocalDate due,
            Optional<LocalDate> paid,
            @JsonFormat(pattern = "dd.MM.yyyy") Optional<LocalDate> reminded) {}

    record Appointment(LocalDateTime start, LocalTime end, Instant created) {}

    /** The component's own mapper, one without a module for java.time, and one with it. */
    static List<BeanMapper> mappers() {
        return List.of(BeanMapper.OWN, of(new ObjectMapper()), of(withModule()));
    }

    /** As Spring Boot configures it, and it keeps zones and offsets. */
    private static ObjectMapper withModule() {
        ObjectMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .build();
        mapper.configOverride(Year.class).setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.NUMBER_INT));
        return mapper;
    }

    private static BeanMapper of(ObjectMapper mapper) {
        return BeanMapper.among(List.of(mapper), BeanMapper.OWN);
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void describesEachTypeByItsFormat(BeanMapper mapper) {
        Map<String, @Nullable String> shapes = new LinkedHashMap<>();
        Traffic.tree(mapper.schema(All.class)).get("properties").properties().forEach(property -> {
            String type = property.getValue().get("type").toString().replace("\"", "");
            String format = property.getValue().path("format").asText();
            shapes.put(property.getKey(), format.isEmpty() ? type : type + "/" + format);
        });
        assertThat(shapes)
                .containsEntry("date", "string/date")
                .containsEntry("local", "string/date-time")
                .containsEntry("time", "string/time")
                .containsEntry("offset", "string/date-time")
                .containsEntry("offsetTime", "string/time")
                .containsEntry("zoned", "string/date-time")
                .containsEntry("instant", "string/date-time")
                .containsEntry("duration", "string/duration")
                .containsEntry("period", "string/duration")
                .containsEntry("year", "integer")
                .containsEntry("yearMonth", "string")
                .containsEntry("monthDay", "string")
                .containsEntry("zone", "string")
                .containsEntry("day", "string")
                .containsEntry("uuid", "string/uuid")
                .containsEntry("uri", "string/uri")
                .containsEntry("decimal", "number")
                .containsEntry("integer", "integer")
                .containsEntry("maybeDate", "[string,null]/date")
                .containsEntry("maybeInt", "[integer,null]")
                .containsEntry("maybeLong", "[integer,null]")
                .containsEntry("maybeDouble", "[number,null]");
        assertThat(mapper.schema(All.class)).contains("\"day\":{\"type\":\"string\",\"format\":\"date\"}");
        assertThat(Traffic.tree(mapper.schema(All.class)).get("required").toString())
                .doesNotContain("maybe")
                .contains("zone", "nested");
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void whatIsWrittenSatisfiesTheSchemaAndIsReadBack(BeanMapper mapper) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Schema schema = Schema.of(mapper.schema(All.class));
        for (int i = 0; i < 300; i++) {
            All value = any(random);
            String json = String.valueOf(mapper.tree(value));
            assertThat(schema.violations(json)).as("seed %d: %s", seed, json).isEmpty();
            assertThat(mapper.bind(json, All.class))
                    .as("seed %d: %s", seed, json)
                    .isEqualTo(value);
        }
    }

    private static All any(Random random) {
        Instant instant = Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-700, 700));
        ZoneId zone = ZoneId.of(
                List.of("Europe/Berlin", "America/New_York", "Asia/Tokyo").get(random.nextInt(3)));
        OffsetDateTime time = instant.atOffset(offset);
        List<Map<String, List<Point>>> nested = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--)
            nested.add(Map.of("k" + i, List.of(new Point(time.toLocalDate().plusDays(i), decimal(random)))));
        return new All(
                time.toLocalDate(),
                time.toLocalDateTime(),
                time.toLocalTime(),
                time,
                time.toOffsetTime(),
                instant.atZone(zone),
                instant,
                Duration.ofNanos(random.nextLong()),
                Period.of(random.nextInt(-9, 9), random.nextInt(99), random.nextInt(99)),
                Year.of(random.nextInt(1, 9999)),
                YearMonth.from(time),
                MonthDay.from(time),
                zone,
                time.getDayOfWeek(),
                new UUID(random.nextLong(), random.nextLong()),
                URI.create("https://example.org/" + random.nextInt(99)),
                Colour.values()[random.nextInt(2)],
                decimal(random),
                new BigInteger(100, random),
                random.nextBoolean() ? Optional.empty() : Optional.of(time.toLocalDate()),
                random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt()),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong()),
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextDouble()),
                nested);
    }

    private static BigDecimal decimal(Random random) {
        return new BigDecimal(new BigInteger(90, random), random.nextInt(0, 20));
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void aPatternOfThePropertyCountsAndHasNoFormatOfTheSchema(BeanMapper mapper) {
        String json = "{\"due\":\"29.11.2026\",\"paid\":\"2026-12-01\",\"reminded\":\"30.11.2026\"}";
        Invoice invoice = new Invoice(
                LocalDate.of(2026, 11, 29),
                Optional.of(LocalDate.of(2026, 12, 1)),
                Optional.of(LocalDate.of(2026, 11, 30)));
        assertThat(mapper.bind(json, Invoice.class)).isEqualTo(invoice);
        assertThat(mapper.tree(invoice)).hasToString(json);
        assertThat(Traffic.tree(mapper.schema(Invoice.class)).get("properties"))
                .isEqualTo(Traffic.tree("{\"due\":{\"type\":\"string\"},\"paid\":{\"type\":[\"string\",\"null\"],"
                        + "\"format\":\"date\"},\"reminded\":{\"type\":[\"string\",\"null\"]}}"));
    }

    @Test
    void aLocalTimeMayHaveTheOffsetThatTheFormatOfItsSchemaAsksFor() {
        assertThat(BeanMapper.OWN.bind(
                        """
                        {"start":"2026-11-29T10:00:00+02:00","end":"11:30:00Z","created":"2026-11-29T10:00:00+02:00"}""",
                        Appointment.class))
                .isEqualTo(new Appointment(
                        LocalDateTime.of(2026, 11, 29, 10, 0),
                        LocalTime.of(11, 30),
                        Instant.parse("2026-11-29T08:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"start\":\"secret\"}|start (java.time.LocalDateTime)",
                "{\"start\":\"\"}|start (java.time.LocalDateTime)",
                "{\"start\":[2026,1,1]}|start (java.time.LocalDateTime)",
                "{\"end\":1.5}|end (java.time.LocalTime)",
                "{\"created\":{\"secret\":1}}|created (java.time.Instant)",
            })
    void namesTheMemberAndTheTypeOfATextThatIsNone(String json, String place) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BeanMapper.OWN.bind(json, Appointment.class))
                .withMessageContaining("is JSON that does not fit " + Appointment.class.getName() + " at " + place)
                .withMessageNotContaining("secret")
                .withNoCause();
    }
}
