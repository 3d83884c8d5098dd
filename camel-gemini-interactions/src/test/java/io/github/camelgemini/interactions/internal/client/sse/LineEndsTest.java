// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineEndsTest {

    @Test
    void findsWhatALoopOverBytesFinds() {
        Random random = new Random(8);
        byte[] alphabet = {
            '\n', '\r', 0, 1, 9, 11, 12, 14, 0x7F, (byte) 0x80, (byte) 0x8A, (byte) 0x8D, (byte) 0xFF, 'a'
        };
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                boolean isRare = random.nextInt(6) > 0;
                bytes[i] = alphabet[isRare ? 2 + random.nextInt(alphabet.length - 2) : random.nextInt(alphabet.length)];
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            assertThat(LineEnds.find(bytes, from, to)).isEqualTo(slowly(bytes, from, to));
        }
    }

    private static int slowly(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') return i;
        }
        return to;
    }
}
