// SPDX-License-Identifier: Apache-2.0
package com.acme;

import java.math.BigDecimal;
import java.util.List;

/** What the manual's routes make of an invoice. */
public record Invoice(String supplier, BigDecimal amount, List<String> lines) {}
