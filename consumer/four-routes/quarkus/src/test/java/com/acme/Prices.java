package com.acme;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** A bean of the application that a route names. */
@ApplicationScoped
@Named("prices")
public class Prices {

    public String of(String ticker) {
        return ticker + " costs 178.50 USD";
    }
}
