// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** A picture with one panel of horizontal bars per scenario: the medians of one figure, each panel with a scale of its own. */
public final class Plot {

    private static final int WIDTH = 760;
    private static final int LEFT = 150;
    private static final int BARS = 500;
    private static final int ROW = 24;

    private static final Set<String> OURS = Set.of("consumer", "channel", "iterator", "producer", "await");
    private static final Set<String> FLOORS = Set.of("floor", "empty");

    private record Entry(String peer, double median) {}

    private Plot() {}

    /**
     * Draws one figure of all scenarios that have it.
     *
     * @param figure name of a figure, such as {@code rate}
     */
    public static String bars(String title, List<Line> lines, String figure) {
        Svg svg = new Svg(title, WIDTH);
        double y = 30;
        svg.text(16, y, "title", "start", title);
        for (String scenario : Table.distinct(lines, Line::scenario)) {
            List<Entry> entries = entries(Table.only(lines, Line::scenario, scenario), Figure.valueOf(figure));
            if (entries.isEmpty()) continue;
            svg.text(16, y + 34, "title", "start", scenario);
            y = panel(svg, y + 44, entries);
        }
        return svg.finish(y + 16);
    }

    private static List<Entry> entries(List<Line> measured, Figure figure) {
        return Table.distinct(measured, Line::peer).stream()
                .map(peer -> new Entry(peer, orZero(figure.median(Table.only(measured, Line::peer, peer)))))
                .filter(entry -> entry.median > 0)
                .sorted(Comparator.comparingDouble(Entry::median).reversed())
                .toList();
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static double panel(Svg svg, double top, List<Entry> entries) {
        double y = top;
        double longest = entries.get(0).median;
        for (Entry entry : entries) {
            double length = Math.max(1, BARS * entry.median / longest);
            svg.text(LEFT - 10, y + 16, "", "end", entry.peer);
            svg.rect(LEFT, y + 3, length, ROW - 6, kind(entry.peer));
            svg.text(LEFT + length + 8, y + 16, "quiet", "start", Figure.text(entry.median));
            y += ROW;
        }
        return y;
    }

    static boolean isOurs(String peer) {
        return OURS.contains(peer.split("-", 2)[0]);
    }

    private static String kind(String peer) {
        String family = peer.split("-", 2)[0];
        return isOurs(peer) ? "ours" : FLOORS.contains(family) ? "floor" : "other";
    }
}
