package dev.sampan.container;

/** The files in /etc that a container gets from us. */
enum EtcFile {
    RESOLVERS("resolv.conf"),
    HOSTS("hosts"),
    HOST_NAME("hostname");

    private static final int LONGEST_HOST_NAME = 63;

    private final String fileName;

    EtcFile(String fileName) {
        this.fileName = fileName;
    }

    String fileName() {
        return fileName;
    }

    /** A container's id as far as it can be a host name. */
    static String hostName(String id) {
        String name = id.replaceAll("[^a-zA-Z0-9-]", "-");
        return name.length() <= LONGEST_HOST_NAME ? name : name.substring(0, LONGEST_HOST_NAME);
    }
}
