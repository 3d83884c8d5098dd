// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.ComponentModel.EndpointHeaderModel;
import org.apache.camel.tooling.model.ComponentModel.EndpointOptionModel;

/** Tables of the options and headers of a component, from the catalog. */
final class OptionTables {

    private static final String ADVANCED = " (advanced)";

    /** Groups in the order in which a reader needs them; others follow. */
    private static final List<String> GROUPS = List.of(
            "common", "request", "output", "streaming", "conversation", "tools", "background", "producer", "consumer");

    private final ComponentModel component;

    OptionTables(ComponentModel component) {
        this.component = component;
    }

    /** One table for each group, below a heading if there are several groups. */
    String endpointOptions() {
        Map<String, List<EndpointOptionModel>> groups = new LinkedHashMap<>();
        GROUPS.forEach(group -> groups.put(group, new ArrayList<>()));
        for (EndpointOptionModel option : component.getEndpointOptions()) {
            String group = option.getGroup().replace(ADVANCED, "");
            groups.computeIfAbsent(group, name -> new ArrayList<>()).add(option);
        }
        groups.values().removeIf(List::isEmpty);
        if (groups.size() == 1) return options(component.getEndpointOptions());
        return groups.entrySet().stream()
                .map(group -> "[[options-" + group.getKey() + "]]\n=== Options: " + group.getKey() + "\n\n"
                        + options(group.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /** The options that no endpoint has; all others of a component are the endpoint's. */
    String componentOptions() {
        Set<String> ofEndpoint = component.getEndpointOptions().stream()
                .map(BaseOptionModel::getName)
                .collect(Collectors.toSet());
        return options(component.getComponentOptions().stream()
                .filter(option -> !ofEndpoint.contains(option.getName()))
                .toList());
    }

    String headers() {
        Table table = new Table("5,2,6", "Header", "Type", "Description");
        for (EndpointHeaderModel header : component.getEndpointHeaders()) {
            String type = header.getJavaType().replaceAll("[\\w.]+\\.(?=[A-Z])", "");
            table.row(
                    Table.anchored("header", header.getName()),
                    Table.code(type),
                    Table.text(header.getDescription()) + side(header.getGroup()));
        }
        return table.toString();
    }

    private static String side(String group) {
        return group.equals("common") ? "" : " _(" + group + ")_";
    }

    private static String options(List<? extends BaseOptionModel> options) {
        Table table = new Table("4,7,2,2", "Option", "Description", "Default", "Type");
        for (BaseOptionModel option : options)
            table.row(name(option), description(option), Table.code(defaultValue(option)), type(option));
        return table.toString();
    }

    private static String name(BaseOptionModel option) {
        String name = Table.anchored("option", option.getName());
        if (option.getPrefix() != null && !option.getPrefix().isEmpty())
            name = Table.anchored("option", option.getName()).replaceFirst("`.*", "") + "`" + option.getPrefix()
                    + "NAME` (in the catalog: `" + option.getName() + "`)";
        return option.getGroup().endsWith(ADVANCED) ? name + ADVANCED : name;
    }

    private static String description(BaseOptionModel option) {
        StringBuilder text = new StringBuilder(option.isRequired() ? "*Required.* " : "");
        text.append(
                Table.text(option.getDescription().replaceFirst(" This is a multi-value option with prefix: .*", "")));
        if (option.getEnums() != null && !option.getEnums().isEmpty())
            text.append(option.getEnums().stream().map(Table::code).collect(Collectors.joining(", ", " One of ", ".")));
        if (option.isSecret()) text.append(" _Secret._");
        return text.toString();
    }

    private static String defaultValue(BaseOptionModel option) {
        return option.getDefaultValue() == null ? "" : String.valueOf(option.getDefaultValue());
    }

    private static String type(BaseOptionModel option) {
        if (!option.getType().equals("object")) return option.getType();
        return "`" + option.getJavaType().replaceAll("<.*", "").replaceAll(".*\\.", "") + "`";
    }
}
