// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import io.github.camelgemini.interactions.RandomFault.Outcome;
import io.github.camelgemini.interactions.RandomLeaf.Answer;
import io.github.camelgemini.interactions.RandomLeaf.How;
import io.github.camelgemini.interactions.RandomLeaf.Reading;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

import static io.github.camelgemini.emulator.script.Script.onCreate;
import static io.github.camelgemini.interactions.RouteKit.MODEL;

/**
 * All calls that random routes make at one emulator: what each was to get, and what its route got of it. The model's name is
 * that of the call, and all that the model says has its number, so that nothing of one call can pass as another's.
 */
final class RandomCalls extends EventNotifierSupport {

    /** Header: the number of the exchange that a call is made for. */
    static final String ROOT = "root";

    /** Header: the number of the call that this message is about. */
    static final String CALL = "call";

    /** Property: of how many exchanges an aggregated one consists. */
    private static final String PARTS = "parts";

    private static final String TAKEN = "taken";

    /** An exchange that was sent to a route, with all that was handed over from it. */
    static final class Root {
        final int number;
        final RandomRoute route;
        final List<Call> calls = new ArrayList<>();
        final Map<Integer, Integer> visits = new TreeMap<>();
        int handedOver;

        @Nullable
        Exchange ended;

        private Root(int number, RandomRoute route) {
            this.number = number;
            this.route = route;
        }
    }

    /** What came of one attempt to call. */
    private record Attempt(
            @Nullable Throwable failure, @Nullable Object id, @Nullable Object retrySafe, @Nullable Object body) {}

    /** What was emitted of one interaction. An attempt with a key emits the interaction of an earlier one again. */
    private record Emission(Object id, int attempt) {}

    /** One call. Redeliveries are attempts of the same one. */
    private static final class Call {
        final int number;
        final int place;
        final RandomLeaf leaf;
        final RandomFault fault;
        /** How often one attempt may send: these patterns tell of an exchange once, and redeliver within. */
        final int sendings;
        /** Whether the fault hits the request with the results of functions. */
        final boolean late;

        final List<Attempt> attempts = new ArrayList<>();
        final List<Throwable> unread = new ArrayList<>();
        final Map<Emission, List<String>> parts = new LinkedHashMap<>();

        final List<Call> inner = new ArrayList<>();
        final Set<String> ids = new HashSet<>();
        int sent;
        int reads;
        int functionCalls;
        int results;

        Call(int number, int place, RandomLeaf leaf, RandomFault fault, boolean late, int redeliveries) {
            this.number = number;
            this.sendings = leaf.how().ordinal() < How.RECIPIENT_LIST.ordinal() ? 1 : 1 + redeliveries;
            this.place = place;
            this.leaf = leaf;
            this.fault = fault;
            this.late = late;
        }

        String text() {
            return "<" + number + ">a <" + number + ">b <" + number + ">c";
        }

        String thought() {
            return "<" + number + ">?";
        }

        boolean isStreamed() {
            return leaf.answer() != Answer.WHOLE;
        }

        int tries() {
            return attempts.size() * sendings;
        }

        int mostEffects() {
            return tries() * (leaf.functions() ? 2 : 1) + (fault.isRefusalInStream() ? 1 : 0);
        }

        boolean failed() {
            return attempts.stream().anyMatch(attempt -> attempt.failure() != null) || !unread.isEmpty();
        }

        boolean failedWithin() {
            return inner.stream().anyMatch(Call::failed);
        }

        @Override
        public String toString() {
            return "call " + number + " (" + leaf + "; " + fault + (late ? ", late" : "") + "): attempts " + attempts
                    + ", reads " + reads + ", not read " + unread + ", parts " + parts
                    + (leaf.functions() ? ", functions called " + functionCalls + ", results " + results : "");
        }
    }

    private final GeminiEmulator emulator;
    // Guarded by this.
    private final List<Root> roots = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int unique;

    RandomCalls(GeminiEmulator emulator) {
        this.emulator = emulator;
    }

    synchronized int unique() {
        return ++unique;
    }

