// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import io.github.camelgemini.emulator.traffic.Ledger;

/** What the service counts: interactions and their tokens. */
record Bill(long interactions, long tokens) {

    static Bill of(Ledger ledger) {
        return new Bill(ledger.creates(), ledger.totalTokens());
    }

    Bill without(Bill other) {
        return new Bill(interactions - other.interactions, tokens - other.tokens);
    }
}
