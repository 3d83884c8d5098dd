// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.stream.IntStream;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.emulator.traffic.Operation;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import static io.github.camelgemini.interactions.RouteKit.MODEL;
import static io.github.camelgemini.interactions.RouteKit.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Endpoints of many tenants, made by toD: one per key or header of the URI. */
class TenantsTest extends GeminiEmulatorTestSupport {

    private static final int TENANTS = 200;
    private static final String CREATE = "gemini-interactions:create?model=" + MODEL;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:withOwnKey").toD(CREATE + "&apiKey=key-${body}", 20);
                from("direct:withOwnHeader").toD(CREATE + "&additionalHeader.X-Tenant=${body}", 20);
                from("direct:withOwnSecretHeader").toD(CREATE + "&secretHeader.X-Tenant=${body}", 20);
                from("direct:withOwnTimeouts").toD(CREATE + "&requestTimeout=5000${body}&maxRetries=${body}", 20);
                from("direct:elsewhere").toD(CREATE + "&apiVersion=${body}", 20);
            }
        };
    }

    @Test
    void tenantsWithKeysOfTheirOwnShareAClient() {
        eachAsks("direct:withOwnKey", TENANTS);
    }

    @Test
    void tenantsWithHeadersOfTheirOwnShareAClientAndSendTheirOwn() {
        List<String> tenants = eachAsks("direct:withOwnHeader", TENANTS);
        assertThat(emulator().requests(Operation.CREATE))
                .extracting(request -> request.header("X-Tenant"))
                .containsExactlyElementsOf(tenants);
    }

    @Test
    void tenantsWithSecretHeadersOfTheirOwnShareAClientAndSendTheirOwn() {
        List<String> tenants = eachAsks("direct:withOwnSecretHeader", 10);
        assertThat(emulator().requests(Operation.CREATE))
                .extracting(request -> request.header("X-Tenant"))
                .containsExactlyElementsOf(tenants);
    }

    @Test
    void tenantsWithTimeLimitsOfTheirOwnShareAClient() {
        eachAsks("direct:withOwnTimeouts", 10);
    }

    @Test
    void tenantsAtAddressesOfTheirOwnShareAClient() {
        for (String version : List.of("v1", "v1beta", "v1")) ask("direct:elsewhere", version);
        eventually()
                .untilAsserted(() -> assertThat(SharedClientTest.ioThreads()).isEqualTo(SharedClientTest.ONE_CLIENT));
    }

    private List<String> eachAsks(String route, int tenants) {
        List<String> all = IntStream.range(0, tenants).mapToObj(String::valueOf).toList();
        all.forEach(tenant -> ask(route, tenant));
        eventually()
                .untilAsserted(() -> assertThat(SharedClientTest.ioThreads()).isEqualTo(SharedClientTest.ONE_CLIENT));
        return all;
    }

    private void ask(String route, String tenant) {
        Exchange asked = fluentTemplate.to(route).withBody(tenant).send();
        assertThat(asked.getException()).isNull();
    }
}
