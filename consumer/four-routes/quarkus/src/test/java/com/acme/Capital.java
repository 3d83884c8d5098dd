package com.acme;

import java.util.List;

/** An answer. */
public record Capital(String capital, List<String> rivers) {}
