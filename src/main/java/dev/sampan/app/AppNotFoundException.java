package dev.sampan.app;

/** There is no app of this name. */
public final class AppNotFoundException extends RefusedException {

    public AppNotFoundException(String name) {
        super(Kind.NOT_FOUND, "App %s does not exist".formatted(name));
    }
}
