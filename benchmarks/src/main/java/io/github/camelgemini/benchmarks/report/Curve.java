// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A picture with one line per peer: how a figure grows with a number. Both axes are logarithmic, so a cost that does not
 * grow is a level line, and one that grows in proportion is a diagonal.
 */
public final class Curve {

    private static final long MILLION = 1_000_000;
    private static final int WIDTH = 760;
    private static final double LEFT = 80;
    private static final double RIGHT = 640;
    private static final double TOP = 68;
    private static final double BOTTOM = 348;

    /** Closer than this, two labels touch. */
    private static final double LABEL = 15;

    private final Map<String, NavigableMap<Double, Double>> series;
    private final double fromX;
    private final double toX;
    private final double fromY;
    private final double toY;

    private Curve(Map<String, NavigableMap<Double, Double>> series) {
        this.series = series;
        fromX = series.values().stream()
                .mapToDouble(NavigableMap::firstKey)
                .min()
                .orElse(1);
        toX = series.values().stream().mapToDouble(NavigableMap::lastKey).max().orElse(10);
        double[] values = series.values().stream()
                .flatMap(points -> points.values().stream())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        fromY = Math.pow(10, Math.floor(Math.log10(values[0])));
        toY = Math.max(fromY * 10, Math.pow(10, Math.ceil(Math.log10(values[values.length - 1]))));
    }

    /**
     * Draws the medians of one figure.
     *
     * @param prefix beginning of the scenarios' names; the number, in which the figure grows, follows it
     * @param unit what that number counts
     * @return empty if no line has the figure
     */
    public static String of(String title, List<Line> lines, String prefix, String unit, String figure) {
        Map<String, NavigableMap<Double, Double>> series = series(lines, prefix, Figure.valueOf(figure));
        return series.isEmpty() ? "" : new Curve(series).draw(title, unit, Figure.valueOf(figure));
    }

    private static Map<String, NavigableMap<Double, Double>> series(List<Line> lines, String prefix, Figure figure) {
        Map<String, NavigableMap<Double, Double>> series = new TreeMap<>();
        for (String scenario : Table.distinct(lines, Line::scenario)) {
            if (!scenario.startsWith(prefix)) continue;
            List<Line> measured = Table.only(lines, Line::scenario, scenario);
            for (String peer : Table.distinct(measured, Line::peer)) {
                Double median = figure.median(Table.only(measured, Line::peer, peer));
                double number = Double.parseDouble(scenario.substring(prefix.length()));
                if (median != null && median > 0)
                    series.computeIfAbsent(peer, p -> new TreeMap<>()).put(number, median);
            }
        }
        return series;
    }

    private String draw(String title, String unit, Figure figure) {
        Svg svg = new Svg(title, WIDTH);
        svg.text(16, 30, "title", "start", title);
        svg.text(16, TOP - 12, "quiet", "start", figure.heading);
        for (double tick = fromY; tick <= toY * 1.01; tick *= 10) {
            svg.line(LEFT, y(tick), RIGHT, y(tick));
            svg.text(LEFT - 10, y(tick) + 4, "quiet", "end", tick(tick));
        }
        series.values().stream()
                .flatMap(points -> points.keySet().stream())
                .distinct()
                .forEach(tick -> svg.text(x(tick), BOTTOM + 20, "quiet", "middle", number(tick)));
        svg.text((LEFT + RIGHT) / 2, BOTTOM + 42, "quiet", "middle", unit);
        int others = 0;
        TreeMap<Double, String> labels = new TreeMap<>();
        for (Map.Entry<String, NavigableMap<Double, Double>> one : series.entrySet()) {
            points(svg, one.getValue(), Plot.isOurs(one.getKey()) ? "series0" : "series" + ++others);
            double y = y(one.getValue().lastEntry().getValue()) + 4;
            while (isTaken(labels, y)) y += 1;
            labels.put(y, one.getKey());
        }
        labels.forEach((y, peer) -> svg.text(RIGHT + 10, y, "", "start", peer));
        return svg.finish(BOTTOM + 60);
    }

    private void points(Svg svg, NavigableMap<Double, Double> points, String kind) {
        svg.polyline(
                points.entrySet().stream()
                        .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x(point.getKey()), y(point.getValue())))
                        .collect(Collectors.joining(" ")),
                kind);
        points.forEach((number, value) -> svg.dot(x(number), y(value), kind));
    }

    private static boolean isTaken(TreeMap<Double, String> labels, double y) {
        return !labels.subMap(y - LABEL, y + LABEL).isEmpty();
    }

    private double x(double number) {
        double share = toX == fromX ? 0.5 : Math.log(number / fromX) / Math.log(toX / fromX);
        return LEFT + 20 + share * (RIGHT - LEFT - 40);
    }

    private double y(double value) {
        return BOTTOM - Math.log(value / fromY) / Math.log(toY / fromY) * (BOTTOM - TOP);
    }

    private static String tick(double value) {
        return String.format(Locale.ROOT, value < 1 ? "%s" : "%,.0f", value);
    }

    /** Whole millions as M, others as they are. */
    private static String number(double number) {
        long whole = (long) number;
        if (whole >= MILLION && whole % MILLION == 0) return whole / MILLION + " M";
        return String.format(Locale.ROOT, "%,d", whole);
    }
}
