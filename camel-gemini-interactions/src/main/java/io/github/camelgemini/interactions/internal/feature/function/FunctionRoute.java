// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.List;
import java.util.Set;

import io.github.camelgemini.interactions.internal.client.codec.FunctionJson;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionDeclaration;
import org.apache.camel.support.DefaultConsumer;

/**
 * A route that models may call.
 *
 * @param parameters names of the arguments that become headers
 * @param tags select it for a producer
 * @param consumer creates and processes its exchanges
 */
public record FunctionRoute(
        FunctionDeclaration declaration, List<String> parameters, Set<String> tags, DefaultConsumer consumer) {

    String name() {
        return declaration.name();
    }

    /** Its entry in the tools of a request. */
    String declared() {
        return FunctionJson.tool(
                declaration.name(),
                declaration.description(),
                declaration.parameters().json());
    }

    String routeId() {
        return consumer.getRouteId();
    }
}
