// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.Base64;
import java.util.List;
import java.util.Random;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which texts are base64, and of which bytes. */
class MediaDataTest {

    @Test
    void readsEveryEncodingOfBytes() {
        Random random = new Random(1);
        for (int length = 0; length < 70; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            for (Base64.Encoder encoder : List.of(
                    Base64.getEncoder(),
                    Base64.getEncoder().withoutPadding(),
                    Base64.getUrlEncoder(),
                    Base64.getUrlEncoder().withoutPadding(),
                    Base64.getMimeEncoder(),
                    Base64.getMimeEncoder(4, new byte[] {'\n'})))
                assertThat(MediaData.decode(encoder.encodeToString(bytes))).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "AAAAA",
                "AQ=",
                "AR",
                "AR==",
                "AQJ=",
                "_x",
                "AQ===",
                "AQI==",
                "AQID=",
                "AQID====",
                "=",
                "==",
                "====",
                "A=Q=",
                "AQ==AQ==",
                "-_+/",
                "+_==",
                "AQ!!ID*BA==",
                "AQ ==",
                " AQ==",
                "AQ\t==",
                "AQ==\u00a0",
                "\u0410Q==",
                "AQ,=",
                "AQ..",
                "data:,AQ==",
                "\ud83d\ude00AA"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> MediaData.decode(text))
                .isInstanceOf(InteractionProtocolException.class)
                .hasMessage("The data of a media content is not base64");
    }
}
