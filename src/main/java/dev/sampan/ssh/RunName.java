package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.Excerpt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What runs in the background, as dokku names its container: `shop.run.1`.
 *
 * @param app whose it is
 * @param process its name within the app: `run.1`
 */
record RunName(AppName app, String process) {

    private static final Pattern FORM = Pattern.compile("(.+)\\.(run\\.[a-z0-9]{1,16})");

    static RunName parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new UsageException(
                    "'%s' is no container of a command. `run:list` shows them, as shop.run.1"
                            .formatted(Excerpt.of(text)));
        }
        return new RunName(AppName.parse(parts.group(1)), parts.group(2));
    }
}
