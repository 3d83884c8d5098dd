// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.SoakMessage.Delivery;
import io.github.camelgemini.interactions.SoakMessage.Kind;
import io.github.camelgemini.interactions.SoakWeather.Storm;
import io.github.camelgemini.interactions.exception.ConversationBusyException;
import io.github.camelgemini.interactions.exception.GeminiInteractionsException;
import io.github.camelgemini.interactions.exception.InteractionInDoubtException;
import io.github.camelgemini.interactions.exception.InteractionLostException;
import io.github.camelgemini.interactions.exception.InteractionNotKeptException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.jspecify.annotations.Nullable;

/** Books what was sent, paid, routed and answered, and judges each message when nothing more can come of it. */
final class SoakBook {

    /** A header of each message, copied to its steps, its functions and its end. */
    static final String HEADER = "soakMessage";

    /** Nothing comes of a message this long after its last sign. */
    private static final long SETTLED = TimeUnit.SECONDS.toNanos(20);
    /** The end of a run may take this long, as its node may be suspended or die. */
    private static final long END = TimeUnit.SECONDS.toNanos(180);

    /** A conversation has no further turns this long after its last one. */
    private static final long CONVERSATION = TimeUnit.SECONDS.toNanos(90);

    private static final int EXAMPLES = 3;

    private final SoakWeather weather;
    private final Map<Long, SoakMessage> open = new ConcurrentHashMap<>();
    /** For a while, so that what comes too late can be told. */
    private final Map<Long, SoakMessage> judged = new ConcurrentHashMap<>();
    /** Turns that were judged, of conversations that may still continue. */
    private final Map<String, List<SoakMessage>> conversations = new ConcurrentHashMap<>();

    private final AtomicLong effects = new AtomicLong();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    // Guarded by itself.
    private final Map<String, List<String>> violations = new TreeMap<>();
    private final Map<String, Integer> violationCounts = new TreeMap<>();

    SoakBook(SoakWeather weather) {
        this.weather = weather;
    }

    // What happens

    SoakMessage begin(long number, Kind kind, @Nullable String conversation) {
        SoakMessage message = new SoakMessage(number, kind, conversation);
        open.put(number, message);
        return message;
    }

    void deliver(SoakMessage message) {
        change(message, m -> m.underWay++);
    }

    void delivered(SoakMessage message, Delivery delivery) {
        change(message, m -> {
            m.underWay--;
            m.deliveries.add(delivery);
        });
        Throwable failure = delivery.failure();
        count(message.kind
                + (failure == null
                        ? " answered"
                        : " failed: " + root(failure).getClass().getSimpleName()));
        if (delivery.millis() > 120_000) violated("an exchange took longer than its limits", message.toString());
    }

    /** A delivery will come: the message is not judged before. */
    void expectAnother(SoakMessage message) {
        change(message, m -> m.underWay++);
    }

    void anotherComes(SoakMessage message) {
        change(message, m -> m.underWay--);
    }

    Set<Storm> since(long start) {
        return weather.since(start);
    }

    void neverEnded(SoakMessage message) {
        violated("an exchange has no end", message.toString());
    }

    /** A create came to the service. */
    void created(String model, @Nullable String previous, String act, boolean takesEffect) {
        if (takesEffect) effects.incrementAndGet();
        count("creates: " + act);
        long number = Long.parseLong(model.substring(SoakService.MODEL.length()));
        SoakMessage message = open.get(number);
        if (message == null) {
            violated("a create came long after its message had ended", act + " " + judged.get(number));
            return;
        }
        change(message, m -> {
            m.creates.add(act);
            if (takesEffect) m.continued.add(previous == null ? "" : previous);
        });
    }

    void step(Exchange exchange) {
        // Not the index: a replay that begins with the inputs has others.
        String step = exchange.getMessage().getHeader(GeminiInteractionsConstants.STEP_KEY, String.class);
        change(exchange, "a step", m -> m.steps.add(step));
    }

