// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;

/** Camel's store in memory: the part of the contract that needs no disk and no condition. */
class MemoryStateRepositoryTest extends StateRepositoryContract<StateRepository<String, String>> {

    @Override
    protected StateRepository<String, String> open() {
        return new MemoryStateRepository();
    }
}
