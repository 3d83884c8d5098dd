// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.server;

import io.netty.buffer.ByteBuf;

/** The bytes of one format of streams. */
interface Encoding {
    /** Everything before the first step. */
    ByteBuf begin(String id);

    /** One whole step. */
    ByteBuf step(int index);

    /** Everything behind the last step. */
    ByteBuf end(String id);
}
