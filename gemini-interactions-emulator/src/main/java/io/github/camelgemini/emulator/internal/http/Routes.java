// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.util.List;
import java.util.function.Function;

import io.github.camelgemini.emulator.internal.http.reply.Reply;
import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.traffic.Operation;

/** Every path the emulator knows, and those of the service it knows it does not have. */
final class Routes {
    private static final String PROJECT = "/projects/{project}/locations/{location}";

    private static final List<String> NOT_THERE =
            List.of(("agents batches cachedContents environments fileSearchStores files models publishers triggers "
                            + "tunedModels webhooks")
                    .split(" "));

    private final Router router = new Router();

    private Routes() {}

    static Router of(InteractionHandlers interactions, AdminHandlers admin, TokenHandler tokens) {
        Routes routes = new Routes();
        routes.addInteractions("/v1beta", Surface.DEVELOPER, interactions);
        routes.addInteractions("/v1", Surface.DEVELOPER, interactions);
        routes.addInteractions("/v1beta1", Surface.EXPRESS, interactions);
        for (String version : List.of("/v1beta1", "/v1")) {
            routes.addInteractions(version + PROJECT, Surface.ENTERPRISE, interactions);
            routes.addInteractions(version + "/locations/{location}", Surface.EXPRESS, interactions);
        }
        routes.addAdmin(admin, tokens);
        for (String root : List.of("/v1beta", "/v1", "/v1beta1", "/v1beta1" + PROJECT)) {
            NOT_THERE.forEach(resource -> routes.addMissing(root + "/" + resource + "/*", resource));
        }
        routes.addMissing("/upload/*", "files");
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

    private void addAdmin(AdminHandlers admin, TokenHandler tokens) {
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

    private void addMissing(String pattern, String what) {
        router.add("*", pattern, Operation.OTHER, Surface.OPEN, request -> notThere(what));
    }

    private static Reply notThere(String what) {
        throw Refused.unimplemented(what + ": it serves interactions alone.");
    }
}