    synchronized Root root(RandomRoute route) {
        Root root = new Root(roots.size(), route);
        roots.add(root);
        return root;
    }

    synchronized void ended(Root root, Exchange exchange) {
        root.ended = exchange;
    }

    static boolean isEven(Exchange exchange) {
        return exchange.getMessage().getHeader(ROOT, int.class) % 2 == 0;
    }

    /** @param place what tells the call from the others of its route */
    synchronized void ask(RandomLeaf leaf, int place, Exchange exchange) {
        Message message = exchange.getMessage();
        Root root = rootOf(exchange);
        Random random = new Random(leaf.seed() * 31 + root.calls.size());
        RandomFault fault = RandomFault.draw(random, leaf.answer() != Answer.WHOLE, leaf.isInBackground());
        Call call = new Call(
                calls.size(), place, leaf, fault, leaf.functions() && random.nextBoolean(), root.route.redeliveries());
        if (leaf.isInner()) callOf(exchange).inner.add(call);
        calls.add(call);
        root.calls.add(call);
        String model = MODEL + "-" + call.number;
        Rule usual = onCreate().target(model).thought(call.thought()).deltas(pieces(call.number));
        if (leaf.functions()) {
            Rule first = onCreate()
                    .target(model)
                    .previousInteractionId("")
                    .thought(call.thought())
                    .call("f" + call.place, "{\"number\":" + call.number + "}");
            if (!call.late) emulator.script(fault.on(first));
            emulator.script(first.always());
            if (call.late) emulator.script(fault.on(usual));
        } else if (!fault.isNone()) {
            emulator.script(fault.on(usual));
        }
        emulator.script(usual.always());
        message.setBody("Tell me about " + call.number);
        message.setHeader(CALL, call.number);
        message.removeHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY); // of a call before that was not sent
        if (leaf.hasKey()) message.setHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY, "key-" + call.number);
        if (leaf.how() == How.TO_D) message.removeHeader(GeminiInteractionsConstants.MODEL);
        else message.setHeader(GeminiInteractionsConstants.MODEL, model);
        if (leaf.how() == How.WIRE_TAP) handOver(exchange);
    }

    private static String[] pieces(int number) {
        return new String[] {"<" + number + ">a ", "<" + number + ">b ", "<" + number + ">c"};
    }

    private Root rootOf(Exchange exchange) {
        return roots.get(exchange.getMessage().getHeader(ROOT, int.class));
    }

    private Call callOf(Exchange exchange) {
        return calls.get(exchange.getMessage().getHeader(CALL, int.class));
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeSendingEvent || event instanceof ExchangeSentEvent;
    }

    @Override
    public synchronized void notify(CamelEvent event) {
        if (event instanceof ExchangeSendingEvent sending && isOurs(sending.getEndpoint())) {
            callOf(sending.getExchange()).sent++;
        } else if (event instanceof ExchangeSentEvent sent && isOurs(sent.getEndpoint())) {
            Exchange exchange = sent.getExchange();
            Call call = callOf(exchange);
            call.attempts.add(attempt(exchange, exchange.getException()));
        }
    }

    private static boolean isOurs(Endpoint endpoint) {
        return endpoint instanceof GeminiInteractionsEndpoint;
    }

    private static Attempt attempt(Exchange exchange, @Nullable Throwable failure) {
        Message message = exchange.getMessage();
        return new Attempt(
                failure,
                message.getHeader(GeminiInteractionsConstants.INTERACTION_ID),
                exchange.getProperty(GeminiInteractionsConstants.RETRY_SAFE_PROPERTY),
                failure == null && message.getBody() instanceof String text ? text : null);
    }

    /** A step, a delta, or a part of an iterator. */
    synchronized void step(Exchange exchange) {
        emitted(exchange.getMessage());
    }

    private void emitted(Message part) {
        Call call = calls.get(part.getHeader(CALL, int.class));
        Object type = part.getHeader(GeminiInteractionsConstants.STEP_TYPE);
        if (type == null) type = part.getHeader(GeminiInteractionsConstants.EVENT_TYPE);
        Object id = part.getHeader(GeminiInteractionsConstants.INTERACTION_ID);
        if (id == null) id = "attempt " + call.sent; // it was not stored
        call.parts
                .computeIfAbsent(new Emission(id, call.attempts.size()), key -> new ArrayList<>())
                .add(type + "=" + part.getBody(String.class));
    }

    /** Reads an iterator to its end. */
    void read(Exchange exchange) {
        try {
            Iterator<?> parts = exchange.getMessage().getBody(Iterator.class);
            while (parts.hasNext()) {
                Message part = (Message) parts.next();
                synchronized (this) {
                    emitted(part);
                }
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                callOf(exchange).unread.add(e);
            }
            throw e;
        }
        wasRead(exchange);
    }

    synchronized void wasRead(Exchange exchange) {
        callOf(exchange).reads++;
    }

    synchronized void couldNotBeRead(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        callOf(exchange).unread.add(failure);
        exchange.setException(failure);
    }

    synchronized void called(Exchange function) {
        Call call = callOf(function);
        call.functionCalls++;
        Object argument = function.getMessage().getHeader("number");
        if (!Integer.valueOf(call.number).equals(argument))
            problems.add(call + "\n  its function got the argument " + argument);
    }

    synchronized void result(Exchange function) {
        Object argument = function.getMessage().getHeader("number");
        if (argument instanceof Integer number) {
            calls.get(number).results++;
            function.getMessage().setBody(resultOf(number));
        }
    }

    private static String resultOf(int number) {
        return "<result " + number + ">";
    }

    /** From here another exchange goes on, too. */
    synchronized void handOver(Exchange exchange) {
        rootOf(exchange).handedOver++;
        exchange.setProperty(PARTS, 1);
    }

    /** The other exchange has begun: for the first time, or redelivered by the error handler of the route that taps. */
    void taken(Exchange other) {
        if (other.getExchangeId().equals(other.getProperty(TAKEN))) return;
        other.setProperty(TAKEN, other.getExchangeId());
        int parts = other.getProperty(PARTS, 1, int.class);
        Root root = rootOf(other);
        other.setProperty(PARTS, 1);
        other.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                synchronized (RandomCalls.this) {
                    root.handedOver -= parts;
                }
            }
        });
    }

    /** Aggregates. */
    static Exchange together(@Nullable Exchange before, Exchange next) {
        int parts = before == null ? 0 : before.getProperty(PARTS, int.class);
        next.setProperty(PARTS, parts + 1);
        return next;
    }

    /** Whether each exchange, also those that nobody waits for, has come to its end. */
    synchronized boolean isQuiet() {
        return roots.stream().allMatch(root -> root.ended != null && root.handedOver == 0)
                && calls.stream().allMatch(call -> call.sent == call.attempts.size());
    }

    /** What has not ended. */
    synchronized String underWay() {
        StringBuilder text = new StringBuilder();
        for (Root root : roots) {
            if (root.ended != null
                    && root.handedOver == 0
                    && root.calls.stream().allMatch(call -> call.sent == call.attempts.size())) continue;
            text.append(root.route).append("\n  exchange ").append(root.number);
            text.append(root.ended == null ? " has not ended" : " has ended").append(", handed over ");
            text.append(root.handedOver).append('\n');
            for (Call call : root.calls)
                if (call.sent != call.attempts.size())
                    text.append("  under way: ").append(call).append('\n');
        }
        return text.toString();
    }

    /** How much there was of each. */
    record Figures(int exchanges, int calls, long faults, long creates) {

        static final Figures NONE = new Figures(0, 0, 0, 0);

        Figures plus(Figures other) {
            return new Figures(
                    exchanges + other.exchanges, calls + other.calls, faults + other.faults, creates + other.creates);
        }
    }

    synchronized Figures figures() {
        long faults = calls.stream().filter(call -> !call.fault.isNone()).count();
        return new Figures(roots.size(), calls.size(), faults, emulator.ledger().creates());
    }

    /** What is not as it was to be, with its route. Empty: all is well. */
    synchronized List<String> problems(Map<String, String> modelsById) {
        Map<String, List<RecordedRequest>> creates = new TreeMap<>();
        for (RecordedRequest request : emulator.requests(Operation.CREATE))
            creates.computeIfAbsent(request.at("/model").asText(), model -> new ArrayList<>())
                    .add(request);
        modelsById.forEach((id, model) -> calls.get(Integer.parseInt(model.substring(MODEL.length() + 1)))
                .ids
                .add(id));
        long effects = 0;
        for (Root root : roots) {
            List<String> found = new ArrayList<>();
            for (Call call : root.calls) {
                List<RecordedRequest> own = creates.getOrDefault(MODEL + "-" + call.number, List.of());
                int took = effects(call, own);
                effects += took;
                for (String problem : new Verdict(call, own, took).problems()) found.add(problem + "\n    " + call);
            }
            found.addAll(problemsOf(root));
            if (!found.isEmpty()) problems.add(root.route + "\n  " + String.join("\n  ", found));
        }
        if (effects != emulator.ledger().creates())
            problems.add("The ledger has " + emulator.ledger().creates() + " creates, the calls made " + effects);
        problems.addAll(forks(creates));
        return problems;
    }

    private static int effects(Call call, List<RecordedRequest> creates) {
        if (!call.fault.refuses()) return creates.size();
        boolean wasRefused = !call.late || creates.stream().anyMatch(RandomCalls::isLater);
        return creates.size() - (wasRefused && !creates.isEmpty() ? 1 : 0);
    }

    private static boolean isLater(RecordedRequest create) {
        return !create.at("/previous_interaction_id").asText().isEmpty();
    }

    private static List<String> problemsOf(Root root) {
        Throwable failure = root.ended == null ? null : root.ended.getException();
        List<Throwable> known = new ArrayList<>();
        for (Call call : root.calls) {
            call.attempts.forEach(attempt -> {
                if (attempt.failure() != null) known.addAll(causes(attempt.failure()));
            });
            call.unread.forEach(unread -> known.addAll(causes(unread)));
        }
        if (known.isEmpty()) {
            int made = root.calls.size();
            if (failure != null) return List.of("the exchange failed, and no call did: " + failure);
            if (made < root.route.part().least() || made > root.route.part().most())
                return List.of("made " + made + " calls");
        } else if (failure != null && causes(failure).stream().noneMatch(known::contains)) {
            return List.of("the exchange failed otherwise than its calls: " + causes(failure));
        }
        return List.of();
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) causes.add(cause);
        return causes;
    }

    /** Turns that were answered continue one another: none is lost. */
    private List<String> forks(Map<String, List<RecordedRequest>> creates) {
        List<String> forks = new ArrayList<>();
        Map<Integer, Map<String, Call>> continued = new TreeMap<>();
        for (Call call : calls) {
            List<RecordedRequest> own = creates.getOrDefault(MODEL + "-" + call.number, List.of());
            if (!call.leaf.conversation() || call.failed() || own.isEmpty()) continue;
            if (call.leaf.answer() == Answer.ITERATOR && call.reads == 0) continue;
            String previous =
                    own.get(own.size() - 1).at("/previous_interaction_id").asText();
            Call other = continued
                    .computeIfAbsent(call.place, place -> new TreeMap<>())
                    .put(previous, call);
            if (other != null)
                forks.add("Two turns of a conversation continue '" + previous + "':\n  " + other + "\n  " + call);
        }
        return forks;
    }

    /** What is wrong with a call. */
    private record Verdict(Call call, List<RecordedRequest> creates, int effects) {

        List<String> problems() {
            List<String> found = new ArrayList<>();
            if (call.attempts.isEmpty()) found.add("was never sent");
            if (effects > call.mostEffects())
                found.add("took effect " + effects + " times, continuing "
                        + creates.stream()
                                .map(create ->
                                        create.at("/previous_interaction_id").asText())
                                .toList());
            if (call.tries() == 1) outcome(found);
            for (Attempt attempt : call.attempts) {
                if (attempt.failure() == null) answered(attempt, found);
                else failed(attempt, found);
            }
            if (call.sendings == 1 || call.leaf.isStored() && !call.leaf.hasKey()) parts(found);
            if (call.leaf.functions()) functions(found);
            unanswered(found);
            return found;
        }

        private void outcome(List<String> found) {
            Outcome expected = call.fault.outcome(call.isStreamed());
            if (call.failed() && expected == Outcome.ANSWER && !call.failedWithin()) {
                if (call.leaf.reading() != Reading.TAP || call.unread.isEmpty()) found.add("was to be answered");
            }
            boolean wholly = call.leaf.answer() != Answer.ITERATOR || call.reads > 0;
            if (!call.failed() && wholly && expected == Outcome.FAILURE) found.add("was to fail");
        }

        private void answered(Attempt attempt, List<String> found) {
            if (effects == 0) found.add("was answered without a create");
            if (call.leaf.answer() != Answer.ITERATOR && !call.text().equals(attempt.body()))
                found.add("was answered with " + attempt.body());
            if (call.leaf.answer() != Answer.ITERATOR && call.leaf.isStored() && attempt.id() == null)
                found.add("was answered without an id");
        }

        private void failed(Attempt attempt, List<String> found) {
            if (causes(attempt.failure()).stream().noneMatch(GeminiInteractionsException.class::isInstance))
                found.add("failed with an exception that is not the component's");
            if (call.tries() == 1 && effects > 0 && attempt.id() == null && !Boolean.FALSE.equals(attempt.retrySafe()))
                found.add("took effect, and its failure says neither an id nor that it may have");
        }

        private void parts(List<String> found) {
            boolean toldWhole = false;
            for (List<String> parts : call.parts.values()) {
                List<String> told = parts.stream()
                        .filter(part -> !part.startsWith("function_"))
                        .toList();
                if (call.leaf.deltas()) {
                    String text = told.stream()
                            .filter(part -> part.startsWith("model_output="))
                            .map(part -> part.substring("model_output=".length()))
                            .reduce("", String::concat);
                    if (!call.text().startsWith(text)) found.add("got these deltas: " + told);
                    toldWhole |= call.text().equals(text);
                } else {
                    List<String> whole =
                            new ArrayList<>(List.of("thought=" + call.thought(), "model_output=" + call.text()));
                    if (call.leaf.answer() == Answer.ITERATOR) whole.add("interaction.completed=" + call.text());
                    if (told.size() > whole.size()
                            || !whole.subList(0, told.size()).equals(told)) found.add("got these steps: " + told);
                    toldWhole |= whole.equals(told);
                }
            }
            boolean answered = call.leaf.answer() == Answer.CHANNEL
                            && call.attempts.stream().anyMatch(attempt -> attempt.failure() == null)
                    || call.leaf.answer() == Answer.ITERATOR && call.reads > 0;
            if (answered && !toldWhole && call.tries() == 1) found.add("did not get all steps");
        }

        private void functions(List<String> found) {
            if (call.functionCalls > call.tries()) found.add("its function was called too often");
            List<RecordedRequest> later =
                    creates.stream().filter(RandomCalls::isLater).toList();
            boolean wasClosed = call.leaf.answer() == Answer.ITERATOR && call.reads == 0;
            if (call.results > 0
                    && !wasClosed
                    && later.stream()
                            .noneMatch(create -> String.valueOf(create.body()).contains(resultOf(call.number))))
                found.add("the result of its function was not sent");
        }

        /** Each create that took effect is an answer's or a failure's. */
        private void unanswered(List<String> found) {
            Set<String> nobodys = new HashSet<>(call.ids);
            call.attempts.forEach(attempt -> nobodys.remove(attempt.id()));
            call.parts.keySet().forEach(emission -> nobodys.remove(emission.id()));
            boolean mayNotKnow = call.attempts.stream()
                    .anyMatch(attempt -> attempt.failure() != null && Boolean.FALSE.equals(attempt.retrySafe()));
            int rounds = call.mostEffects() - call.attempts.size();
            if (!mayNotKnow && nobodys.size() > rounds && !(call.leaf.answer() == Answer.ITERATOR && call.reads == 0))
                found.add("nobody answers for " + nobodys);
        }
    }
}
