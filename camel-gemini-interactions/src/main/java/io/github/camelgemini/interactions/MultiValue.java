// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.apache.camel.util.PropertiesHelper;

/** Options that a URI gives one value at a time, as {@code PREFIX.NAME=VALUE}. */
public enum MultiValue {
    GENERATION_CONFIG_FIELDS(
            "generationConfig.",
            "generationConfigFields",
            GeminiInteractionsConfiguration::getGenerationConfigFields,
            GeminiInteractionsConfiguration::setGenerationConfigFields),
    AGENT_CONFIG_FIELDS(
            "agentConfig.",
            "agentConfigFields",
            GeminiInteractionsConfiguration::getAgentConfigFields,
            GeminiInteractionsConfiguration::setAgentConfigFields),
    ADDITIONAL_BODY_PROPERTIES(
            "additionalBodyProperty.",
            "additionalBodyProperties",
            GeminiInteractionsConfiguration::getAdditionalBodyProperties,
            GeminiInteractionsConfiguration::setAdditionalBodyProperties),
    ADDITIONAL_HEADERS(
            "additionalHeader.",
            "additionalHeaders",
            GeminiInteractionsConfiguration::getAdditionalHeaders,
            GeminiInteractionsConfiguration::setAdditionalHeaders),
    SECRET_HEADERS(
            "secretHeader.",
            "secretHeaders",
            GeminiInteractionsConfiguration::getSecretHeaders,
            GeminiInteractionsConfiguration::setSecretHeaders);

    private final String prefix;
    private final String option;
    private final Function<GeminiInteractionsConfiguration, Map<String, Object>> getter;
    private final BiConsumer<GeminiInteractionsConfiguration, Map<String, Object>> setter;

    MultiValue(
            String prefix,
            String option,
            Function<GeminiInteractionsConfiguration, Map<String, Object>> getter,
            BiConsumer<GeminiInteractionsConfiguration, Map<String, Object>> setter) {
        this.prefix = prefix;
        this.option = option;
        this.getter = getter;
        this.setter = setter;
    }

    /** The option that a name in a URI belongs to; the name itself where it is no single value of one of these. */
    static String optionOf(String given) {
        for (MultiValue known : values()) {
            if (given.startsWith(known.prefix)) return known.option;
        }
        return given;
    }

    /** Name of the option as a whole. */
    String option() {
        return option;
    }

    Map<String, Object> get(GeminiInteractionsConfiguration form) {
        return getter.apply(form);
    }

    void set(GeminiInteractionsConfiguration form, Map<String, Object> values) {
        setter.accept(form, values);
    }

    /** Takes the single values out of a URI's parameters. */
    Map<String, Object> extract(Map<String, Object> parameters) {
        return PropertiesHelper.extractProperties(parameters, prefix);
    }

    /** Adds values to those that are there; of two with the same name the new one wins. */
    void add(GeminiInteractionsConfiguration form, Map<String, Object> values) {
        Map<String, Object> all = new LinkedHashMap<>(get(form));
        all.putAll(values);
        set(form, all);
    }
}
