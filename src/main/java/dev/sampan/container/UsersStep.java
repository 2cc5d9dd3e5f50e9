package dev.sampan.container;

/** Has the files of all users of the container counted for its owner's disk, before a program of it runs. */
final class UsersStep implements StartStep {

    private final OwnerStorage storage;

    UsersStep(OwnerStorage storage) {
        this.storage = storage;
    }

    @Override
    public void apply(Starting starting) {
        storage.count(starting.spec().owner(), starting.inside().users());
    }
}
