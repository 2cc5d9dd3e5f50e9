package dev.sampan.runtime;

import static dev.sampan.runtime.SpecFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ProcessRuleTests {

    @Test
    void giveAnAppNoCapability() {
        ObjectNode config = SpecFixture.apply(new ProcessRule(500, 65_536), SpecFixture.app());
        assertThat(config)
                .isEqualTo(
                        json(
                                """
                                {'process': {
                                  'terminal': false,
                                  'cwd': '/app',
                                  'noNewPrivileges': true,
                                  'oomScoreAdj': 500,
                                  'user': {'uid': 1000, 'gid': 1000, 'umask': 18},
                                  'args': ['/bin/sh', '-c', 'exec \\"$@\\"'],
                                  'env': ['PORT=5000'],
                                  'capabilities': {
                                    'bounding': [], 'effective': [], 'inheritable': [], 'permitted': [], 'ambient': []},
                                  'rlimits': [
                                    {'type': 'RLIMIT_NOFILE', 'soft': 1024, 'hard': 65536},
                                    {'type': 'RLIMIT_CORE', 'soft': 0, 'hard': 0}]}}
                                """));
    }

    @Test
    void giveAnInstallationAShortListThatNothingInherits() {
        String list =
                "['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_FSETID', 'CAP_KILL', 'CAP_SETGID', 'CAP_SETUID', 'CAP_SETPCAP', 'CAP_SETFCAP', 'CAP_SYS_CHROOT']";
        ObjectNode config =
                SpecFixture.apply(new ProcessRule(500, 65_536), SpecFixture.installation());
        assertThat(config.at("/process/capabilities"))
                .isEqualTo(
                        json(
                                "{'bounding': %1$s, 'effective': %1$s, 'inheritable': [], 'permitted': %1$s, 'ambient': []}"
                                        .formatted(list)));
        assertThat(config.at("/process/noNewPrivileges").asBoolean()).isTrue();
        assertThat(config.at("/process/user")).isEqualTo(json("{'uid': 0, 'gid': 0, 'umask': 18}"));
    }

    @Test
    void askForNoMoreOpenFilesThanThisProcessMayHave() {
        assertThat(
                        SpecFixture.apply(new ProcessRule(0, 512), SpecFixture.app())
                                .at("/process/rlimits/0"))
                .isEqualTo(json("{'type': 'RLIMIT_NOFILE', 'soft': 512, 'hard': 512}"));
    }
}
