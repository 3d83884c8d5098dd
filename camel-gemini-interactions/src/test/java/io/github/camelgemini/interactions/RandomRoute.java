// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.LoopDefinition;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.TryDefinition;

/**
 * A small route out of Camel's patterns and the component's endpoints, drawn by a seed.
 *
 * @param sent how many exchanges it gets at once
 * @param redeliveries of its error handler
 */
record RandomRoute(int index, Part part, int sent, int redeliveries) {

    private static final int MOST_CALLS = 14;

    /**
     * A pattern with what is in it, or a call.
     *
     * @param text how it nests
     * @param least how many calls one exchange makes at least if none fails
     * @param most how many it makes at most
     */
    record Part(String text, int least, int most, BiConsumer<ProcessorDefinition<?>, Wiring> wire) {

        void addTo(ProcessorDefinition<?> route, Wiring wiring) {
            wire.accept(route, wiring);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Where parts that need routes of their own add them. */
    record Wiring(RouteBuilder routes, RandomCalls calls, int redeliveries) {

        RouteDefinition from(String uri) {
            return routes.from(uri)
                    .errorHandler(routes.defaultErrorHandler()
                            .maximumRedeliveries(redeliveries)
                            .redeliveryDelay(0)
                            .logExhausted(false));
        }

        /** The address of a route with this part in it. */
        String direct(Part part) {
            String uri = "direct:s" + calls.unique();
            part.addTo(from(uri), this);
            return uri;
        }
    }

    /** The route with this number: always the same one with the same seed. */
    static RandomRoute draw(long seed, int index) {
        Random random = new Random(seed * 1_000_003 + index);
        random.nextLong();
        while (true) {
            Part part = sequence(random, 0, 1);
            if (part.most() <= MOST_CALLS)
                return new RandomRoute(index, part, 1 + random.nextInt(4), random.nextInt(4) == 0 ? 1 : 0);
        }
    }

    String uri() {
        return "direct:r" + index;
    }

    void addTo(RouteBuilder routes, RandomCalls calls) {
        Wiring wiring = new Wiring(routes, calls, redeliveries);
        part.addTo(wiring.from(uri()).routeId("r" + index), wiring);
    }

    private static Part sequence(Random random, int depth, int visits) {
        if (random.nextInt(4) > 0) return part(random, depth, visits);
        return together(part(random, depth + 1, visits), part(random, depth + 1, visits));
    }

    private static Part together(Part first, Part second) {
        return new Part(
                first + ", " + second,
                first.least() + second.least(),
                first.most() + second.most(),
                (route, wiring) -> {
                    first.addTo(route, wiring);
                    second.addTo(route, wiring);
                });
    }

    /** @param visits how often one exchange comes here at most */
    private static Part part(Random random, int depth, int visits) {
        if (random.nextInt(4) < depth) return RandomLeaf.draw(random).part();
        boolean parallel = random.nextBoolean();
        int times = 2 + random.nextInt(2);
        int pattern = random.nextInt(15);
        Part in = sequence(random, depth + 1, pattern < 2 ? visits * times : visits);
        Part other = sequence(random, depth + 1, visits);
        return switch (pattern) {
            case 0 -> split(times, parallel, in);
            case 1 -> loop(times, parallel, in);
            case 2 -> multicast(parallel, in, other);
            case 3 -> recipientList(parallel, in, other);
            case 4 -> tried(in, RandomLeaf.draw(random).part());
            case 5 -> circuitBreaker(in);
            case 6 -> choice(in, other);
            case 7 -> filter(in);
            case 8 -> wireTap(in);
            case 9 -> seda(in);
            case 10 -> enrich(in);
            case 11 -> transacted(in);
            case 12 -> aggregate(visits, in);
            case 13 -> pipeline(in, other);
            default -> threads(in);
        };
    }

    private static Part split(int parts, boolean parallel, Part in) {
        return repeated("split" + (parallel ? " in parallel " : " "), parts, in, (route, wiring) -> {
            SplitDefinition split = route.setBody(exchange -> List.of(1, 2, 3).subList(0, parts))
                    .split(wiring.routes.body());
            if (parallel) split.parallelProcessing();
            in.addTo(split, wiring);
        });
    }

    private static Part loop(int times, boolean copy, Part in) {
        return repeated(copy ? "loop of copies " : "loop ", times, in, (route, wiring) -> {
            LoopDefinition loop = route.loop(times);
            if (copy) loop.copy();
            in.addTo(loop, wiring);
        });
    }

    private static Part repeated(String name, int times, Part in, BiConsumer<ProcessorDefinition<?>, Wiring> wire) {
        return new Part(name + times + " {" + in + "}", times * in.least(), times * in.most(), wire);
    }

    private static Part multicast(boolean parallel, Part first, Part second) {
        return both(parallel ? "multicast in parallel" : "multicast", first, second, (route, wiring) -> {
            MulticastDefinition multicast = route.multicast();
            if (parallel) multicast.parallelProcessing();
            first.addTo(multicast.pipeline(), wiring);
            second.addTo(multicast.pipeline(), wiring);
        });
    }

    private static Part pipeline(Part first, Part second) {
        return both("pipeline", first, second, (route, wiring) -> {
            String to = wiring.direct(first);
            route.pipeline().to(to).to(wiring.direct(second));
        });
    }

    private static Part recipientList(boolean parallel, Part first, Part second) {
        return both(parallel ? "recipientList in parallel" : "recipientList", first, second, (route, wiring) -> {
            String addresses = wiring.direct(first) + "," + wiring.direct(second);
            RecipientListDefinition<?> list = route.recipientList(wiring.routes.constant(addresses));
            if (parallel) list.parallelProcessing();
        });
    }

    private static Part both(String name, Part first, Part second, BiConsumer<ProcessorDefinition<?>, Wiring> wire) {
        return new Part(
                name + " {" + first + " | " + second + "}",
                first.least() + second.least(),
                first.most() + second.most(),
                wire);
    }

    private static Part tried(Part in, Part afterFailure) {
        String text = "doTry {" + in + "} doCatch {" + afterFailure + "}";
        return new Part(text, in.least(), in.most() + afterFailure.most(), (route, wiring) -> {
            TryDefinition tried = route.doTry();
            in.addTo(tried, wiring);
            tried.doCatch(Exception.class);
            afterFailure.addTo(tried, wiring);
        });
    }

    private static Part circuitBreaker(Part in) {
        return around("circuitBreaker", in, (route, wiring) -> {
            CircuitBreakerDefinition breaker = route.circuitBreaker();
            in.addTo(breaker, wiring);
            breaker.onFallback().setBody(exchange -> "fallback");
        });
    }

    private static Part choice(Part even, Part odd) {
        return new Part(
                "choice {" + even + " | " + odd + "}",
                Math.min(even.least(), odd.least()),
                Math.max(even.most(), odd.most()),
                (route, wiring) -> {
                    ChoiceDefinition choice = route.choice();
                    choice.when(RandomCalls::isEven);
                    even.addTo(choice, wiring);
                    choice.otherwise();
                    odd.addTo(choice, wiring);
                });
    }

    private static Part filter(Part in) {
        return new Part(
                "filter {" + in + "}",
                0,
                in.most(),
                (route, wiring) -> in.addTo(route.filter(RandomCalls::isEven), wiring));
    }

    /** To another exchange, which nobody waits for. */
    private static Part wireTap(Part in) {
        return around("wireTap", in, (route, wiring) -> {
            String uri = "direct:s" + wiring.calls.unique();
            in.addTo(wiring.from(uri).process(wiring.calls::taken), wiring);
            route.process(wiring.calls::handOver).wireTap(uri);
        });
    }

    private static Part seda(Part in) {
        return around("seda", in, (route, wiring) -> {
            String uri = "seda:s" + wiring.calls.unique();
            in.addTo(wiring.from(uri).process(wiring.calls::taken), wiring);
            route.process(wiring.calls::handOver).to(uri + "?waitForTaskToComplete=Never");
        });
    }

    private static Part aggregate(int visits, Part in) {
        int least = visits == 1 ? in.least() : 0; // several visits are one exchange
        return new Part("aggregate {" + in + "}", least, visits * in.most(), (route, wiring) -> {
            AggregateDefinition aggregate = route.process(wiring.calls::handOver)
                    .aggregate(wiring.routes.header(RandomCalls.ROOT), RandomCalls::together)
                    .completionSize(visits)
                    .completionTimeout(200)
                    .completionTimeoutCheckerInterval(50);
            in.addTo(aggregate.process(wiring.calls::taken), wiring);
        });
    }

    private static Part enrich(Part in) {
        return around("enrich", in, (route, wiring) -> route.enrich(wiring.direct(in)));
    }

    private static Part transacted(Part in) {
        return around("transacted", in, (route, wiring) -> {
            String uri = "direct:s" + wiring.calls.unique();
            in.addTo(wiring.routes.from(uri).transacted("required"), wiring);
            route.to(uri);
        });
    }

    private static Part threads(Part in) {
        return around("threads", in, (route, wiring) -> in.addTo(route.threads(1, 2), wiring));
    }

    private static Part around(String name, Part in, BiConsumer<ProcessorDefinition<?>, Wiring> wire) {
        return new Part(name + " {" + in + "}", in.least(), in.most(), wire);
    }

    @Override
    public String toString() {
        return "route " + index + " (" + sent + " at once, " + redeliveries + " redeliveries): " + part;
    }
}
