// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import java.util.function.Supplier;

import io.github.camelgemini.emulator.internal.request.Refused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a handler throws into a reply. */
public final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private Replies() {}

    public static Reply guarded(Supplier<Reply> answer) {
        try {
            return answer.get();
        } catch (Refused e) {
            return ApiErrors.render(e);
        } catch (Throwable e) { // also an Error: the client waits
            LOG.error("The emulator failed to answer: {}", ApiErrors.shown(e));
            LOG.debug("The emulator failed to answer", e);
            return ApiErrors.failure(e);
        }
    }
}
