// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import io.netty.buffer.ByteBuf;

/** Answers without a stream. */
@FunctionalInterface
interface Wholes {
    /** One answer; it belongs to the caller. */
    ByteBuf whole(String path, String body);
}
