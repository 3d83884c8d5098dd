// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What is read as JSON, and what only an attacker sends. */
class JsonLimitsTest {

    private static final String ANSWER = "{\"id\":\"v1_a\",\"status\":\"completed\",\"steps\":[],\"more\":%s}";

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1.5E-99999999999", "1e2147483649"})
    void anExponentThatFitsIntoNoNumberIsRefused(String number) {
        refused(ANSWER.formatted(number));
        refused("{\"event_type\":\"x\",\"index\":" + number + "}", true);
        assertThatIllegalArgumentException().isThrownBy(() -> InteractionJson.value(number));
        assertThatIllegalArgumentException().isThrownBy(() -> InteractionJson.map("{\"a\":" + number + "}"));
        assertThat(InteractionJson.idIn(number)).isNull();
    }

    @Test
    void aNumberOfAThousandDigitsIsReadAndNoLongerOne() {
        String digits = "7".repeat(1_000);
        assertThat(String.valueOf(InteractionJson.value(digits))).isEqualTo(digits);
        refused(ANSWER.formatted(digits + "7"));
    }

    @Test
    void valuesInAThousandLevelsAreReadAndNoDeeperOnes() {
        String within = ANSWER.formatted("[".repeat(999) + "]".repeat(999));
        assertThat(InteractionJson.write(InteractionJson.read(within.getBytes(StandardCharsets.UTF_8))))
                .contains("[".repeat(999));
        refused(ANSWER.formatted("[".repeat(1_000) + "]".repeat(1_000)));
        refused(ANSWER.formatted("[".repeat(1_000_000)));
    }

    @Test
    void aMillionTokensAreReadAndNoMore() {
        assertThat(InteractionJson.value("[" + "1,".repeat(900_000) + "1]")).isInstanceOf(List.class);
        refused(ANSWER.formatted("[" + "[],".repeat(600_000) + "1]"));
    }

    @Test
    void aVideoInBase64IsRead() {
        String video = "A".repeat(40_000_000);
        assertThat(InteractionJson.value("\"" + video + "\"")).isEqualTo(video);
    }

    @Test
    void aValueThatContainsItselfCannotBeWritten() {
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        List<Object> list = new ArrayList<>();
        list.add(list);
        for (Object itself : List.of(new Holder(map), new Holder(list))) {
            Object value = ((Holder) itself).value();
            assertThatIllegalArgumentException().isThrownBy(() -> InteractionJson.text(value));
            assertThatIllegalArgumentException().isThrownBy(() -> FunctionJson.result(value));
            assertThatIllegalArgumentException().isThrownBy(() -> RequestJson.merge(null, Map.of("a", value)));
        }
    }

    /** Has no hash code of the value, which has none. */
    private static final class Holder {
        private final Object value;

        Holder(Object value) {
            this.value = value;
        }

        Object value() {
            return value;
        }
    }

    private static void refused(String json) {
        refused(json, false);
    }

    private static void refused(String json, boolean isEvent) {
        assertThatExceptionOfType(InteractionProtocolException.class).isThrownBy(() -> {
            if (isEvent) EventJson.read(new SseFrame("x", json, true));
            else InteractionJson.read(json.getBytes(StandardCharsets.UTF_8));
        });
    }
}
