// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.http.HttpUtil;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which headers of a caller an emitted exchange inherits. */
class HeaderFilterTest extends GeminiEmulatorTestSupport {

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("gemini-interactions:create?model=m&streaming=true&channel=c");
                from("gemini-interactions:stream?channel=c&stepTypes=model_output")
                        .to("mock:steps");
            }
        };
    }

    private Message step(Map<String, Object> headers) throws Exception {
        MockEndpoint steps = getMockEndpoint("mock:steps");
        steps.expectedMessageCount(1);
        fluentTemplate.to("direct:ask").withBody("Hi").withHeaders(headers).request();
        RouteKit.assertSatisfied(context);
        return steps.getReceivedExchanges().get(0).getMessage();
    }

    @Test
    void whatCamelKeepsFromTheNextHttpHopIsKeptFromAStep() throws Exception {
        Set<String> hop = new HashSet<>();
        HttpUtil.addCommonFilters(hop);
        Map<String, Object> headers = new HashMap<>();
        hop.forEach(name -> headers.put(name, "of the caller"));

        Message step = step(headers);

        assertThat(hop).contains("via", "warning", "date", "upgrade");
        for (String name : hop) assertThat(step.getHeader(name)).isNotEqualTo("of the caller");
    }

    @Test
    void credentialsAreNotInheritedInAnySpelling() throws Exception {
        Message step = step(Map.of("AUTHORIZATION", "s3cret", "cookie", "s3cret", "Proxy-Authorization", "s3cret"));

        assertThat(step.getHeaders().values()).doesNotContain("s3cret");
    }

    @Test
    void headersOfCamelAndOfTheUserAreInherited() throws Exception {
        Message step = step(Map.of("CamelFileName", "a.txt", "camelCase", "mine", "orderId", 7));

        assertThat(step.getHeaders())
                .containsEntry("CamelFileName", "a.txt")
                .containsEntry("camelCase", "mine")
                .containsEntry("orderId", 7);
    }
}
