// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.header;

import java.util.Map;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;

/**
 * Message whose headers are made when the first of them is read, as Camel's own components do with those of a request. A
 * route that looks at the text of each delta does not pay for eight entries of a map that compares without case (0.3 of the
 * 1.4 µs and 370 of the 1,540 bytes of such an exchange). A copy has them.
 */
public final class EmittedMessage extends DefaultMessage {

    // Mostly the inherited ones, and those of the event. Remembered when they are made: two threads may read the first
    // one.
    private @Nullable Consumer<Headers> first;
    private @Nullable Consumer<Headers> second;
    private boolean isPopulated;

    public EmittedMessage(Exchange exchange) {
        super(exchange);
    }

    /**
     * Adds headers, at once if others have been read already.
     *
     * @param more sets them; must not fail
     */
    public void headers(Consumer<Headers> more) {
        if (isPopulated) more.accept(new Headers(getHeaders()));
        else if (first == null) first = more;
        else if (second == null) second = more;
        else second = second.andThen(more);
    }

    /** The headers of a message. */
    public static final class Headers {

        private final Map<String, Object> map;
        // Whether it may have other spellings of the component's names.
        private boolean hasOthers;

        private Headers(Map<String, Object> map) {
            this.map = map;
            this.hasOthers = !map.isEmpty();
        }

        /** Sets a header in place of all spellings of its name; removes them if the value is null. */
        public void set(String name, @Nullable Object value) {
            // The map may compare with case: then a removal by name would leave other spellings.
            if (hasOthers) map.keySet().removeIf(name::equalsIgnoreCase);
            if (value != null) map.put(name, value);
        }

        /** Sets headers of another message. */
        public void setAll(Map<String, ?> headers) {
            map.putAll(headers);
            hasOthers |= !headers.isEmpty();
        }
    }

    @Override
    protected boolean isPopulateHeadersSupported() {
        return true;
    }

    @Override
    protected void populateInitialHeaders(Map<String, Object> map) {
        isPopulated = true;
        Headers headers = new Headers(map);
        if (first != null) first.accept(headers);
        if (second != null) second.accept(headers);
    }

    @Override
    public void reset() {
        first = null;
        second = null;
        super.reset();
    }

    @Override
    public void setHeaders(Map<String, Object> headers) {
        isPopulated = true;
        first = null;
        second = null;
        super.setHeaders(headers);
    }
}
