package dev.sampan;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Takes the platform of the tests down when all of them have ended, however long it takes. */
public final class PlatformSessionListener implements LauncherSessionListener {

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        Platform.end();
    }
}
