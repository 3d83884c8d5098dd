// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A bar for one figure of one of our peers: as a ratio to the same figure of another peer in the same round, or absolute.
 *
 * @param other the peer that it is compared with; null for an absolute bar
 * @param isLeast true if the figure has to be the bar or more, false if it has to be the bar or less
 */
public record Bar(String scenario, String peer, String figure, boolean isLeast, double bar, @Nullable String other) {

    static Bar atLeast(String scenario, String peer, String figure, double bar, @Nullable String other) {
        return new Bar(scenario, peer, figure, true, bar, other);
    }

    static Bar atMost(String scenario, String peer, String figure, double bar, @Nullable String other) {
        return new Bar(scenario, peer, figure, false, bar, other);
    }

    /** The worst value of all rounds; null if no round has both peers. */
    public @Nullable Double worst(List<Line> lines) {
        Double worst = null;
        for (Line line : lines) {
            if (!line.scenario().equals(scenario) || !line.peer().equals(peer)) continue;
            Double value = value(line, lines);
            if (value != null && (worst == null || isLeast == value < worst)) worst = value;
        }
        return worst;
    }

    private @Nullable Double value(Line ours, List<Line> lines) {
        Double figure = ours.figures().get(this.figure);
        if (other == null || figure == null) return figure;
        return lines.stream()
                .filter(line -> line.inRun().equals(ours.inRun()))
                .filter(line -> line.scenario().equals(scenario) && line.peer().equals(other))
                .map(line -> line.figures().get(this.figure))
                .filter(Objects::nonNull)
                .findFirst()
                .map(theirs -> figure / theirs)
                .orElse(null);
    }

    /** True if a value meets the bar. */
    public boolean isMet(double value) {
        return isLeast ? value >= bar : value <= bar;
    }

    /** True for a value that noise does not explain: under half of the bar, or over twice of it. */
    public boolean isCollapse(double value) {
        return isLeast ? value < bar / 2 : value > bar * 2;
    }
}
