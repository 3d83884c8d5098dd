package com.acme;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** A bean of the application that collects what a consumer receives. */
@ApplicationScoped
@Named("steps")
public class Steps {

    private final List<String> texts = new CopyOnWriteArrayList<>();

    public void add(String text) {
        texts.add(text);
    }

    public List<String> texts() {
        return texts;
    }
}
