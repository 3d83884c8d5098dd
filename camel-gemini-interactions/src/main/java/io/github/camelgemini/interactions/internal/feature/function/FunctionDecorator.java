// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.accumulate.DeclaredFunctions;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.client.call.RunHandle;
import io.github.camelgemini.interactions.internal.client.call.UnaryRuns;
import io.github.camelgemini.interactions.internal.client.codec.FunctionJson;
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
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
import org.apache.camel.Exchange;

/** Lets the model call the functions with the tags of a message, and continues after a person's decision about calls. */
public record FunctionDecorator(
        Settings settings, FunctionRegistry registry, InteractionCalls calls, ComponentThreads threads)
        implements CreateDecorator {

    /**
     * Settings of an endpoint for functions.
     *
     * @param propagation selects the headers of the caller that a function receives
     * @param maxInlineSize largest media result, in bytes
     * @param beans reads arguments and writes results
     * @param signsRounds true if rounds that wait for a person are signed
     * @param whenCutShort true if the calls of an answer that was cut short are run
     */
    public record Settings(
            ToolSettings tools,
            HeaderPropagation propagation,
            CallJournal journal,
            long maxInlineSize,
            BeanMapper beans,
            boolean signsRounds,
            boolean whenCutShort,
            ToolTrace.Listener listener) {}

    /**
     * Creates interactions until one of them calls no function.
     *
     * @param runs creates each of the interactions
     * @param stored reads a stored interaction
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
            return new FunctionLoop(this).create(request);
        }

        @Override
        public RunHandle attach(List<String> ids) {
            return new FunctionLoop(this).attach(ids);
        }
    }

    /** Exchange property between the two methods. A route that starts or stops meanwhile changes nothing for the message. */
    private static final String FOUND = GeminiInteractionsConstants.PREFIX + "FoundFunctions";

    /** Declares the functions, in addition to the other tools of the request. */
    @Override
    public ReadRequest prepared(ReadRequest read, Exchange exchange) {
        exchange.removeProperty(FOUND); // of an earlier message that failed in between
        if (read.tags().isEmpty()) return read;
        Map<String, FunctionRoute> found = registry.tagged(read.tags());
        if (read.decided() == null && read.request().isStateless()) checkSigned(found.values());
        List<String> tools = new ArrayList<>(read.request().tools());
        Map<String, String> declared = FunctionJson.declared(tools);
        found.forEach((name, function) -> {
            String duplicate = declared.get(name);
            if (duplicate != null && read.decided() == null)
                throw new InteractionRequestException(
                        "tools",
                        "The option tools and the route " + function.routeId() + " both declare the function " + name
                                + ": remove it from tools, or rename it");
            if (duplicate != null)
                tools.remove(duplicate); // the waiting interaction was created with the same declaration
            tools.add(function.declared());
        });
        exchange.setProperty(FOUND, found);
        return read.withRequest(read.request().withTools(tools));
    }

    /** Without a stored interaction, only a signature shows which calls waited. */
    private void checkSigned(Collection<FunctionRoute> found) {
        if (settings.signsRounds()) return;
        boolean manual =
                found.stream().anyMatch(function -> function.declaration().manual());
        if (settings.tools().automatic() && !manual) return;
        throw new InteractionRequestException(
                "approvalKey",
                "With store=false, calls that wait for a person ("
                        + (manual ? "execution=manual" : "autoToolExecution=false")
                        + ") could not be approved, as the service cannot tell what the model has called: set the option"
                        + " approvalKey of the component, or leave out store=false");
    }

    @Override
    public InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange) {
        if (read.tags().isEmpty() && read.decided() == null) return runs;
        Map<String, ToolFunction> functions = functions(read, exchange);
        Set<String> external =
                new HashSet<>(FunctionJson.declared(read.request().tools()).keySet());
        external.removeAll(functions.keySet());
        ToolTrace trace = new ToolTrace(exchange, settings.listener());
        ToolRounds rounds = new ToolRounds(
                new ToolRounds.Engine(
                        registry.calls(), threads.routes(), threads.repositories(), threads.answers(), threads.timer()),
                settings.tools(),
                functions,
                external,
                settings.journal(),
                trace);
        InteractionCalls reads = calls.with(read.headers())
                .observedBy(read.observation())
                .declaring(DeclaredFunctions.of(read.request().tools(), settings.whenCutShort()));
        return new Runner(
                runs,
                id -> new UnaryRuns.SingleRequest(reads.get(id, read.timeout()), id),
                rounds,
                settings.tools(),
                read,
                trace);
    }

    @SuppressWarnings("unchecked") // set above
    private Map<String, ToolFunction> functions(ReadRequest read, Exchange exchange) {
        Map<String, FunctionRoute> found = (Map<String, FunctionRoute>) exchange.removeProperty(FOUND);
        Map<String, ToolFunction> functions = new HashMap<>();
        if (found == null) return functions;
        RouteFunction.Caller caller = RouteFunction.Caller.of(exchange, settings.propagation());
        ResultReader results = new ResultReader(
                settings.maxInlineSize(),
                message -> Option.MEDIA_TYPE.header(message, AllowedHeaders.ALL),
                settings.beans());
        found.forEach((name, route) -> functions.put(
                name,
                new RouteFunction(route, caller, results, settings.beans(), threads.routes(), read.observation())));
        return functions;
    }
}
