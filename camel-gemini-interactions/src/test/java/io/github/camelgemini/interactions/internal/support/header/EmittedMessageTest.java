// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.header;

import java.util.HashMap;
import java.util.Map;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Headers that are made when the first of them is read. */
class EmittedMessageTest {

    private final EmittedMessage message = new EmittedMessage(new DefaultExchange(new DefaultCamelContext()));

    EmittedMessageTest() {
        message.headers(headers -> headers.set("first", 1));
        message.headers(headers -> headers.set("second", 2));
    }

    /** Each of them makes a map, and the last one stays. */
    @Test
    void twoThreadsThatReadTheFirstHeaderAtTheSameTimeFindAllOfThem() {
        Map<String, Object> ofOneThread = new HashMap<>();
        Map<String, Object> ofAnother = new HashMap<>();

        message.populateInitialHeaders(ofOneThread);
        message.populateInitialHeaders(ofAnother);

        assertThat(ofOneThread).containsOnly(Map.entry("first", 1), Map.entry("second", 2));
        assertThat(ofAnother).isEqualTo(ofOneThread);
    }

    @Test
    void headersThatWereReplacedDoNotComeBack() {
        message.setHeaders(new HashMap<>(Map.of("other", 3)));

        assertThat(message.getHeaders()).containsOnly(Map.entry("other", 3));
    }

    @Test
    void aMessageThatIsUsedAgainHasNone() {
        assertThat(message.getHeader("first")).isEqualTo(1);

        message.reset();

        assertThat(message.getHeaders()).isEmpty();
    }
}
