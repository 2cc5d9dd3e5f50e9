package dev.sampan.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the git settings of the machine and of root's home out of our repositories: the same push does the same
 * everywhere, and no program is run to find a configuration file.
 */
final class IsolatedSystemReader extends SystemReader.Delegate {

    private IsolatedSystemReader(SystemReader machine) {
        super(machine);
    }

    static void install() {
        if (!(SystemReader.getInstance() instanceof IsolatedSystemReader)) {
            SystemReader.setInstance(new IsolatedSystemReader(SystemReader.getInstance()));
        }
    }

    @Override
    public @Nullable String getenv(String variable) {
        return variable.startsWith("GIT_") ? null : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new EmptyConfig(parent, fs);
    }

    private static final class EmptyConfig extends FileBasedConfig {

        @SuppressWarnings("NullAway") // A configuration without a file, as JGit itself makes it.
        EmptyConfig(@Nullable Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            clear();
        }

        @Override
        public void save() {
            clear();
        }

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
