// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http.reply;

import java.util.function.Supplier;

import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.script.Fault;
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
        } catch (RuntimeException e) {
            LOG.error("The emulator failed to answer", e);
            return ApiErrors.render(Fault.status(500).withMessage("The emulator failed: " + e));
        }
    }
}
