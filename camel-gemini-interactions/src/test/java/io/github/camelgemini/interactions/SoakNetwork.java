// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** One node's way to the service: connections can be reset, and all of them are when the node is killed. */
final class SoakNetwork implements AutoCloseable {

    private final NetServer server;
    private final NetClient client;
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();

    SoakNetwork(Vertx vertx, int servicePort) {
        client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(5_000));
        server = vertx.createNetServer(
                new NetServerOptions().setHost("127.0.0.1").setPort(0));
        server.connectHandler(fromNode -> {
            fromNode.pause();
            open.add(fromNode);
            client.connect(servicePort, "127.0.0.1")
                    .onSuccess(toService -> join(fromNode, toService))
                    .onFailure(failure -> fromNode.close());
        });
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    private void join(NetSocket fromNode, NetSocket toService) {
        fromNode.closeHandler(closed -> {
            open.remove(fromNode);
            toService.close();
        });
        toService.closeHandler(closed -> fromNode.close());
        fromNode.pipeTo(toService);
        toService.pipeTo(fromNode);
        fromNode.resume();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Resets one connection. */
    void resetOne(Random random) {
        List<NetSocket> sockets = new ArrayList<>(open);
        if (!sockets.isEmpty()) sockets.get(random.nextInt(sockets.size())).close();
    }

    /** Nothing arrives any more. */
    @Override
    public void close() {
        server.close();
        open.forEach(NetSocket::close);
        client.close();
    }
}
