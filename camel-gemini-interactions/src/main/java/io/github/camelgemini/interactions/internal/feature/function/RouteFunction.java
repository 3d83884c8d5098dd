// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.GeminiInteractionsToolConstants;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.observation.FunctionAttributes;
import io.github.camelgemini.interactions.internal.client.observation.Observation;
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
import io.github.camelgemini.interactions.internal.feature.toolcall.ConversionFailure;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionCall;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionDeclaration;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionResult;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolFunction;
import io.github.camelgemini.interactions.internal.message.body.ResultReader;
import io.github.camelgemini.interactions.internal.message.exchange.ExchangeFailures;
import io.github.camelgemini.interactions.internal.message.exchange.HeaderPropagation;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.internal.message.progress.InteractionMdc;
import io.github.camelgemini.interactions.internal.message.telemetry.TraceContext;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.internal.support.header.MessageHeaders;
import io.github.camelgemini.interactions.internal.support.header.PeerText;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A route as a function for one message. Each call is an exchange with the propagated headers of the message, the declared
 * arguments as headers, and the map of all arguments as the body. Under the name of a declared parameter, in any case, there
 * is the model's argument or nothing. The body at the end of the route is the result.
 *
 * @param beans reads the arguments
 * @param threads read the result of a route that ends on another thread
 * @param observation of the call of the model; each call of the function is a part of it
 */
record RouteFunction(
        FunctionRoute route,
        Caller caller,
        ResultReader results,
        BeanMapper beans,
        Executor threads,
        CallObservation observation)
        implements ToolFunction {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFunction.class);

    /**
     * The exchange whose model calls the function.
     *
     * @param headers those that the route receives, by case-insensitive name
     */
    record Caller(OriginExchange origin, Map<String, Object> headers, Map<String, Object> properties) {

        static Caller of(Exchange exchange, HeaderPropagation propagation) {
            OriginExchange origin = OriginExchange.of(exchange);
            Map<String, Object> properties = new HashMap<>(exchange.getProperties());
            properties.keySet().removeIf(name -> name.startsWith(GeminiInteractionsConstants.PREFIX));
            return new Caller(origin, propagation.filtered(origin, exchange), properties);
        }
    }

    @Override
    public FunctionDeclaration declaration() {
        return route.declaration();
    }

    /** Fails with a {@link ConversionFailure} when the call or the result cannot be converted. */
    @Override
    public CompletionStage<FunctionResult> call(FunctionCall call) {
        Pending pending = new Pending(call, new CompletableFuture<>(), observed(call));
        Exchange exchange = route.consumer().createExchange(false);
        try {
            fill(exchange, call);
            TraceContext.enter(exchange, pending.part());
            // Unless that of a pooled exchange is prepared here, the route ends it before the result is read.
            route.consumer().createUoW(exchange).onPrepare(exchange);
        } catch (Throwable e) {
            MessageExchange.release(route.consumer(), exchange);
            pending.end(
                    null, conversionFailure("The call of a function could not be converted for its route", call, e));
            return pending.result();
        }
        try (InteractionMdc mdc = InteractionMdc.of(observation.interactionId())) {
            route.consumer().getAsyncProcessor().process(exchange, sync -> {
                if (sync) end(exchange, pending);
                else endElsewhere(exchange, pending);
            });
        } catch (Throwable e) {
            exchange.setException(e);
            end(exchange, pending);
        }
        return pending.result();
    }

    /** A call whose route has not ended yet. */
    private record Pending(FunctionCall call, CompletableFuture<FunctionResult> result, Observation part) {

        void end(@Nullable FunctionResult read, @Nullable Throwable failure) {
            if (read != null) part.set(FunctionAttributes.RESULT, read.json());
            part.end(failure);
            if (failure != null) result.completeExceptionally(failure);
            else result.complete(read);
        }
    }

    private Observation observed(FunctionCall call) {
        Observation part = observation.begin(Observation.Part.FUNCTION, route.name());
        part.set(FunctionAttributes.CALL_ID, call.callId());
        part.set(FunctionAttributes.ARGUMENTS, call.arguments());
        return part;
    }

    private void fill(Exchange exchange, FunctionCall call) {
        exchange.setPattern(ExchangePattern.InOut);
        caller.properties().forEach(exchange::setProperty);
        caller.origin().link(exchange);
        exchange.setProperty(GeminiInteractionsConstants.FUNCTION_CALL_ID, call.callId());
        Message message = exchange.getMessage();
        caller.headers().forEach(message::setHeader);
        Map<String, @Nullable Object> arguments = beans.map(call.arguments());
        // The caller's header of that name is no argument: its value was not checked.
        for (String name : route.parameters()) {
            if (arguments.get(name) == null) MessageHeaders.remove(message, name);
            else MessageHeaders.set(message, name, arguments.get(name));
        }
        MessageHeaders.set(message, GeminiInteractionsConstants.FUNCTION_CALL_ID, call.callId());
        MessageHeaders.set(message, GeminiInteractionsToolConstants.FUNCTION_CALL_REDELIVERED, call.redelivered());
        message.setBody(arguments);
    }

    /** The route may end on any thread, such as one of a network client, which must not block. */
    private void endElsewhere(Exchange exchange, Pending pending) {
        try {
            threads.execute(() -> end(exchange, pending));
        } catch (Throwable e) { // the component stops, or no thread can be created
            end(exchange, pending);
        }
    }

    private void end(Exchange exchange, Pending pending) {
        FunctionResult read = null;
        Throwable failure = exchange.getException();
        try {
            if (failure == null && ExchangeFailures.isFailed(exchange))
                failure = new IllegalStateException("The route of the function was rolled back");
            if (failure == null) read = new FunctionResult(results.read(exchange.getMessage()));
        } catch (Throwable e) {
            failure = conversionFailure("The result of a function could not be converted", pending.call(), e);
        }
        try {
            route.consumer().doneUoW(exchange);
            MessageExchange.release(route.consumer(), exchange);
        } finally {
            pending.end(read, failure);
        }
    }

    /** The message of a failure is not logged as it may quote the content; that of a LinkageError names only classes. */
    private ConversionFailure conversionFailure(String what, FunctionCall call, Throwable cause) {
        LOG.error(
                "{}: {} of route {}, call {}: {}",
                what,
                route.name(),
                route.routeId(),
                PeerText.line(call.callId()),
                cause instanceof LinkageError
                        ? cause.toString()
                        : cause.getClass().getName());
        return new ConversionFailure(what, cause);
    }
}
