// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.live;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Locale;
import java.util.StringJoiner;

import io.github.camelgemini.emulator.script.Fault;
import io.github.camelgemini.emulator.script.Moment;
import io.github.camelgemini.emulator.script.ResponseFault;
import org.jspecify.annotations.Nullable;

/** A fault in words, such as {@code cut after event 3}: the name of its record, and those of its components that say something. */
final class FaultText {
    private static final int LONGEST = 200;

    private FaultText() {}

    static String of(Fault fault) {
        return Shortened.text(words(fault), LONGEST);
    }

    private static String words(Object fault) {
        StringJoiner text = new StringJoiner(", ");
        StringBuilder head = new StringBuilder(spaced(fault.getClass().getSimpleName()));
        for (RecordComponent component : fault.getClass().getRecordComponents()) {
            Object value = value(fault, component);
            if (value instanceof Moment moment) {
                head.append(moment(moment));
            } else if (value instanceof Fault inner) {
                text.add(words(inner));
            } else if (component.getName().equals("status")) {
                head.append(' ').append(value);
            } else if (value != null && !Boolean.FALSE.equals(value) && value != ResponseFault.Form.API) {
                text.add(
                        Boolean.TRUE.equals(value)
                                ? spaced(component.getName())
                                : spaced(component.getName()) + ' ' + shown(value));
            }
        }
        return text.length() == 0 ? head.toString() : head + ", " + text;
    }

    private static @Nullable Object value(Object fault, RecordComponent component) {
        try {
            return component.getAccessor().invoke(fault);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e); // never: the faults are public records
        }
    }

    private static String moment(Moment moment) {
        if (moment.isBeforeHeaders()) {
            return " before the headers";
        }
        return " after event " + (moment.eventId() == null ? moment.events() : moment.eventId());
    }

    private static String shown(Object value) {
        if (value instanceof Duration time) {
            return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
        }
        return value instanceof Enum<?> word ? spaced(word.name()).toLowerCase(Locale.ROOT) : String.valueOf(value);
    }

    /** {@code cut inside frame} of {@code CutInsideFrame}, {@code no end marker} of {@code NO_END_MARKER}. */
    private static String spaced(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").replace('_', ' ').toLowerCase(Locale.ROOT);
    }
}
