// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelgemini.emulator.internal.http.reply.ApiErrors;
import io.github.camelgemini.emulator.internal.http.reply.EventWriter;
import io.github.camelgemini.emulator.internal.http.reply.Replies;
import io.github.camelgemini.emulator.internal.http.reply.Reply;
import io.github.camelgemini.emulator.internal.http.reply.ReplyListener;
import io.github.camelgemini.emulator.internal.http.reply.ReplyWriter;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.live.Board;
import io.github.camelgemini.emulator.internal.request.CreateRequestReader;
import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.internal.rule.RuleBook;
import io.github.camelgemini.emulator.internal.state.Continuations;
import io.github.camelgemini.emulator.internal.state.InteractionFiles;
import io.github.camelgemini.emulator.internal.state.Interactions;
import io.github.camelgemini.emulator.internal.state.LedgerBook;
import io.github.camelgemini.emulator.internal.state.RequestLog;
import io.github.camelgemini.emulator.internal.state.Retention;
import io.github.camelgemini.emulator.script.Gates;
import io.github.camelgemini.emulator.traffic.Ledger;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The server. Everything happens on one event loop: state needs no locks, and an open stream costs no thread. What other
 * threads ask for is either safe for any thread or run on that loop.
 */
public final class Server {
    private static final int LONGEST_LINE = 256 * 1024;
    /** Bodies of many megabytes are parsed on the event loop, on purpose; longer than this is worth a warning. */
    private static final Duration LONGEST_PARSE = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final VertxTimers timers;
    private final HttpServer http;
    private final RequestLog requests;
    private final LedgerBook ledger;
    private final RuleBook rules;
    private final Interactions interactions;
    private final Continuations continuations;
    private final TokenHandler tokens;
    private final Router router;
    private final boolean authRequired;
    private final CallerCheck callers;
    private final Intake intake;
    private final InstantSource clock;
    private final Gates gates;
    private final Set<EventWriter> openStreams = ConcurrentHashMap.newKeySet();
    private final Board board = new Board();
    /** Streams of the emulator's page. */
    private final Set<EventWriter> openPages = ConcurrentHashMap.newKeySet();

