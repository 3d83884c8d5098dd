// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.UnaryRuns;
import io.github.camelgemini.interactions.internal.client.codec.FunctionJson;
import io.github.camelgemini.interactions.internal.feature.decorate.CreateDecorator;
import io.github.camelgemini.interactions.internal.feature.toolcall.CallJournal;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolFunction;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolRounds;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolSettings;
import io.github.camelgemini.interactions.internal.message.body.ResultReader;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.request.AllowedHeaders;
import io.github.camelgemini.interactions.internal.message.request.Option;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.support.async.ComponentThreads;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import org.apache.camel.Exchange;

/** Lets the model call the functions whose tags a message names, and takes up calls that a person has decided about. */
public final class FunctionDecorator implements CreateDecorator {

    /**
     * What an endpoint says about functions, frozen when it starts.
     *
     * @param heritage which headers of the caller go to a function
     * @param journal stores which calls were begun, and their results
     * @param maxInlineSize the longest media result, in bytes
     * @param listener notified of the calls of each message
     */
    public record Settings(
            ToolSettings tools,
            HeaderPropagation heritage,
            CallJournal journal,
            long maxInlineSize,
            ToolTrace.Listener listener) {}

    /**
     * Runs as many interactions as the calls of functions take, until one of them needs no more.
     *
     * @param runs each of the interactions, as the message follows it
     * @param stored reads what is stored, without following it
     */
    record Runner(
            InteractionRunner runs,
            Function<String, RunHandle> stored,
            ToolRounds rounds,
            ToolSettings settings,
            ReadRequest read,
            ToolTrace trace)
            implements InteractionRunner {

        @Override
        public RunHandle create(InteractionRequest request) {
            FunctionLoop loop = new FunctionLoop(this);
            PendingApproval decided = read.decided();
            if (decided == null) loop.ask(request);
            else loop.decide(request, decided);
            return loop;
        }

        /** For an approval, the id may be that of the very interaction whose calls were decided. */
        @Override
        public RunHandle attach(String id) {
            FunctionLoop loop = new FunctionLoop(this);
            PendingApproval decided = read.decided();
            if (decided == null || !id.equals(decided.interactionId())) loop.follow(id, read.request());
            else loop.decide(read.request(), decided);
            return loop;
        }
    }

    private final Settings settings;
    private final FunctionRegistry registry;
    private final InteractionCalls calls;
    private final ComponentThreads threads;

    public FunctionDecorator(
            Settings settings, FunctionRegistry registry, InteractionCalls calls, ComponentThreads threads) {
        this.settings = settings;
        this.registry = registry;
        this.calls = calls;
        this.threads = threads;
    }

    /** Declares the functions beside what else the message offers to the model. */
    @Override
    public ReadRequest prepared(ReadRequest read) {
        if (read.tags().isEmpty()) return read;
        List<String> tools = new ArrayList<>(read.request().tools());
        Map<String, String> others = FunctionJson.declared(tools);
        registry.tagged(read.tags()).forEach((name, function) -> {
            String other = others.get(name);
            if (other != null && read.decided() == null)
                throw new InteractionRequestException(
                        "tools",
                        "The option tools declares the function " + name + ", and so does route " + function.routeId()
                                + ": remove it from tools, or rename it");
            if (other != null) tools.remove(other); // it was declared before the calls began to wait
            tools.add(function.declared());
        });
        return read.withRequest(read.request().withTools(tools));
    }

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        if (read.tags().isEmpty() && read.decided() == null) return runs;
        Map<String, ToolFunction> functions = functions(read, exchange);
        Set<String> byHand =
                new HashSet<>(FunctionJson.declared(read.request().tools()).keySet());
        byHand.removeAll(functions.keySet());
        ToolTrace trace = new ToolTrace(exchange, settings.listener());
        ToolRounds rounds = new ToolRounds(
                new ToolRounds.Engine(registry.once(), threads.routes(), threads.timer()),
                settings.tools(),
                functions,
                byHand,
                settings.journal(),
                trace);
        return new Runner(
                runs,
                id -> new UnaryRuns.SingleRequest(calls.with(read.headers()).get(id, read.timeout()), id),
                rounds,
                settings.tools(),
                read,
                trace);
    }

    private Map<String, ToolFunction> functions(ReadRequest read, Exchange exchange) {
        Map<String, ToolFunction> functions = new HashMap<>();
        if (read.tags().isEmpty()) return functions;
        RouteFunction.Caller caller = RouteFunction.Caller.of(exchange, settings.heritage());
        ResultReader results = new ResultReader(
                settings.maxInlineSize(), message -> Option.MEDIA_TYPE.header(message, AllowedHeaders.ALL));
        registry.tagged(read.tags())
                .forEach((name, route) ->
                        functions.put(name, new RouteFunction(route, caller, results, threads.routes())));
        return functions;
    }
}
