// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.List;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;
import org.jspecify.annotations.Nullable;

/**
 * Request members that the service does not remember from turn to turn, so that they are sent with each turn.
 *
 * <p>Documented: docs/api.adoc 2.1, "not inherited by the next turn".
 *
 * @param systemInstruction null for none
 * @param tools declarations, each the JSON text of an object
 * @param builtinTools the service's own tools, each the JSON text of an object
 * @param mcpServers hosted servers, each the JSON text of an object
 */
public record TurnScoped(
        @Nullable String systemInstruction,
        List<String> tools,
        List<String> builtinTools,
        List<String> mcpServers,
        ConfigObject generationConfig,
        ConfigObject agentConfig) {

    public TurnScoped {
        tools = List.copyOf(tools);
        builtinTools = List.copyOf(builtinTools);
        mcpServers = List.copyOf(mcpServers);
    }

    /**
     * @param tools JSON text; null for none
     * @param builtinTools comma-separated words; null for none
     * @param mcpServers JSON text; null for none
     * @throws InteractionRequestException naming the option that is invalid
     */
    public static TurnScoped of(
            @Nullable String systemInstruction,
            @Nullable String tools,
            @Nullable String builtinTools,
            @Nullable String mcpServers,
            ConfigObject generationConfig,
            ConfigObject agentConfig) {
        return new TurnScoped(
                systemInstruction,
                tools == null ? List.of() : OptionErrors.json("tools", () -> Tools.declared(tools)),
                builtinTools == null ? List.of() : OptionErrors.json("builtinTools", () -> Tools.builtin(builtinTools)),
                mcpServers == null ? List.of() : OptionErrors.json("mcpServers", () -> Tools.servers(mcpServers)),
                generationConfig,
                agentConfig);
    }

    /** Without values, which may contain secrets, such as the headers of an MCP server. */
    @Override
    public String toString() {
        return "TurnScoped[tools=" + tools.size() + ", builtinTools=" + builtinTools + ", mcpServers="
                + mcpServers.size() + "]";
    }
}
