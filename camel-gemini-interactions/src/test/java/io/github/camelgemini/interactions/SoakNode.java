// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.interactions.SoakMessage.Delivery;
import io.github.camelgemini.interactions.SoakMessage.Kind;
import io.github.camelgemini.interactions.state.JdbcRunRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import io.vertx.core.Vertx;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** One node of the soak: a Camel context with all kinds of routes, its database and its network. */
final class SoakNode {

    private static final int LEASE_MILLIS = 10_000;
    private static final int GRACE_SECONDS = 5;

    final String name;
    final SoakNetwork network;
    private final SoakDatabase database;
    private final SoakBook book;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template;
    /** The messages whose end has come here once. */
    private static final Duration SUSPENSION = Duration.ofMinutes(1);

    private final Set<String> forced = ConcurrentHashMap.newKeySet();
    private final Set<Long> cameHere = ConcurrentHashMap.newKeySet();

    SoakNode(String name, Vertx vertx, GeminiEmulator service, SoakDatabase database, SoakBook book) throws Exception {
        this.name = name;
        this.database = database;
        this.book = book;
        this.network = new SoakNetwork(vertx, service.port());
        context.disableJMX();
        context.getShutdownStrategy().setTimeout(GRACE_SECONDS);
        context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
        DirectComponent direct = new DirectComponent();
        direct.setBlock(false);
        context.addComponent("direct", direct);
        context.addComponent("gemini-interactions", component());
        state("keys");
        state("results");
        state("conversations");
        state("cursors");
        JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
        runs.setLeaseTime(LEASE_MILLIS);
        context.getRegistry().bind("runs", runs);
        context.addRoutes(routes());
        template = context.createProducerTemplate();
        template.setThreadedAsyncMode(false);
        context.start();
    }

    private GeminiInteractionsComponent component() {
        GeminiInteractionsComponent component = new GeminiInteractionsComponent();
        GeminiInteractionsConfiguration configuration = component.getConfiguration();
        configuration.setBaseUrl(network.baseUrl());
        configuration.setApiKey(GeminiEmulator.KEY);
        configuration.setRequestTimeout(10_000);
        configuration.setStreamingReadTimeout(8_000);
        configuration.setConnectTimeout(10_000);
        configuration.setPollInterval(50);
        configuration.setMaxPollInterval(400);
        configuration.setAwaitTimeout(40_000);
        configuration.setChannelTimeout(10_000);
        configuration.setConversationTimeout(30_000);
        component.setEnvironment(Map.of());
        return component;
    }

    private void state(String repository) {
        context.getRegistry().bind(repository, new JdbcStateRepository(database, repository));
    }

    /** Creates the tables that all nodes share. */
    static void createTables(DataSource database) throws Exception {
        try (DefaultCamelContext once = new DefaultCamelContext()) {
            JdbcStateRepository states = new JdbcStateRepository(database, "keys");
            states.setCreateTableIfNotExists(true);
            JdbcRunRepository runs = new JdbcRunRepository(database, "runs");
            runs.setCreateTableIfNotExists(true);
            once.addService(states);
            once.addService(runs);
            once.start();
        }
    }

    private RouteBuilder routes() {
        String create = "gemini-interactions:create?model=m";
        String keyed = create + "&idempotencyRepository=#keys";
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                ask(Kind.PLAIN, create);
                ask(Kind.KEYED, keyed);
                ask(Kind.RESEND, keyed + "&onUnknownCreate=resend");
                ask(Kind.FUNCTION, keyed + "&tags=soak&toolResultRepository=#results");
                ask(Kind.TURN, keyed + "&conversationRepository=#conversations");
                ask(Kind.STREAM, keyed + "&background=true&streaming=true&channel=soak&cursorRepository=#cursors");
                ask(Kind.RUN, keyed + "&background=true&runRepository=#runs");
                from("gemini-interactions-tool:stock_price?tags=soak&description=The price of a stock")
                        .routeId("tool")
                        .process(book::called)
                        .setBody(exchange ->
                                "The price of m" + exchange.getMessage().getHeader(SoakBook.HEADER) + ". is 5");
                from("gemini-interactions:stream?channel=soak").routeId("steps").process(book::step);
                from("gemini-interactions:await?runRepository=#runs&restartDelay=500")
                        .routeId("ends")
                        .process(SoakNode.this::end);
            }

