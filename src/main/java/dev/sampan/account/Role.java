package dev.sampan.account;

/** What a user may do; each role may do what its permission and those before it say. */
public enum Role {
    VIEWER(Permission.VIEW),
    DEPLOYER(Permission.DEPLOY),
    ADMIN(Permission.ADMINISTER);

    private final Permission most;

    Role(Permission most) {
        this.most = most;
    }

    public boolean allows(Permission permission) {
        return permission.compareTo(most) <= 0;
    }
}
