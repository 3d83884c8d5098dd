// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.github.camelgemini.emulator.internal.http.reply.Reply;
import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.traffic.Operation;

/** Every path the emulator knows, and those of the service it knows it does not have. */
final class Routes {
    private static final String PROJECT = "/projects/{project}/locations/{location}";

    private static final Pattern VERSION = Pattern.compile("v\\d+((alpha|beta)\\d*)?");
    private static final int PARTS_OF_A_LOCATION = 2;

    private final Router router = new Router(Routes::elsewhere);

    private Routes() {}

    static Router of(InteractionHandlers interactions, AdminHandlers admin, PageHandlers page, TokenHandler tokens) {
        Routes routes = new Routes();
        routes.addInteractions("/v1beta", Surface.DEVELOPER, interactions);
        routes.addInteractions("/v1", Surface.DEVELOPER, interactions);
        routes.addInteractions("/v1beta1", Surface.EXPRESS, interactions);
        for (String version : List.of("/v1beta1", "/v1")) {
            routes.addInteractions(version + PROJECT, Surface.ENTERPRISE, interactions);
            routes.addInteractions(version + "/locations/{location}", Surface.EXPRESS, interactions);
        }
        routes.addAdmin(admin, page, tokens);
        return routes.router;
    }

    private void addInteractions(String root, Surface surface, InteractionHandlers handlers) {
        String all = root + "/interactions";
        String one = all + "/{id}";
        router.add("POST", all, Operation.CREATE, surface, handlers::create)
                .add("GET", one, Operation.GET, surface, handlers::get)
                .add("POST", one + "/cancel", Operation.CANCEL, surface, handlers::cancel)
                .add("DELETE", one, Operation.DELETE, surface, handlers::delete)
                .add("GET", all, Operation.OTHER, surface, request -> notThere("list of interactions"));
    }

    private void addAdmin(AdminHandlers admin, PageHandlers page, TokenHandler tokens) {
        router.add("GET", "/_emulator", Operation.OTHER, Surface.OPEN, page::toPage);
        addAdmin("GET", "", page::page);
        addAdmin("GET", "events", page::events);
        addAdmin("GET", "health", admin::health);
        addAdmin("GET", "requests", admin::requests);
        addAdmin("GET", "interactions", admin::interactions);
        addAdmin("GET", "ledger", admin::ledger);
        addAdmin("GET", "script", admin::script);
        addAdmin("POST", "script", admin::addScript);
        addAdmin("DELETE", "script", admin::clearScript);
        addAdmin("POST", "gates/{name}", admin::openGate);
        addAdmin("POST", "reset", admin::reset);
        router.add("POST", "/_emulator/token", Operation.TOKEN, Surface.OPEN, tokens::issue);
    }

    private void addAdmin(String method, String path, Function<IncomingRequest, Reply> handler) {
        router.add(method, "/_emulator/" + path, Operation.OTHER, Surface.OPEN, handler);
    }

    /** All that the service has beside interactions is below a version, {@code upload} or {@code .well-known}. */
    private static Reply elsewhere(IncomingRequest request) {
        List<String> segments = List.of(request.path().substring(1).split("/", -1));
        String first = segments.get(0);
        List<String> rest = segments.subList(1, segments.size());
        if (VERSION.matcher(first).matches()) {
            return notThere(resource(rest, first));
        }
        if (first.equals("upload")) {
            boolean versioned = !rest.isEmpty() && VERSION.matcher(rest.get(0)).matches();
            List<String> target = versioned ? rest.subList(1, rest.size()) : rest;
            return notThere(target.isEmpty() ? "upload" : "upload of " + word(target.get(0)));
        }
        if (first.equals(".well-known")) {
            return notThere(String.join("/", segments));
        }
        return Reply.html(404, "There is nothing at this path.", Map.of());
    }

    private static String resource(List<String> path, String version) {
        List<String> rest = path;
        for (String part : List.of("projects", "locations")) {
            if (rest.size() > PARTS_OF_A_LOCATION && rest.get(0).equals(part)) {
                rest = rest.subList(PARTS_OF_A_LOCATION, rest.size());
            }
        }
        if (rest.isEmpty()) {
            return "API root";
        }
        return rest.get(0).equals("interactions") ? "path of interactions under " + version : word(rest.get(0));
    }

    /** Without a verb: {@code files} of {@code files:register}. */
    private static String word(String segment) {
        int colon = segment.indexOf(':');
        return colon < 0 ? segment : segment.substring(0, colon);
    }

    private static Reply notThere(String what) {
        throw Refused.unimplemented(what + ": it serves interactions alone.");
    }
}
