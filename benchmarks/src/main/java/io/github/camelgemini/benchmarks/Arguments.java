// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenarios;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of the command.
 *
 * @param peers names of the peers that run; null for all that know the scenario
 * @param warmUp least time before the measurement, in each JVM
 * @param time of the measurement, in each JVM
 * @param results folder for the lines
 * @param isGuard whether the command fails where a figure is under half of its bar
 */
record Arguments(
        int rounds,
        List<Scenario> scenarios,
        @Nullable Set<String> peers,
        Duration warmUp,
        Duration time,
        Path results,
        boolean isGuard) {

    private static final String USAGE =
            """
            Arguments: --rounds N       rounds per scenario, 3
                       --scenarios A,B  all but those of growth, unless named
                       --growth         the scenarios of growth
                       --peers A,B      all, unless named
                       --seconds N      measured time per peer, 4
                       --short          one round of one second, with half the time to warm up at least
                       --results DIR    folder for the measured lines, results
                       --guard          fail where a figure is under half of its bar
            or:        --micro [NAME]   JMH of the component's steps, those whose name matches
            or:        --report FILE…   the tables of measured lines into results, pictures into docs/images
            """;

    static Arguments parse(String... arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            boolean isFlag = Set.of("--short", "--growth", "--guard").contains(name);
            boolean isKnown = isFlag
                    || Set.of("--rounds", "--scenarios", "--peers", "--seconds", "--results")
                            .contains(name);
            if (!isKnown || !isFlag && i + 1 == arguments.length)
                throw new IllegalArgumentException(name + "\n" + USAGE);
            values.put(name, isFlag ? "" : arguments[++i]);
        }
        boolean isShort = values.containsKey("--short");
        String scenarios = values.get("--scenarios");
        String peers = values.get("--peers");
        return new Arguments(
                Integer.parseInt(values.getOrDefault("--rounds", isShort ? "1" : "3")),
                scenarios == null
                        ? values.containsKey("--growth") ? Scenarios.growth() : Scenarios.all()
                        : List.of(scenarios.split(",")).stream()
                                .map(Scenarios::named)
                                .toList(),
                peers == null ? null : Set.of(peers.split(",")),
                Duration.ofSeconds(isShort ? 2 : 6),
                Duration.ofSeconds(Integer.parseInt(values.getOrDefault("--seconds", isShort ? "1" : "4"))),
                Path.of(values.getOrDefault("--results", "results")),
                values.containsKey("--guard"));
    }
}
