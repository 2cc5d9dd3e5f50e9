package dev.sampan.quota;

import dev.sampan.unit.DataSize;

/**
 * What was promised to an owner, as a line of a file: `uid 1073741824 131072 1879048192`.
 *
 * @param driver which driver keeps the promise
 * @param limit what the owner may use
 * @param firstUid the first UID of the owner's block; its project too, where projects are counted
 */
record DiskRecord(String driver, DiskLimit limit, int firstUid) {

    /** Before there were other drivers, the line held nothing but the bytes. */
    private static final String FIRST_DRIVER = "loop";

    static DiskRecord parse(String line) {
        String[] words = line.strip().split(" ", -1);
        return switch (words.length) {
            case 1 -> new DiskRecord(FIRST_DRIVER, DiskLimit.of(bytes(words[0])), 0);
            case 4 ->
                    new DiskRecord(
                            words[0],
                            new DiskLimit(bytes(words[1]), Long.parseLong(words[2])),
                            Integer.parseInt(words[3]));
            default -> throw new NumberFormatException("'%s' is no disk limit".formatted(line));
        };
    }

    private static DataSize bytes(String word) {
        return DataSize.ofBytes(Long.parseLong(word));
    }

    String line() {
        return "%s %d %d %d\n".formatted(driver, limit.bytes().bytes(), limit.inodes(), firstUid);
    }

    DiskRecord with(DiskLimit changed) {
        return new DiskRecord(driver, changed, firstUid);
    }

    /** The host UID of a user inside the owner's containers. */
    int hostUid(int uid) {
        return Math.addExact(firstUid, uid);
    }
}
