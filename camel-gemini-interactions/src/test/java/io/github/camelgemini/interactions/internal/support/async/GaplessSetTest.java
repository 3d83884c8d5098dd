// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GaplessSetTest {

    @Test
    void numbersBeyondAGapCountWhenTheGapIsFilled() {
        GaplessSet set = new GaplessSet();
        assertThat(set.add(0)).isTrue();
        assertThat(set.add(2)).isTrue();
        assertThat(set.add(3)).isTrue();
        assertThat(set.below()).isEqualTo(1);
        assertThat(set.size()).isEqualTo(3);
        assertThat(set.contains(1)).isFalse();
        assertThat(set.add(1)).isTrue();
        assertThat(set.below()).isEqualTo(4);
        assertThat(set.size()).isEqualTo(4);
    }

    @Test
    void aNumberIsAddedOnce() {
        GaplessSet set = new GaplessSet();
        assertThat(set.add(0)).isTrue();
        assertThat(set.add(0)).isFalse();
        assertThat(set.add(5)).isTrue();
        assertThat(set.add(5)).isFalse();
        assertThat(set.size()).isEqualTo(2);
    }

    @Test
    void beginsWithAllBelowANumber() {
        GaplessSet set = new GaplessSet(3);
        assertThat(set.contains(2)).isTrue();
        assertThat(set.contains(3)).isFalse();
        assertThat(set.contains(-1)).isFalse();
        assertThat(set.add(0)).isFalse();
        assertThat(set.add(3)).isTrue();
        assertThat(set.below()).isEqualTo(4);
    }
}
