// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

import io.github.camelgemini.examples.audit.PriceList.Cost;
import io.github.camelgemini.examples.audit.PriceList.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PriceListTest {

    private static final LocalDate MAY = LocalDate.of(2026, 5, 1);
    private static final LocalDate JUNE = LocalDate.of(2026, 6, 1);
    private static final Tokens ONE_INPUT = new Tokens(1, 0, 0, 0, 0);

    @TempDir
    Path folder;

    @Test
    void eachKindOfTokensHasItsPriceAndNothingIsRounded() throws Exception {
        PriceList prices = list("m, 2026-05-01, USD, 0.1, 0.01, 7");

        assertThat(prices.of("m", MAY, new Tokens(1_000_000, 0, 0, 0, 0)).amount())
                .isEqualByComparingTo("0.1");
        assertThat(prices.of("m", MAY, new Tokens(3, 2, 1, 4, 5)).amount())
                .isEqualByComparingTo("0.00003562"); // 6 × 0.1 + 2 × 0.01 + 5 × 7, per million
    }

    @Test
    void theNewestPriceOfTheDayCounts() throws Exception {
        PriceList prices = list("m, 2026-06-01, EUR, 2, 2, 2\nm, 2026-05-01, USD, 1, 1, 1");

        assertThat(prices.of("m", MAY, ONE_INPUT)).extracting(Cost::currency).isEqualTo("USD");
        assertThat(prices.of("models/m", JUNE, ONE_INPUT))
                .extracting(Cost::currency)
                .isEqualTo("EUR");
        assertThat(prices.of("m", MAY.minusDays(1), ONE_INPUT)).isNull();
        assertThat(prices.of("m2", JUNE, ONE_INPUT)).isNull();
    }

    @Test
    void aLineThatIsNoPriceIsNamed() {
        assertThatThrownBy(() -> list("# a comment\n\nm, 2026-05-01, USD, 1"))
                .hasMessage("Not a line of a price list: m, 2026-05-01, USD, 1");
        assertThatThrownBy(() -> list("m, 2026-05-01, USD, 1, 1, x"))
                .hasMessage("Not a line of a price list: m, 2026-05-01, USD, 1, 1, x");
        assertThatThrownBy(() -> list("m, 2026-05-01, USD, 1, 1, -1"))
                .hasMessage("Not a line of a price list: m, 2026-05-01, USD, 1, 1, -1");
    }

    private PriceList list(String lines) throws Exception {
        return PriceList.read(Files.writeString(folder.resolve("prices.csv"), lines));
    }
}
