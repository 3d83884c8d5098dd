// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InteractionAccumulatorTest {

    private static final Step OUTPUT = new Step.ModelOutput(List.of(), Map.of());
    private static final Step THOUGHT = new Step.Thought(null, List.of(), Map.of());
    private static final Step HELLO = new Step.UserInput(List.of(new Content.Text("Hello")));
    private static final Usage USAGE = new Usage(1L, 2L, null, null, null, 3L, Map.of());

    private InteractionAccumulator accumulator = new InteractionAccumulator(InteractionAccumulator.Collects.ALL);

    @Test
    void returnsAStepWhenItStops() {
        assertThat(start(0, OUTPUT)).isEmpty();
        assertThat(text(0, "Hel")).isEmpty();
        assertThat(text(0, "lo")).isEmpty();
        assertThat(stop(0)).containsExactly(new FinishedStep(0, 0, said("Hello")));
        assertThat(accumulator.interaction().steps()).containsExactly(said("Hello"));
    }

    @Test
    void keepsWhatTheStartHolds() {
        start(0, said("Once upon"));
        text(0, " a time");
        assertThat(stopped(0)).isEqualTo(said("Once upon a time"));
    }

    @Test
    void opensANewTextBehindAnythingElse() {
        Content.Media image = new Content.Media("image", "AA==", null, "image/jpeg", Map.of());
        start(0, OUTPUT);
        text(0, "a");
        grow(0, new Delta.Media(image));
        text(0, "b");
        text(0, "c");
        grow(0, new Delta.Annotations("text_annotation_delta", List.of("{\"n\":1}")));
        grow(0, new Delta.Annotations("text_annotation", List.of("{\"n\":2}")));
        assertThat(stopped(0))
                .isEqualTo(new Step.ModelOutput(
                        List.of(
                                new Content.Text("a"),
                                image,
                                new Content.Text("bc", List.of("{\"n\":1}", "{\"n\":2}"), Map.of())),
                        Map.of()));
    }

    @Test
    void keepsStepsApartThatInterleave() {
        start(0, OUTPUT);
        start(1, OUTPUT);
        text(1, "b");
        text(0, "a");
        assertThat(stop(1)).as("waits for the step before").isEmpty();
        text(0, "a");
        assertThat(accumulator.interaction().steps()).containsExactly(said("aa"), said("b"));
        assertThat(stop(0)).containsExactly(new FinishedStep(0, 0, said("aa")), new FinishedStep(1, 1, said("b")));
    }

    @Test
    void aStepWhoseStopIsMissingIsFinishedAtTheEndBeforeLaterOnes() {
        start(0, OUTPUT);
        text(0, "a");
        start(1, OUTPUT);
        text(1, "b");
        assertThat(stop(1)).isEmpty();
        List<FinishedStep> steps = List.of(new FinishedStep(0, 0, said("a")), new FinishedStep(1, 1, said("b")));

        assertThat(accumulator.add(new InteractionEvent.Completed(
                        null, "interaction.completed", interaction("i", "completed", USAGE, Map.of()), "")))
                .isEqualTo(steps);
    }

    @Test
    void aStepThatWaitedIsReplacedByTheFinalEventLikeAnyOther() {
        start(0, OUTPUT);
        start(1, OUTPUT);
        text(1, "b");
        assertThat(stop(1)).isEmpty();

        assertThat(accumulator.add(new InteractionEvent.Completed(
                        null,
                        "interaction.completed",
                        interaction("i", "completed", USAGE, Map.of()).withSteps(List.of(said("x"), said("y"))),
                        "")))
                .containsExactly(new FinishedStep(0, 0, said("x")), new FinishedStep(1, 1, said("y")));
    }

    @Test
    void joinsTheFragmentsOfArguments() {
        start(0, call("{}", ""));
        grow(0, new Delta.Arguments("arguments_delta", "{\"x\":2,"));
        grow(0, new Delta.Arguments("arguments_delta", "\"y\":3}"));
        assertThat(stopped(0)).isEqualTo(call("{\"x\":2,\"y\":3}", null));
    }

    @Test
    void takesTheArgumentsOfTheStartWhenNoFragmentComes() {
        start(0, call("{\"x\":1}", null));
        assertThat(stopped(0)).isEqualTo(call("{\"x\":1}", null));
        start(1, call(null, null));
        grow(1, new Delta.Arguments("arguments_delta", ""));
        assertThat(stopped(1)).isEqualTo(call("{}", null));
        start(2, new Step.Call("google_maps_call", "m", null, null, "", Map.of()));
        assertThat(stopped(2)).isEqualTo(new Step.Call("google_maps_call", "m", null, null, null, Map.of()));
    }

    @Test
    void letsTheLastSignatureThatSaysSomethingCount() {
        start(0, new Step.Thought("", List.of(), Map.of()));
        sign(0, "");
        sign(0, "first");
        sign(0, "last");
        sign(0, "");
        assertThat(stopped(0)).isEqualTo(new Step.Thought("last", List.of(), Map.of()));
        start(1, THOUGHT);
        sign(1, "");
        assertThat(stopped(1)).isEqualTo(THOUGHT);
    }

    @Test
    void keepsEachPieceOfASummaryAsItCame() {
        start(0, new Step.Thought(null, List.of(new Content.Text("a")), Map.of()));
        grow(0, new Delta.ThoughtSummary(new Content.Text("b\n\n")));
        grow(0, new Delta.ThoughtSummary(new Content.Text("c")));
        assertThat(stopped(0))
                .isEqualTo(new Step.Thought(
                        null,
                        List.of(new Content.Text("a"), new Content.Text("b\n\n"), new Content.Text("c")),
                        Map.of()));
    }

    @Test
    void joinsThePiecesOfAnAudioAsBytes() {
        start(0, OUTPUT);
        grow(0, audio("a", "audio/l16", Map.of("sample_rate", "24000")));
        grow(0, audio("bc", null, Map.of()));
        grow(0, audio("d", "audio/l16", Map.of("channels", "1")));
        assertThat(stopped(0))
                .isEqualTo(new Step.ModelOutput(
                        List.of(new Content.Media(
                                "audio",
                                base64("abcd"),
                                null,
                                "audio/l16",
                                Map.of("sample_rate", "24000", "channels", "1"))),
                        Map.of()));
    }

    @Test
    void joinsPiecesOfAnyAlphabet() {
        start(0, OUTPUT);
        for (String piece : List.of("/+/+", "-_8=", "_w", "AA\r\nA=")) grow(0, media(piece));
        assertThat(((Step.ModelOutput) stopped(0)).content())
                .extracting(content -> ((Content.Media) content).data())
                .containsExactly("/+/++///AAA=");
    }

    @Test
    void refusesAPieceOfAnAudioThatIsNotBase64() {
        for (List<String> pieces : List.of(List.of("?", "AAAA"), List.of("AAAA", "-_+/"), List.of("AAAA", "AAAAA"))) {
            accumulator = new InteractionAccumulator(InteractionAccumulator.Collects.ALL);
            start(0, OUTPUT);
            grow(0, media(pieces.get(0)));
            assertThatThrownBy(() -> grow(0, media(pieces.get(1)))).isInstanceOf(InteractionProtocolException.class);
        }
    }

    private static Delta media(String base64) {
        return new Delta.Media(new Content.Media("audio", base64, null, null, Map.of()));
    }

    @Test
    void keepsAnAudioApartThatIsAnother() {
        start(0, OUTPUT);
        Delta first = audio("a", "audio/l16", Map.of());
        Delta second = audio("b", "audio/wav", Map.of());
        Delta referred = new Delta.Media(new Content.Media("audio", null, "gs://x", null, Map.of()));
        List<Delta> deltas = List.of(first, second, referred, audio("c", null, Map.of()));
        deltas.forEach(delta -> grow(0, delta));
        assertThat(((Step.ModelOutput) stopped(0)).content())
                .isEqualTo(deltas.stream()
                        .map(delta -> (Content) ((Delta.Media) delta).content())
                        .toList());
    }

    @Test
    void letsAWholeCallReplaceWhatItSets() {
        start(0, new Step.Call("google_search_call", "s1", null, null, "", Map.of("kept", "1")));
        grow(
                0,
                new Delta.WholeCall(new Step.Call(
                        "google_search_call", null, null, "{\"queries\":[]}", "sig", Map.of("search_type", "\"w\""))));
        assertThat(stopped(0))
                .isEqualTo(new Step.Call(
                        "google_search_call",
                        "s1",
                        null,
                        "{\"queries\":[]}",
                        "sig",
                        Map.of("kept", "1", "search_type", "\"w\"")));
    }

    @Test
    void letsAWholeResultReplaceWhatItSets() {
        start(0, new Step.Result("google_search_result", "s1", null, null, null, "", Map.of()));
        grow(
                0,
                new Delta.WholeResult(
                        new Step.Result("google_search_result", null, null, "[{}]", false, null, Map.of())));
        assertThat(stopped(0))
                .isEqualTo(new Step.Result("google_search_result", "s1", null, "[{}]", false, null, Map.of()));
    }

    @Test
    void knowsAStepWithoutAStartByItsFirstDelta() {
        assertThat(implied(new Delta.Text("t"))).isEqualTo(said("t"));
        assertThat(implied(new Delta.ThoughtSignature("s"))).isEqualTo(new Step.Thought("s", List.of(), Map.of()));
        assertThat(implied(new Delta.ThoughtSummary(new Content.Text("t"))))
                .isEqualTo(new Step.Thought(null, List.of(new Content.Text("t")), Map.of()));
        assertThat(implied(new Delta.Arguments("arguments_delta", "{}")))
                .isEqualTo(new Step.Call("function_call", null, null, "{}", null, Map.of()));
        Step.Call call = new Step.Call("url_context_call", null, null, "{}", "s", Map.of());
        assertThat(implied(new Delta.WholeCall(call))).isEqualTo(call);
        Step.Result result = new Step.Result("url_context_result", null, null, "[]", null, null, Map.of());
        assertThat(implied(new Delta.WholeResult(result))).isEqualTo(result);
        Content.Media image = new Content.Media("image", "AA==", null, null, Map.of());
        assertThat(implied(new Delta.Media(image))).isEqualTo(new Step.ModelOutput(List.of(image), Map.of()));
        assertThat(implied(new Delta.Annotations("text_annotation_delta", List.of("{}"))))
                .isEqualTo(new Step.ModelOutput(List.of(new Content.Text("", List.of("{}"), Map.of())), Map.of()));
        assertThat(implied(new Delta.Unknown("hologram", Map.of("a", "[1]"))))
                .isEqualTo(new Step.Unknown("hologram", "{\"type\":\"hologram\",\"a\":[1]}"));
    }

    /** Every kind of delta, on every kind of step: nothing fails, nothing that says something vanishes. */
    @Test
    void losesNoDeltaWhateverTheStepIs() {
        List<Delta> deltas = List.of(
                new Delta.Text("MARK"),
                new Delta.Annotations("text_annotation_delta", List.of("{\"MARK\":1}")),
                new Delta.Media(new Content.Media("image", "MARK", null, "image/png", Map.of("x", "1"))),
                new Delta.ThoughtSummary(new Content.Text("MARK")),
                new Delta.ThoughtSignature("MARK"),
                new Delta.Arguments("arguments_delta", "{\"MARK\":1}"),
                new Delta.WholeCall(
                        new Step.Call("x_call", "MARK", "MARK", "{\"MARK\":1}", "MARK", Map.of("m", "\"MARK\""))),
                new Delta.WholeResult(
                        new Step.Result("x_result", "MARK", "MARK", "\"MARK\"", true, "MARK", Map.of("m", "\"MARK\""))),
                new Delta.Unknown("hologram", Map.of("a", "\"MARK\"")));
        List<Step> starts = List.of(
                HELLO,
                OUTPUT,
                THOUGHT,
                call(null, null),
                new Step.Result("function_result", "c", null, null, null, null, Map.of()),
                new Step.Unknown("hologram", "{\"type\":\"hologram\",\"content\":null}"));
        assertThat(kinds(deltas)).isEqualTo(Set.of(Delta.class.getPermittedSubclasses()));
        assertThat(kinds(starts)).isEqualTo(Set.of(Step.class.getPermittedSubclasses()));
        for (Step start : starts) {
            for (Delta delta : deltas) {
                InteractionAccumulator one = new InteractionAccumulator(InteractionAccumulator.Collects.ALL);
                one.add(new InteractionEvent.StepStarted(null, "step.start", 1, start, ""));
                one.add(new InteractionEvent.StepGrew(null, "step.delta", 1, delta, ""));
                one.add(new InteractionEvent.StepStopped(null, "step.stop", 1, ""));
                List<Step> all = one.interaction().steps();
                if (start instanceof Step.UserInput) {
                    assertThat(all).isEmpty();
                    continue;
                }
                assertThat(all).hasSize(1);
                assertThat(all.get(0).type()).isEqualTo(start.type());
                assertThat(all.get(0).toString()).as("%s on %s", delta, start).contains("MARK");
            }
        }
    }

    private static Set<Class<?>> kinds(List<?> values) {
        Set<Class<?>> kinds = new HashSet<>();
        values.forEach(value -> kinds.add(value.getClass()));
        return kinds;
    }

    @Test
    void writesWhatHasNoFieldAsJson() {
        start(0, THOUGHT);
        grow(0, new Delta.Arguments("arguments_delta", "{\"a\":1}"));
        assertThat(stopped(0)).isEqualTo(new Step.Thought(null, List.of(), Map.of("arguments", "{\"a\":1}")));
        start(1, new Step.Unknown("hologram", "{ }"));
        text(1, "quote \" slash \\ line \n control \u0001 €");
        grow(1, new Delta.Annotations("text_annotation_delta", List.of("{\"n\":1}")));
        grow(1, new Delta.Media(new Content.Media("image", null, "u", null, Map.of("x", "1"))));
        assertThat(stopped(1))
                .isEqualTo(new Step.Unknown(
                        "hologram",
                        "{\"content\":[{\"type\":\"text\",\"text\":\"quote \\\" slash \\\\ line \\n control \\u0001 €\",\"annotations\":[{\"n\":1}]},"
                                + "{\"type\":\"image\",\"uri\":\"u\",\"x\":1}]}"));
    }

    @Test
    void toleratesAStopWithoutAStart() {
        assertThat(stop(7)).isEmpty();
        assertThat(accumulator.interaction().steps()).isEmpty();
    }

    @Test
    void namesTheStepWhenTheOrderIsBeyondHelp() {
        start(3, OUTPUT);
        assertThatThrownBy(() -> start(3, OUTPUT))
                .isInstanceOf(InteractionProtocolException.class)
                .hasMessage("step.start for step 3, which has already started");
        stop(3);
        assertThat(stop(3)).isEmpty();
        start(4, call("{\"x\":1}", null));
        stop(4);
        assertThatThrownBy(() -> grow(4, new Delta.Arguments("arguments_delta", "{\"x\":2}")))
                .isInstanceOf(InteractionProtocolException.class)
                .hasMessage("step.delta for step 4, which has already stopped");
    }

    @Test
    void addsToTheWholeAnswerWhatComesBehindTheStopOfItsStep() {
        start(0, THOUGHT);
        stop(0);
        sign(0, "late");
        start(1, OUTPUT);
        text(1, "a");
        stop(1);
        text(1, "b");
        grow(1, new Delta.Annotations("text_annotation_delta", List.of("{\"n\":1}")));
        start(2, call("{}", null));
        stop(2);
        grow(2, new Delta.Arguments("arguments_delta", "{\"x\":"));
        grow(2, new Delta.Arguments("arguments_delta", "1}"));
        grow(2, new Delta.Arguments("arguments_delta", " "));
        complete(interaction("i", "completed", null, Map.of()));

        List<Step> steps = accumulator.interaction().steps();
        assertThat(((Step.Thought) steps.get(0)).signature()).isEqualTo("late");
        assertThat(steps.get(1))
                .isEqualTo(new Step.ModelOutput(
                        List.of(new Content.Text("ab", List.of("{\"n\":1}"), Map.of())), Map.of()));
        assertThat(steps.get(2)).isEqualTo(call("{\"x\":1}", null));
    }

    @Test
    void addsWhatComesBehindTheStopToAStepThatWaitsForAnEarlierOne() {
        start(0, OUTPUT);
        start(1, OUTPUT);
        text(1, "b");
        stop(1);
        text(1, "c");

        assertThat(stop(0)).containsExactly(new FinishedStep(0, 0, OUTPUT), new FinishedStep(1, 1, said("bc")));
    }

    @Test
    void keepsWhatWasStreamedIfTheFinalEventHasAPartOfTheStepsOnly() {
        Step call = call("{\"x\":1}", null);
        List<List<Step>> lists = List.of(
                List.of(THOUGHT), List.of(said("Hi")), List.of(call), List.of(HELLO), List.of(THOUGHT, said(""), call));
        for (List<Step> last : lists) {
            InteractionAccumulator folded = new InteractionAccumulator(InteractionAccumulator.Collects.ALL);
            accumulator = folded;
            start(0, THOUGHT);
            stop(0);
            start(1, said("Hi"));
            stop(1);
            start(2, call);
            assertThat(complete(interaction("i", "completed", null, Map.of()).withSteps(last)))
                    .containsExactly(new FinishedStep(2, 2, call));
            assertThat(folded.interaction().steps()).containsExactly(THOUGHT, said("Hi"), call);
        }
    }

    @Test
    void takesTheWholeTextOfTheFinalEventForOneThatWasStreamedInPieces() {
        start(0, said("Hel"));
        stop(0);
        start(1, said("lo"));
        stop(1);
        complete(interaction("i", "completed", null, Map.of()).withSteps(List.of(said("Hello"))));
        assertThat(accumulator.interaction().steps()).containsExactly(said("Hello"));
    }

    @Test
    void keepsTheInputsOfAReplayApart() {
        Step result = new Step.Result("function_result", "c", "f", "\"5\"", null, null, Map.of());
        start(0, result);
        assertThat(stop(0)).isEmpty();
        start(1, HELLO);
        assertThat(stop(1)).isEmpty();
        start(2, THOUGHT);
        assertThat(accumulator.position(2)).isZero();
        assertThat(stop(2)).containsExactly(new FinishedStep(2, 0, THOUGHT));
        start(3, result);
        assertThat(stop(3))
                .as("a result behind generated steps is an agent's own")
                .containsExactly(new FinishedStep(3, 1, result));
        assertThat(accumulator.interaction().steps()).containsExactly(THOUGHT, result);
        assertThat(accumulator.position(0)).isEqualTo(-1);
    }

    @Test
    void countsPositionsByIndexWhenAStreamBeginsInTheMiddle() {
        start(5, OUTPUT);
        assertThat(stop(5)).isEmpty();
        assertThat(accumulator.add(new InteractionEvent.Completed(
                        null, "interaction.completed", interaction("i", "completed", USAGE, Map.of()), "")))
                .containsExactly(new FinishedStep(5, 5, OUTPUT));
    }

    @Test
    void foldsTheInteractionFromItsFirstAndLastEvent() {
        created(interaction("i", "in_progress", null, Map.of("object", "\"interaction\"", "id", "\"\"")));
        status("queued", null);
        assertThat(accumulator.interaction().status()).isEqualTo(InteractionStatus.QUEUED);
        Interaction last = new Interaction(
                "i",
                InteractionStatus.COMPLETED,
                null,
                null,
                "c",
                "u",
                List.of(),
                USAGE,
                "standard",
                "env",
                "p",
                null,
                List.of(),
                List.of(),
                Map.of("steps", "[]", "x", "1"));
        assertThat(complete(last)).isEmpty();
        assertThat(accumulator.interaction())
                .isEqualTo(new Interaction(
                        "i",
                        InteractionStatus.COMPLETED,
                        "m",
                        null,
                        "c",
                        "u",
                        List.of(),
                        USAGE,
                        "standard",
                        "env",
                        "p",
                        null,
                        List.of(),
                        List.of(),
                        Map.of("object", "\"interaction\"", "x", "1")));
        assertThat(accumulator.interaction().errors()).isEmpty();
    }

    @Test
    void letsUsageReplaceAndNeverAdd() {
        created(interaction("i", "in_progress", new Usage(9L, 9L, null, null, null, 18L, Map.of()), Map.of()));
        complete(interaction("i", "completed", USAGE, Map.of()));
        assertThat(accumulator.interaction().usage()).isEqualTo(USAGE);
    }

    @Test
    void takesTheIdFromAStatusWhenTheFirstEventIsMissing() {
        accumulator.add(new InteractionEvent.StatusChanged(
                null, "interaction.status_update", "i", InteractionStatus.IN_PROGRESS, null, ""));
        assertThat(accumulator.interaction().id()).isEqualTo("i");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "requires_action", "failed", "cancelled", "incomplete", "new_word"})
    void endsWithAnyStatus(String word) {
        complete(interaction("i", word, null, Map.of()));
        assertThat(accumulator.interaction().status().word()).isEqualTo(word);
    }

    @Test
    void takesALastEventWithoutAStatusForCompleted() {
        complete(interaction("i", "", null, Map.of()));
        assertThat(accumulator.interaction().status()).isEqualTo(InteractionStatus.COMPLETED);
    }

    @Test
    void finishesOpenStepsAtTheLastEvent() {
        start(0, HELLO);
        start(1, OUTPUT);
        start(2, OUTPUT);
        text(2, "b");
        text(1, "a");
        assertThat(complete(interaction("i", "completed", null, Map.of())))
                .containsExactly(new FinishedStep(1, 0, said("a")), new FinishedStep(2, 1, said("b")));
        assertThat(accumulator.interaction().steps()).containsExactly(said("a"), said("b"));
    }

    @Test
    void takesTheStepsOfTheLastEventForTheWholeTruth() {
        start(0, THOUGHT);
        stop(0);
        start(1, OUTPUT);
        text(1, "half");
        Interaction last = interaction("i", "completed", null, Map.of())
                .withSteps(List.of(HELLO, THOUGHT, said("whole"), said("more")));
        assertThat(complete(last))
                .containsExactly(new FinishedStep(2, 1, said("whole")), new FinishedStep(3, 2, said("more")));
        assertThat(accumulator.interaction().steps()).containsExactly(THOUGHT, said("whole"), said("more"));
    }

    @Test
    void failsWithAnErrorThatSaysSomething() {
        InteractionError error = new InteractionError("gateway_timeout", "m", Map.of());
        start(0, OUTPUT);
        text(0, "half");
        assertThat(fail(error)).isEmpty();
        assertThat(accumulator.interaction().status()).isEqualTo(InteractionStatus.FAILED);
        assertThat(accumulator.interaction().errors()).containsExactly(error);
        assertThat(accumulator.interaction().steps()).as("as far as it got").containsExactly(said("half"));
    }

    @Test
    void goesOnAfterAnEmptyError() {
        fail(new InteractionError(null, null, Map.of()));
        assertThat(accumulator.interaction().errors()).isEmpty();
        assertThat(accumulator.interaction().status()).isEqualTo(InteractionStatus.IN_PROGRESS);
    }

    @Test
    void failsWithAStatusThatCarriesAnError() {
        InteractionError error = new InteractionError("13", null, Map.of());
        status("error", error);
        assertThat(accumulator.interaction().errors()).containsExactly(error);
        assertThat(accumulator.interaction().status()).isEqualTo(InteractionStatus.FAILED);
    }

    @Test
    void ignoresEventsItDoesNotKnow() {
        assertThat(accumulator.add(new InteractionEvent.Unknown(null, "hologram", "{}")))
                .isEmpty();
    }

    @Test
    void forgetsStepsOnceReturnedWhenNobodyAsksForThem() {
        InteractionAccumulator forgetful = new InteractionAccumulator(InteractionAccumulator.Collects.STEPS);
        forgetful.add(new InteractionEvent.StepStarted(null, "step.start", 0, said("a"), ""));
        assertThat(forgetful.add(new InteractionEvent.StepStopped(null, "step.stop", 0, "")))
                .containsExactly(new FinishedStep(0, 0, said("a")));
        forgetful.add(new InteractionEvent.Completed(
                null,
                "interaction.completed",
                interaction("i", "completed", USAGE, Map.of()).withSteps(List.of(said("a"))),
                ""));
        assertThat(forgetful.interaction().steps()).isEmpty();
        assertThat(forgetful.interaction().usage()).isEqualTo(USAGE);
    }

    @Test
    void foldsAMillionDeltasIntoOneStep() {
        start(0, OUTPUT);
        for (int i = 0; i < 1_000_000; i++) text(0, "ab");
        Step.ModelOutput output = (Step.ModelOutput) stopped(0);
        assertThat(((Content.Text) output.content().get(0)).text()).hasSize(2_000_000);
    }

    private Step implied(Delta delta) {
        InteractionAccumulator resumed = new InteractionAccumulator(InteractionAccumulator.Collects.ALL);
        resumed.add(new InteractionEvent.StepGrew(null, "step.delta", 0, delta, ""));
        List<FinishedStep> finished = resumed.add(new InteractionEvent.StepStopped(null, "step.stop", 0, ""));
        assertThat(finished).hasSize(1);
        return finished.get(0).step();
    }

    private static Step said(String text) {
        return new Step.ModelOutput(List.of(new Content.Text(text)), Map.of());
    }

    private static Step call(String arguments, String signature) {
        return new Step.Call("function_call", "c", "add", arguments, signature, Map.of());
    }

    private static Delta audio(String text, String mimeType, Map<String, String> more) {
        return new Delta.Media(new Content.Media("audio", base64(text), null, mimeType, more));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static Interaction interaction(String id, String status, Usage usage, Map<String, String> more) {
        return new Interaction(
                id,
                new InteractionStatus(status),
                "m",
                null,
                null,
                null,
                List.of(),
                usage,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                more);
    }

    private List<FinishedStep> start(int index, Step step) {
        return accumulator.add(new InteractionEvent.StepStarted(null, "step.start", index, step, ""));
    }

    private List<FinishedStep> text(int index, String text) {
        return grow(index, new Delta.Text(text));
    }

    private List<FinishedStep> sign(int index, String signature) {
        return grow(index, new Delta.ThoughtSignature(signature));
    }

    private List<FinishedStep> grow(int index, Delta delta) {
        return accumulator.add(new InteractionEvent.StepGrew(null, "step.delta", index, delta, ""));
    }

    private List<FinishedStep> stop(int index) {
        return accumulator.add(new InteractionEvent.StepStopped(null, "step.stop", index, ""));
    }

    private Step stopped(int index) {
        List<FinishedStep> finished = stop(index);
        assertThat(finished).hasSize(1);
        return finished.get(0).step();
    }

    private void created(Interaction interaction) {
        assertThat(accumulator.add(new InteractionEvent.Created(null, "interaction.created", interaction, "")))
                .isEmpty();
    }

    private void status(String word, InteractionError error) {
        accumulator.add(new InteractionEvent.StatusChanged(
                null, "interaction.status_update", null, new InteractionStatus(word), error, ""));
    }

    private List<FinishedStep> complete(Interaction interaction) {
        return accumulator.add(new InteractionEvent.Completed(null, "interaction.completed", interaction, ""));
    }

    private List<FinishedStep> fail(InteractionError error) {
        return accumulator.add(new InteractionEvent.Failed(null, "error", error, ""));
    }
}
