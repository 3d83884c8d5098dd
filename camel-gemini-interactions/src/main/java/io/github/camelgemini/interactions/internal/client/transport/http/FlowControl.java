// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;

import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/** Where a stream's bytes come from. Its calls are made one at a time; none blocks. */
interface FlowControl {

    /** So many bytes were taken over. */
    void arrived(int bytes);

    /** Nothing more, please. */
    void pause();

    void resume();

    /** The body has ended: the connection may belong to somebody else from now on, and is left alone. */
    void detach();

    /** The library offers a way to ask for more. I/O thread only. */
    void offered(CapacityChannel channel) throws IOException;

    /** HTTP/1.1: one body on one connection, so that the connection itself is paused. */
    final class OfConnection implements FlowControl {

        private final GatedSession session;
        private boolean detached;

        OfConnection(GatedSession session) {
            this.session = session;
        }

        @Override
        public void arrived(int bytes) {}

        @Override
        public void pause() {
            if (!detached) {
                session.pause();
            }
        }

        @Override
        public void resume() {
            if (!detached) {
                session.resume();
            }
        }

        @Override
        public void detach() {
            if (!detached && session.isPaused()) {
                session.resume();
            }
            detached = true;
        }

        @Override
        public void offered(CapacityChannel channel) throws IOException {
            channel.update(Integer.MAX_VALUE);
        }
    }

    /** HTTP/2: many bodies on one connection, each with a window that the service obeys to the byte. */
    final class OfWindow implements FlowControl {

        private @Nullable CapacityChannel window;
        private int owed;
        private boolean paused;

        @Override
        public synchronized void arrived(int bytes) {
            owed += bytes;
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
            if (open == null || paused || owed == 0) {
                return;
            }
            try {
                open.update(owed);
                owed = 0;
            } catch (IOException e) {
                // The connection is gone; the library reports that on its own.
                window = null;
            }
        }
    }
}