    void end(Exchange exchange) {
        String body = exchange.getMessage().getBody(String.class);
        String id = exchange.getMessage().getHeader(GeminiInteractionsConstants.INTERACTION_ID, String.class);
        count("ends routed");
        change(exchange, "an end", m -> {
            m.ends.add(id);
            if (body == null || !body.contains(m.tag())) violated("an end has another's answer", m + " " + body);
        });
    }

    void called(Exchange exchange) {
        String id = exchange.getMessage().getHeader(GeminiInteractionsConstants.FUNCTION_CALL_ID, String.class);
        boolean repeated = Boolean.TRUE.equals(exchange.getMessage()
                .getHeader(GeminiInteractionsToolConstants.FUNCTION_CALL_REDELIVERED, Boolean.class));
        change(exchange, "a function call", m -> m.calls
                .computeIfAbsent(id, none -> new ArrayList<>())
                .add(repeated));
    }

    private void change(Exchange exchange, String what, Consumer<SoakMessage> change) {
        Long number = exchange.getMessage().getHeader(HEADER, Long.class);
        SoakMessage message = number == null ? null : open.get(number);
        if (message == null) {
            violated(
                    what + " came long after its message had ended",
                    number == null ? "?" : String.valueOf(judged.get(number)));
            return;
        }
        change(message, change);
    }

    private void change(SoakMessage message, Consumer<SoakMessage> change) {
        synchronized (message) {
            change.accept(message);
            message.lastSeen = System.nanoTime();
            message.touched.addAll(weather.since(message.begun));
        }
    }

    // What is judged

    /**
     * Judges and forgets the messages of which nothing more can come.
     *
     * @param all also those of which something may
     */
    void settle(boolean all) {
        long now = System.nanoTime();
        for (SoakMessage message : open.values()) {
            if (all || isSettled(message, now)) {
                open.remove(message.number);
                judged.put(message.number, message);
                judge(message);
            }
        }
        judged.values().removeIf(message -> now - message.lastSeen > END + CONVERSATION);
    }

    private static boolean isSettled(SoakMessage message, long now) {
        synchronized (message) {
            boolean endMayCome =
                    message.kind == Kind.RUN && message.effects() > 0 && message.ends.size() < mostEnds(message);
            return message.underWay == 0 && now - message.lastSeen > (endMayCome ? END : SETTLED);
        }
    }

    int open() {
        return open.size();
    }

    /** How many deliveries have not ended. */
    int underWay() {
        return open.values().stream().mapToInt(message -> message.underWay).sum();
    }

    /** How many runs wait for their end. */
    int awaited() {
        return (int) open.values().stream()
                .filter(m -> m.kind == Kind.RUN && m.isAnswered() && m.ends.isEmpty())
                .count();
    }

    long effects() {
        return effects.get();
    }

    private void judge(SoakMessage message) {
        synchronized (message) {
            boolean calm = message.touched.isEmpty();
            judgePayment(message);
            judgeAnswers(message, calm);
            switch (message.kind) {
                case STREAM -> judgeSteps(message);
                case RUN -> judgeEnds(message);
                case FUNCTION -> judgeCalls(message);
                case TURN -> {
                    List<SoakMessage> turns =
                            conversations.computeIfAbsent(String.valueOf(message.conversation), c -> new ArrayList<>());
                    synchronized (turns) {
                        turns.add(message);
                    }
                }
                default -> {}
            }
        }
    }

    /** Only a delivery that failed, and left it unknown whether its create took effect, excuses another create. */
    private void judgePayment(SoakMessage message) {
        boolean isExcused = Storm.any(message.touched, Storm.OF_ANSWERS);
        boolean mayRepeat = message.kind == Kind.FUNCTION || message.kind == Kind.RESEND;
        int allowed = message.kind.creates + (isExcused && mayRepeat ? message.failed() : 0);
        if (message.effects() > allowed) violated("paid twice", message.toString());
        if (message.kind != Kind.RESEND && message.conversation == null && message.begun() > 1) {
            violated("begun twice", message.toString());
        }
        if (message.isAnswered() && message.effects() < message.kind.creates) {
            violated("answered without its creates", message.toString());
        }
        if (message.effects() > 0 && !message.isAnswered() && !isExcused) {
            violated("paid and not answered for", message.toString());
        }
    }

