// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import org.jspecify.annotations.Nullable;

/** Consumer route of one channel. Any thread. */
public interface ChannelReceiver {

    /** Emitter into the route; null while the route is suspended, or does not run. */
    @Nullable
    StepEmitter emitter();

    /** Id of the route, for messages. */
    String getRouteId();
}
