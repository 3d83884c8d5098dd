package com.acme;

import java.math.BigDecimal;

public record Invoice(String number, BigDecimal total) {}