    private void judgeAnswers(SoakMessage message, boolean calm) {
        Set<String> answers = new HashSet<>();
        for (Delivery delivery : message.deliveries) {
            Throwable failure = delivery.failure();
            if (failure == null) {
                answers.add(delivery.interactionId() + " " + delivery.body());
                boolean own = message.kind == Kind.RUN
                        ? delivery.body() != null && delivery.body().equals(delivery.interactionId())
                        : delivery.body() != null && delivery.body().contains(message.tag());
                if (!own)
                    violated("a short or another's answer: " + message.kind, message + "\n      " + delivery.body());
            } else if (delivery.touched().isEmpty()) {
                if (calm || !SoakMessage.isForGood(failure)) {
                    violated(
                            "failed in calm weather: "
                                    + root(failure).getClass().getSimpleName(),
                            trace(failure) + message);
                }
            } else if (!isExpected(failure, SoakMessage.isForGood(failure) ? message.touched : delivery.touched())) {
                violated(
                        "failed in an unexpected way: "
                                + root(failure).getClass().getSimpleName(),
                        trace(failure) + message);
            }
        }
        boolean mayDiffer = message.effects() > message.kind.creates && message.touched.contains(Storm.KILL);
        if (answers.size() > 1 && !mayDiffer) violated("one key has two answers", message + "\n      " + answers);
    }

    /** Each failure has its own storms. */
    private static boolean isExpected(Throwable failure, Set<Storm> touched) {
        Throwable root = root(failure);
        // A channel whose route stops, or is suspended for too long, stops its streams, also one whose create may just
        // have been sent.
        boolean isStopped = Storm.any(touched, Storm.OF_NODES) || touched.contains(Storm.SUSPEND);
        if (root instanceof InteractionStoppedException) return isStopped;
        if (root instanceof InteractionInDoubtException && isStopped) return true;
        if (root instanceof RejectedExecutionException || root instanceof IllegalStateException)
            return Storm.any(touched, Storm.OF_NODES);
        if (root instanceof DirectConsumerNotAvailableException || root instanceof InteractionRequestException)
            return touched.contains(Storm.SUSPEND) || Storm.any(touched, Storm.OF_NODES);
        if (root instanceof InteractionLostException) return false;
        if (root instanceof InteractionRejectedException) return touched.contains(Storm.SERVICE);
        if (root instanceof InteractionNotKeptException || root instanceof SQLException)
            return Storm.any(touched, Storm.OF_WRITES);
        if (root instanceof NoClassDefFoundError || root.getCause() instanceof NoClassDefFoundError)
            return touched.contains(Storm.ERROR);
        if (root instanceof ConversationBusyException)
            return Storm.any(touched, Storm.OF_ANSWERS) || Storm.any(touched, Storm.OF_WRITES);
        return root instanceof GeminiInteractionsException && Storm.any(touched, Storm.OF_ANSWERS);
    }

    private void judgeSteps(SoakMessage message) {
        Map<String, Integer> times = new HashMap<>();
        message.steps.forEach(step -> times.merge(step, 1, Integer::sum));
        boolean isExcused = Storm.any(message.touched, Storm.OF_NODES) || Storm.any(message.touched, Storm.OF_WRITES);
        int allowed = 1 + (isExcused ? message.failed() : 0);
        if (times.values().stream().anyMatch(n -> n > allowed)) violated("a step was routed twice", message.toString());
        int highest = -1;
        Set<Integer> seen = new LinkedHashSet<>();
        for (String step : message.steps) {
            int index = Integer.parseInt(step.substring(step.lastIndexOf('/') + 1));
            if (seen.add(index)) {
                if (index < highest) violated("a step overtook another", message.toString());
                highest = Math.max(highest, index);
            }
        }
        boolean whole = seen.size() == highest + 1 && highest >= 0;
        if (message.isAnswered() && !whole) violated("a step was not routed", message.toString());
    }

