// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;

import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/** Back-pressure on the source of a stream. Calls do not overlap and do not block. */
interface FlowControl {

    /** Called with the number of bytes that were queued. */
    default void arrived(int bytes) {}

    void pause();

    void resume();

    /** Called when the body has ended; from then on the connection may belong to another request and is not touched. */
    void detach();

    /** Called with the library's channel for requesting more bytes. I/O thread only. */
    void offered(CapacityChannel channel) throws IOException;

    /** HTTP/1.1: one body per connection, so the connection itself is paused. */
    final class Http1 implements FlowControl {

        private final GatedSession session;
        private boolean detached;

        Http1(GatedSession session) {
            this.session = session;
        }

        @Override
        public void pause() {
            if (!detached) session.pause();
        }

        @Override
        public void resume() {
            if (!detached) session.resume();
        }

        @Override
        public void detach() {
            if (!detached && session.isPaused()) session.resume();
            detached = true;
        }

        @Override
        public void offered(CapacityChannel channel) throws IOException {
            channel.update(Integer.MAX_VALUE);
        }
    }

    /** HTTP/2: each body has a window of bytes that the service must not exceed. */
    final class Http2 implements FlowControl {

        private @Nullable CapacityChannel window;
        private int withheld;
        private boolean paused;

        @Override
        public synchronized void arrived(int bytes) {
            withheld += bytes;
            grant();
        }

        @Override
        public synchronized void pause() {
            paused = true;
        }

        @Override
        public synchronized void resume() {
            paused = false;
            grant();
        }

        @Override
        public synchronized void detach() {
            window = null;
        }

        @Override
        public synchronized void offered(CapacityChannel channel) {
            window = channel;
            grant();
        }

        private void grant() {
            CapacityChannel open = window;
            if (open == null || paused || withheld == 0) return;
            try {
                open.update(withheld);
                withheld = 0;
            } catch (IOException e) {
                // The connection is gone, which the library reports itself.
                window = null;
            }
        }
    }
}