            private void ask(Kind kind, String uri) {
                from("direct:" + kind.route).routeId(kind.route).to(uri);
            }
        };
    }

    /** Some ends fail, or are rolled back, on the first node that routes them: they come again. */
    private void end(Exchange exchange) {
        long number = exchange.getMessage().getHeader(SoakBook.HEADER, 0L, Long.class);
        boolean first = cameHere.add(number);
        if (first && number % 20 == 3) throw new IllegalStateException("The soak's route of ends fails");
        if (first && number % 20 == 4) exchange.setRollbackOnly(true);
        else book.end(exchange);
    }

    /** Delivers a message; the future ends with its exchange, never exceptionally. */
    CompletableFuture<Void> deliver(SoakMessage message) {
        long start = System.nanoTime();
        book.deliver(message);
        CompletableFuture<Exchange> sent;
        try {
            sent = template.asyncSend("direct:" + message.kind.route, exchange -> {
                exchange.getMessage().setBody(message.text());
                exchange.getMessage().setHeader(SoakBook.HEADER, message.number);
                exchange.getMessage().setHeader(GeminiInteractionsConstants.MODEL, message.model());
                if (message.kind != Kind.PLAIN) {
                    exchange.getMessage().setHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY, message.tag());
                }
                if (message.conversation != null) {
                    exchange.getMessage().setHeader(GeminiInteractionsConstants.CONVERSATION_ID, message.conversation);
                }
            });
        } catch (Throwable e) {
            sent = CompletableFuture.failedFuture(e);
        }
        return sent.handle((exchange, thrown) -> {
            book.delivered(message, delivery(exchange, thrown, start));
            return null;
        });
    }

    private Delivery delivery(@Nullable Exchange exchange, @Nullable Throwable thrown, long start) {
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        if (exchange == null) return new Delivery(name, millis, null, null, thrown, book.since(start));
        Throwable failure = exchange.getException();
        return new Delivery(
                name,
                millis,
                exchange.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class),
                failure == null ? exchange.getMessage().getBody(String.class) : null,
                failure,
                book.since(start));
    }

    List<String> routeIds() {
        return context.getRoutes().stream().map(Route::getRouteId).toList();
    }

    /**
     * Camel resumes a route without its processors if it was stopped, or if its suspension was forced after its time: such a
     * route is stopped and started instead.
     */
    void suspend(String route) throws Exception {
        if (!context.getRouteController().getRouteStatus(route).isStarted()) return;
        long began = System.nanoTime();
        context.getRouteController().suspendRoute(route, SUSPENSION.toSeconds(), TimeUnit.SECONDS);
        if (System.nanoTime() - began > SUSPENSION.toNanos()) forced.add(route);
    }

    void stop(String route) throws Exception {
        if (context.getRouteController().getRouteStatus(route).isStopped()) return;
        context.getRouteController().stopRoute(route, 2, TimeUnit.SECONDS);
    }

    /** Every route is started again. */
    void resumeAll() throws Exception {
        for (String route : routeIds()) {
            if (forced.remove(route)) context.getRouteController().stopRoute(route);
            ServiceStatus status = context.getRouteController().getRouteStatus(route);
            if (status.isSuspended() || status.isSuspending())
                context.getRouteController().resumeRoute(route);
            else if (!status.isStarted()) context.getRouteController().startRoute(route);
        }
    }

    /** Stops in order. */
    void stop() {
        context.stop();
        network.close();
    }

    /** Cuts this node off, then forces it to stop, beside the caller. */
    Thread kill() {
        database.cut();
        network.close();
        Thread end = new Thread(
                () -> {
                    context.getShutdownStrategy().setTimeout(1);
                    context.stop();
                },
                "soak-kill-" + name);
        end.setDaemon(true);
        end.start();
        return end;
    }
}
