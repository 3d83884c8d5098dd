// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.camelgemini.interactions.RandomRoute.Part;
import io.github.camelgemini.interactions.RandomRoute.Wiring;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.TryDefinition;
import org.jspecify.annotations.Nullable;

import static io.github.camelgemini.interactions.RouteKit.MODEL;

/**
 * A call of a random route.
 *
 * @param deltas whether deltas are emitted instead of steps
 * @param inner a call in the route of each step or function; null for none
 * @param seed of its faults
 */
record RandomLeaf(
        How how,
        Answer answer,
        Reading reading,
        boolean deltas,
        boolean functions,
        boolean conversation,
        String options,
        @Nullable RandomLeaf inner,
        boolean isInner,
        long seed) {

    /** How the endpoint is called. */
    enum How {
        TO,
        TO_D,
        ENRICH,
        RECIPIENT_LIST,
        ROUTING_SLIP,
        WIRE_TAP
    }

    /** What it answers with. */
    enum Answer {
        WHOLE,
        CHANNEL,
        ITERATOR
    }

    /** Who reads an iterator. */
    enum Reading {
        SPLITTER,
        BEAN,
        TAP,
        NOBODY
    }

    private static final List<String> LEFT_OUT =
            List.of(System.getProperty("routes.without", "none").split(","));

    static RandomLeaf draw(Random random) {
        while (true) {
            RandomLeaf leaf = draw(random, false);
            if (LEFT_OUT.stream().noneMatch(leaf.toString()::contains)) return leaf;
        }
    }

    private static RandomLeaf draw(Random random, boolean isInner) {
        How how = isInner || random.nextInt(3) == 0 ? How.TO : How.values()[random.nextInt(How.values().length)];
        Answer answer = isInner ? Answer.WHOLE : Answer.values()[random.nextInt(Answer.values().length)];
        if (answer == Answer.ITERATOR && how.ordinal() > How.ENRICH.ordinal()) answer = Answer.WHOLE;
        Reading reading =
                random.nextInt(5) > 0 ? Reading.values()[random.nextInt(2)] : Reading.values()[2 + random.nextInt(2)];
        int kind = isInner ? 0 : random.nextInt(5);
        boolean functions = kind == 1;
        boolean conversation = kind == 2;
        // Until it is read, later turns of its exchange would wait for it.
        if (conversation) reading = Reading.values()[reading.ordinal() % 2];
        boolean background = !functions && random.nextInt(3) == 0;
        List<String> options = new ArrayList<>();
        if (background) options.add("background=true");
        if (background && answer == Answer.WHOLE) options.add("awaitCompletion=true");
        if (kind > 2 && !background && random.nextInt(4) == 0) options.add("store=false");
        else if (kind > 2 && random.nextInt(3) == 0) options.add("idempotencyRepository=#keys");
        boolean steps = answer == Answer.CHANNEL || answer == Answer.ITERATOR && reading == Reading.SPLITTER;
        RandomLeaf inner = !isInner && (functions || steps) && random.nextInt(5) == 0 ? draw(random, true) : null;
        return new RandomLeaf(
                how,
                answer,
                reading,
                steps && random.nextInt(4) == 0,
                functions,
                conversation,
                String.join("&", options),
                inner,
                isInner,
                random.nextLong());
    }

    Part part() {
        int inners = inner == null ? 0 : 12;
        return new Part(toString(), 1, 1 + inners, this::addTo);
    }

    boolean isInBackground() {
        return options.contains("background=true");
    }

    boolean isStored() {
        return !options.contains("store=false");
    }

    boolean hasKey() {
        return options.contains("idempotencyRepository");
    }

    private void addTo(ProcessorDefinition<?> route, Wiring wiring) {
        int number = wiring.calls().unique();
        StringBuilder uri = new StringBuilder("gemini-interactions:create?model=").append(MODEL);
        if (how == How.TO_D) uri.append("-${header.").append(RandomCalls.CALL).append('}');
        if (!options.isEmpty()) uri.append('&').append(options);
        if (functions) uri.append("&tags=t").append(number);
        if (conversation) uri.append("&conversationId=c").append(number);
        if (answer != Answer.WHOLE) uri.append("&streaming=true");
        if (answer == Answer.CHANNEL) uri.append("&channel=c").append(number);
        if (answer == Answer.ITERATOR && deltas) uri.append("&emit=deltas&stepTypes=model_output");
        if (functions) addFunction(number, wiring);
        if (answer == Answer.CHANNEL) addSteps(number, wiring);

        route.process(exchange -> wiring.calls().ask(this, number, exchange));
        switch (how) {
            case TO -> route.to(uri.toString());
            case TO_D -> route.toD(uri.toString(), 2);
            case ENRICH -> route.enrich(uri.toString());
            case RECIPIENT_LIST -> route.recipientList(wiring.routes().constant(uri.toString()));
            case ROUTING_SLIP -> route.routingSlip(wiring.routes().constant(uri.toString()));
            case WIRE_TAP -> route.wireTap(uri.toString()).onPrepare(wiring.calls()::taken);
        }
        if (answer == Answer.ITERATOR) read(route, wiring);
    }

    private void addFunction(int number, Wiring wiring) {
        String uri = "gemini-interactions-tool:f" + number + "?tags=t" + number + "&parameter.number=integer";
        ProcessorDefinition<?> function = wiring.from(uri).process(wiring.calls()::called);
        if (inner != null) inner.addTo(function, wiring);
        function.process(wiring.calls()::result);
    }

    private void addSteps(int number, Wiring wiring) {
        String uri =
                "gemini-interactions:stream?channel=c" + number + (deltas ? "&emit=deltas&stepTypes=model_output" : "");
        addStep(wiring.from(uri), wiring);
    }

    private void addStep(ProcessorDefinition<?> steps, Wiring wiring) {
        steps.process(wiring.calls()::step);
        if (inner != null && !functions) inner.addTo(steps, wiring);
    }

    private void read(ProcessorDefinition<?> route, Wiring wiring) {
        switch (reading) {
            case SPLITTER -> {
                TryDefinition tried = route.doTry();
                addStep(tried.split(wiring.routes().body()).streaming().stopOnException(), wiring);
                tried.process(wiring.calls()::wasRead);
                tried.doCatch(Exception.class);
                tried.process(wiring.calls()::couldNotBeRead);
            }
            case BEAN -> route.process(wiring.calls()::read);
            case TAP -> {
                String uri = "direct:s" + wiring.calls().unique();
                wiring.from(uri).process(wiring.calls()::taken).process(wiring.calls()::read);
                route.process(wiring.calls()::handOver).wireTap(uri);
            }
            case NOBODY -> {}
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(how.toString()).append(' ').append(answer);
        if (answer == Answer.ITERATOR) text.append(" read by ").append(reading);
        if (deltas) text.append(" deltas");
        if (functions) text.append(" functions");
        if (conversation) text.append(" conversation");
        if (!options.isEmpty()) text.append(' ').append(options);
        if (inner != null) text.append(" (in it ").append(inner).append(')');
        return text.toString();
    }
}
