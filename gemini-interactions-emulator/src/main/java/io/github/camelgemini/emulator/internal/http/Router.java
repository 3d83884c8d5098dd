// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.camelgemini.emulator.internal.http.reply.Reply;
import io.github.camelgemini.emulator.traffic.Operation;
import org.jspecify.annotations.Nullable;

/** The table of all paths. */
final class Router {
    private final List<Route> routes = new ArrayList<>();

    /** One line of the table. {@code *} at the end of a pattern stands for the rest. */
    private record Route(
            String method,
            List<String> pattern,
            Operation operation,
            Surface surface,
            Function<IncomingRequest, Reply> handler) {}

    /** The line that fits a request, with the parameters of its path. */
    record Match(
            Operation operation,
            Surface surface,
            Map<String, String> parameters,
            Function<IncomingRequest, Reply> handler) {}

    Router add(
            String method,
            String pattern,
            Operation operation,
            Surface surface,
            Function<IncomingRequest, Reply> handler) {
        routes.add(new Route(method, segments(pattern), operation, surface, handler));
        return this;
    }

    Match match(String method, String path) {
        List<String> segments = segments(path);
        boolean known = false;
        for (Route route : routes) {
            Map<String, String> parameters = parameters(route.pattern(), segments);
            if (parameters != null
                    && (route.method().equals("*") || route.method().equals(method))) {
                return new Match(route.operation(), route.surface(), parameters, route.handler());
            }
            known |= parameters != null;
        }
        int status = known ? 405 : 404;
        String text = known ? "This path does not take " + method + "." : "There is nothing at this path.";
        return new Match(Operation.OTHER, Surface.OPEN, Map.of(), request -> Reply.html(status, text, Map.of()));
    }

    private static @Nullable Map<String, String> parameters(List<String> pattern, List<String> segments) {
        boolean open = pattern.get(pattern.size() - 1).equals("*");
        int fixed = open ? pattern.size() - 1 : pattern.size();
        if (segments.size() < fixed || (!open && segments.size() > fixed)) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < fixed; i++) {
            String part = pattern.get(i);
            if (part.startsWith("{")) {
                parameters.put(part.substring(1, part.length() - 1), segments.get(i));
            } else if (!part.equals(segments.get(i))) {
                return null;
            }
        }
        return parameters;
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            segments.add(decode(segment));
        }
        return segments;
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
