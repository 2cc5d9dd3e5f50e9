package dev.sampan.deploy;

import dev.sampan.build.BuildLog;

/** What the person who deploys reads meanwhile; {@link TextDeployLog} owns the wording of its marks. */
public interface DeployLog extends BuildLog {

    /** A result, or the frame around something quoted: `=====> text`. */
    void header(String text);
}
