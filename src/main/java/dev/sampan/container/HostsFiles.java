package dev.sampan.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Each container's /etc/hosts: itself, and the containers that its owner knows by name.
 *
 * <p>The file is mounted into the container, so what is written into it holds there at once and goes on to hold while no
 * control plane runs.
 */
final class HostsFiles {

    private final ContainerFiles files;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private Map<String, List<PeerName>> names = Map.of();

    private record Entry(String owner, String address) {}

    HostsFiles(ContainerFiles files) {
        this.files = files;
    }

    /** Writes the file of a container that is being started, and keeps it up to date from now on. */
    synchronized void begin(String id, String owner, String address) {
        entries.put(id, new Entry(owner, address));
        write(id);
    }

    /** Keeps the file of a container up to date that runs already; what is in it holds until the names are known. */
    synchronized void adopt(String id, String owner, String address) {
        entries.put(id, new Entry(owner, address));
    }

    synchronized void end(String id) {
        entries.remove(id);
    }

    /** Gives the containers of all owners these names, and no others. */
    synchronized void names(Map<String, List<PeerName>> byOwner) {
        names = Map.copyOf(byOwner);
        UncheckedIOException first = null;
        for (String id : entries.keySet()) {
            try {
                write(id);
            } catch (UncheckedIOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void write(String id) {
        Path file = files.bundle(id).resolve(EtcFile.HOSTS.fileName());
        byte[] text = text(id).getBytes(StandardCharsets.UTF_8);
        try {
            if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), text)) {
                return;
            }
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // The mount shows this very file, so it cannot be replaced by another one. In one
                // write,
                // empty lines behind it, nobody reads a mix of old and new.
                byte[] whole = Arrays.copyOf(text, Math.max(text.length, (int) channel.size()));
                Arrays.fill(whole, text.length, whole.length, (byte) '\n');
                channel.write(ByteBuffer.wrap(whole), 0);
                channel.truncate(text.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write '%s'".formatted(file), e);
        }
    }

    private String text(String id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalStateException("Container '%s' has no hosts file".formatted(id));
        }
        StringBuilder text =
                new StringBuilder(
                        "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n");
        text.append("%s %s\n".formatted(entry.address(), EtcFile.hostName(id)));
        List<PeerName> peers = new ArrayList<>(names.getOrDefault(entry.owner(), List.of()));
        if (!peers.isEmpty()) {
            // Most programs take the first address of a name, so each container begins with
            // another.
            Collections.rotate(peers, Math.floorMod(id.hashCode(), peers.size()));
        }
        peers.forEach(peer -> text.append(peer.line()));
        return text.toString();
    }
}
