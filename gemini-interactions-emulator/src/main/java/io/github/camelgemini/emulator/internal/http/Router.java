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
    private final Function<IncomingRequest, Reply> elsewhere;

    /** One line of the table. */
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

    /** @param elsewhere answers paths that no line fits */
    Router(Function<IncomingRequest, Reply> elsewhere) {
        this.elsewhere = elsewhere;
    }

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
            if (parameters != null && route.method().equals(method)) {
                return new Match(route.operation(), route.surface(), parameters, route.handler());
            }
            known |= parameters != null;
        }
        String text = "This path does not take " + method + ".";
        return new Match(
                Operation.OTHER,
                Surface.OPEN,
                Map.of(),
                known ? request -> Reply.html(405, text, Map.of()) : elsewhere);
    }

    private static @Nullable Map<String, String> parameters(List<String> pattern, List<String> segments) {
        if (segments.size() != pattern.size()) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
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
