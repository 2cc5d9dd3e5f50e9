package dev.sampan.quota;

import dev.sampan.unit.DataSize;

/**
 * What was promised to an owner, as a line of a file: `uid 1073741824 131072 1879048192 4194304`.
 *
 * @param driver which driver keeps the promise
 * @param limit what the owner may use
 * @param firstUid the first UID of the owner's block; its project too, where projects are counted
 * @param kept what the host keeps for the owner outside its folder, which counts for the limit too
 */
record DiskRecord(String driver, DiskLimit limit, int firstUid, DataSize kept) {

    /** Before there were other drivers, the line held nothing but the bytes. */
    private static final String FIRST_DRIVER = "loop";

    /** No kernel takes 0 for a limit, so this much is left when the host keeps all of it. */
    private static final long LEAST_HELD = 4096;

    DiskRecord(String driver, DiskLimit limit, int firstUid) {
        this(driver, limit, firstUid, DataSize.ofBytes(0));
    }

    static DiskRecord parse(String line) {
        String[] words = line.strip().split(" ", -1);
        return switch (words.length) {
            case 1 -> new DiskRecord(FIRST_DRIVER, DiskLimit.of(bytes(words[0])), 0);
            case 4, 5 ->
                    new DiskRecord(
                            words[0],
                            new DiskLimit(bytes(words[1]), Long.parseLong(words[2])),
                            Integer.parseInt(words[3]),
                            bytes(words.length == 5 ? words[4] : "0"));
            default -> throw new NumberFormatException("'%s' is no disk limit".formatted(line));
        };
    }

    private static DataSize bytes(String word) {
        return DataSize.ofBytes(Long.parseLong(word));
    }

    String line() {
        return "%s %d %d %d %d\n"
                .formatted(driver, limit.bytes().bytes(), limit.inodes(), firstUid, kept.bytes());
    }

    DiskRecord with(DiskLimit changed) {
        return new DiskRecord(driver, changed, firstUid, kept);
    }

    DiskRecord keeping(DataSize size) {
        return new DiskRecord(driver, limit, firstUid, size);
    }

    /** The most bytes in the owner's folder: the kernel holds it to that. */
    DataSize held() {
        return DataSize.ofBytes(Math.max(LEAST_HELD, limit.bytes().bytes() - kept.bytes()));
    }

    /** The host UID of a user inside the owner's containers. */
    int hostUid(int uid) {
        return Math.addExact(firstUid, uid);
    }
}
