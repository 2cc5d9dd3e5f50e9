package dev.sampan.acme;

import dev.sampan.host.Command;
import java.time.Duration;
import java.util.List;

/**
 * Sets or removes a TXT record by a program of the host, which ends when all name servers know.
 *
 * @param program its absolute path
 * @param action `present` or `cleanup`
 * @param name of the record: `_acme-challenge.example.com`
 * @param value its text
 */
record DnsHookCommand(String program, String action, String name, String value)
        implements Command<String> {

    @Override
    public List<String> argv() {
        return List.of(program, action, name, value);
    }

    @Override
    public String parse(String output) {
        return output;
    }

    @Override
    public Duration timeout() {
        return Duration.ofMinutes(5);
    }
}