    private Server(Vertx vertx, Context context, ServerSettings settings, RuleBook rules, Gates gates) {
        this.vertx = vertx;
        this.rules = rules;
        this.gates = gates;
        this.timers = new VertxTimers(vertx, context);
        this.clock = settings.clock();
        Retention retention = new Retention(settings.retention(), clock);
        this.requests = new RequestLog(settings.recordedRequests(), retention);
        this.authRequired = settings.authRequired();
        this.callers = new CallerCheck(settings.host(), settings.adminHosts());
        InteractionFiles files = settings.data() == null ? null : new InteractionFiles(settings.data());
        this.ledger = new LedgerBook(settings.data());
        this.interactions = new Interactions(timers, ledger, files, retention);
        interactions.listen(board);
        Scripting scripting = new Scripting(rules, timers, gates);
        this.continuations = new Continuations();
        InteractionHandlers handlers = new InteractionHandlers(
                new CreateRequestReader(settings.strict()),
                interactions,
                continuations,
                ledger,
                scripting,
                settings.deltaDelay(),
                settings.runDelay());
        this.tokens = new TokenHandler(scripting);
        this.router = Routes.of(
                handlers,
                new AdminHandlers(
                        requests,
                        ledger,
                        rules,
                        interactions,
                        openStreams::size,
                        this::countBlocked,
                        gates,
                        this::forget),
                new PageHandlers(board, timers, ledger, rules, gates, openStreams::size),
                tokens);
        this.http = vertx.createHttpServer(new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setAcceptBacklog(10_000)
                .setMaxHeaderSize(LONGEST_LINE)
                .setMaxInitialLineLength(LONGEST_LINE));
        this.intake = new Intake(settings.limits(), timers, new Intake.Receiver() {
            @Override
            public void check(HttpServerRequest request) {
                callers.check(request, path(request));
            }

            @Override
            public void received(HttpServerRequest request, Buffer body) {
                answer(request, body);
            }

            @Override
            public void refused(HttpServerRequest request, Refused why) {
                reply(request, ApiErrors.render(why));
            }
        });
        http.connectionHandler(intake::connected);
        http.requestHandler(intake::begun);
        http.invalidRequestHandler(this::refuseInvalid);
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @throws IllegalStateException if it cannot listen
     */
    public static Server start(ServerSettings settings, RuleBook rules, Gates gates) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setMaxEventLoopExecuteTime(LONGEST_PARSE.toNanos())
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Server> started = new CompletableFuture<>();
        context.runOnContext(nothing -> {
            try {
                Server server = new Server(vertx, context, settings, rules, gates);
                server.http
                        .listen()
                        .onSuccess(listening -> started.complete(server))
                        .onFailure(started::completeExceptionally);
            } catch (RuntimeException e) {
                started.completeExceptionally(e);
            }
        });
        try {
            return started.join();
        } catch (CompletionException e) {
            vertx.close();
            throw new IllegalStateException(
                    "Cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getCause(), e.getCause());
        }
    }

    /** What is no HTTP, or too long: the connection cannot be used any more. */
    private void refuseInvalid(HttpServerRequest incoming) {
        Throwable cause = incoming.decoderResult().cause();
        Refused why = new Refused(400, "invalid_request", "This is not a request of HTTP/1.1: correct it.");
        if (cause instanceof TooLongHttpLineException) {
            why = new Refused(
                    414, "invalid_request", "The request line has more than " + LONGEST_LINE + " bytes: shorten it.");
        } else if (cause instanceof TooLongHttpHeaderException) {
            why = new Refused(
                    431, "invalid_request", "The headers have more than " + LONGEST_LINE + " bytes: send less.");
        }
        incoming.response().putHeader("connection", "close");
        reply(incoming, ApiErrors.render(why));
        incoming.connection().close();
    }

    private void reply(HttpServerRequest incoming, Reply reply) {
        boolean forPage = CallerCheck.isAdmin(path(incoming));
        new ReplyWriter(incoming, timers, forPage ? openPages : openStreams).write(reply);
    }

    private void answer(HttpServerRequest incoming, Buffer body) {
        reply(incoming, Replies.guarded(() -> answered(incoming, body)));
    }

    private Reply answered(HttpServerRequest incoming, Buffer body) {
        String path = path(incoming);
        Router.Match match = router.match(incoming.method().name(), path);
        IncomingRequest request = new IncomingRequest(
                incoming.method().name(),
                path,
                match.parameters(),
                first(parameters(incoming), name -> name),
                first(incoming.headers().entries(), name -> name.toLowerCase(Locale.ROOT)),
                body,
                json(body));
        if (CallerCheck.isAdmin(path) && match.operation() != Operation.TOKEN) {
            return match.handler().apply(request);
        }
        RecordedRequest recorded = Redaction.record(match.operation(), request, clock.instant());
        requests.add(recorded);
        ReplyListener listener =
                board.request(RequestHead.of(recorded), match.parameters().get("id"));
        return new Reply.Heard(
                Replies.guarded(() -> {
                    Reply refusal = authRequired ? Credentials.refuse(match.surface(), request) : null;
                    return refusal != null ? refusal : match.handler().apply(request);
                }),
                listener);
    }

    private static String path(HttpServerRequest incoming) {
        return incoming.path() == null || !incoming.path().startsWith("/") ? "/" : incoming.path();
    }

    private static List<Map.Entry<String, String>> parameters(HttpServerRequest incoming) {
        try {
            return incoming.params().entries();
        } catch (IllegalArgumentException e) { // its message quotes the query, which may have a key
            throw Refused.invalid("The query is not percent-encoded: correct it.");
        }
    }

    private static Map<String, String> first(List<Map.Entry<String, String>> entries, Function<String, String> naming) {
        Map<String, String> first = new HashMap<>();
        entries.forEach(entry -> first.putIfAbsent(naming.apply(entry.getKey()), entry.getValue()));
        return first;
    }

    private static @Nullable JsonNode json(Buffer body) {
        try {
            JsonNode json = body.length() == 0 ? null : Json.parse(body.getBytes());
            return json == null || json.isMissingNode() ? null : json;
        } catch (IOException e) {
            return null;
        }
    }

    public int port() {
        return http.actualPort();
    }

    /** @throws AssertionError if fewer requests came in that time */
    public List<RecordedRequest> awaitRequests(int count, Duration timeout) throws InterruptedException {
        if (!requests.await(count, timeout)) {
            throw new AssertionError(
                    "Waited " + timeout + " for " + count + " requests, but there were " + requests.count());
        }
        return requests.all();
    }

    public List<RecordedRequest> requests() {
        return requests.all();
    }

    /** How many requests that came in are not among {@link #requests()}, as they were too many or too large. */
    public long droppedRequests() {
        return requests.dropped();
    }

    /** How many interactions were dropped to make room for others. */
    public long droppedInteractions() {
        long[] count = new long[1];
        onLoop(() -> count[0] = interactions.dropped());
        return count[0];
    }

    public Ledger ledger() {
        return ledger.read();
    }

    public int openStreams() {
        return openStreams.size();
    }

    /** How many responses are held up because their client does not read. */
    public int blockedStreams() {
        int[] count = new int[1];
        onLoop(() -> count[0] = countBlocked());
        return count[0];
    }

    private int countBlocked() {
        return (int) openStreams.stream().filter(EventWriter::isHeldUp).count();
    }

    /** The ids of stored interactions, oldest first. */
    public List<String> interactionIds() {
        List<String> ids = new ArrayList<>();
        onLoop(() -> ids.addAll(interactions.ids()));
        return List.copyOf(ids);
    }

    /**
     * Forgets everything, stops all runs and breaks the connections on which a client waits: idle ones may stay
     * in a client's pool. Returns when that is done.
     */
    public void reset() {
        onLoop(() -> {
            forget();
            Set<HttpConnection> pages =
                    openPages.stream().map(EventWriter::connection).collect(Collectors.toSet());
            intake.busy().stream().filter(busy -> !pages.contains(busy)).forEach(HttpConnection::close);
            openStreams.clear(); // all of them are on those connections, whose end is reported only later
        });
        onLoop(() -> {}); // after the actions that closing them has scheduled
    }

    private void forget() {
        interactions.clear();
        board.clear();
        continuations.clear();
        rules.clear();
        ledger.clear();
        requests.clear();
        tokens.reset();
        gates.clear();
    }

    private void onLoop(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        timers.soon(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        done.join();
    }

    /** Stops listening, breaks all connections and ends the threads. */
    public void stop() {
        onLoop(interactions::stop);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