    private void judgeEnds(SoakMessage message) {
        if (message.ends.size() > mostEnds(message)) violated("an end was routed too often", message.toString());
        if (message.isAnswered() && message.ends.isEmpty()) violated("an end is lost", message.toString());
    }

    /** A row whose answer was lost is stored again by the next delivery, perhaps after its end was routed. */
    private static int mostEnds(SoakMessage message) {
        return (Storm.any(message.touched, Storm.OF_NODES) ? 2 : 1) + message.notKept();
    }

    private void judgeCalls(SoakMessage message) {
        message.calls.forEach((id, runs) -> {
            boolean isExcused =
                    Storm.any(message.touched, Storm.OF_NODES) || Storm.any(message.touched, Storm.OF_WRITES);
            if (runs.size() > 1 + (isExcused ? message.failed() : 0)) {
                violated("a function ran twice", message.toString());
            }
            if (runs.subList(1, runs.size()).contains(false)) {
                violated("a function ran again without a mark", message.toString());
            }
        });
    }

    /** Judges the conversations that have no further turns. */
    void judgeConversations(boolean all) {
        long now = System.nanoTime();
        conversations.forEach((name, turns) -> {
            boolean isOver;
            synchronized (turns) {
                isOver = turns.stream().allMatch(turn -> now - turn.lastSeen > CONVERSATION);
            }
            if (all || isOver) {
                conversations.remove(name);
                judgeConversation(turns);
            }
        });
    }

    private void judgeConversation(List<SoakMessage> turns) {
        Map<String, SoakMessage> behind = new HashMap<>();
        boolean calm = turns.stream().allMatch(turn -> turn.touched.isEmpty());
        Set<String> ids = new HashSet<>(Set.of(""));
        turns.forEach(turn -> turn.deliveries.forEach(delivery -> ids.add(String.valueOf(delivery.interactionId()))));
        for (SoakMessage turn : turns) {
            if (!turn.isAnswered() || turn.effects() == 0) continue;
            String previous = turn.continued.get(turn.effects() - 1);
            SoakMessage other = behind.put(previous, turn);
            // A turn whose state could not be stored has failed, and the conversation stayed where it was.
            if (other != null && !other.failedAfterItsCreate() && !turn.failedAfterItsCreate()) {
                violated("a conversation forks", other + "\n      " + turn);
            }
            if (calm && !ids.contains(previous)) violated("a turn continues no turn", turn.toString());
        }
    }

    // What is reported

    private void count(String what) {
        counts.computeIfAbsent(what, none -> new AtomicLong()).incrementAndGet();
    }

    void violated(String rule, String example) {
        synchronized (violations) {
            violationCounts.merge(rule, 1, Integer::sum);
            List<String> examples = violations.computeIfAbsent(rule, none -> new ArrayList<>());
            if (examples.size() < EXAMPLES) examples.add(example);
        }
    }

    /** How often rules were violated. */
    int violated() {
        synchronized (violations) {
            return violationCounts.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    String counts() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(counts)
                .forEach((what, n) ->
                        text.append("  ").append(n).append(' ').append(what).append('\n'));
        return text.toString();
    }

    /** One line for each rule that was violated, and some examples below; empty if none was. */
    String violations() {
        StringBuilder text = new StringBuilder();
        synchronized (violations) {
            violations.forEach((rule, examples) -> {
                text.append("* ")
                        .append(rule)
                        .append(": ")
                        .append(violationCounts.get(rule))
                        .append(" times\n");
                examples.forEach(example -> text.append("    ").append(example).append('\n'));
            });
        }
        return text.toString();
    }

    private static Throwable root(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeminiInteractionsException) return cause;
            if (cause.getCause() == null) return cause;
        }
        return failure;
    }

    private static String trace(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString()).append('\n');
        for (StackTraceElement at : List.of(root(failure).getStackTrace())
                .subList(0, Math.min(12, root(failure).getStackTrace().length))) {
            text.append("        at ").append(at).append('\n');
        }
        return text.toString();
    }
}
