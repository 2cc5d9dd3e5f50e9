package dev.sampan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SeccompProgramTests {

    private static final int ALLOW = 0x7fff_0000;
    private static final int NO_SUCH_CALL = 0x0005_0000 | 38;
    private static final int NOT_PERMITTED = 0x0005_0000 | 1;

    /** A BPF instruction that ends the program with its constant. */
    private static final int RETURN = 0x06;

    @Test
    void makesAProgramThatEndsWithTheActionsOfTheProfile() {
        Map<Integer, Integer> ends =
                ends(
                        """
                        {'defaultAction': 'SCMP_ACT_ERRNO', 'defaultErrnoRet': 38, 'syscalls': [
                          {'names': ['read', 'write', 'no_such_call_at_all'], 'action': 'SCMP_ACT_ALLOW'},
                          {'names': ['acct'], 'action': 'SCMP_ACT_ERRNO'},
                          {'names': ['clone3'], 'action': 'SCMP_ACT_ERRNO', 'errnoRet': 38},
                          {'names': ['socket'], 'action': 'SCMP_ACT_ALLOW',
                           'args': [{'index': 0, 'value': 2, 'op': 'SCMP_CMP_EQ'}]}]}
                        """);

        assertThat(ends).containsKeys(ALLOW, NO_SUCH_CALL, NOT_PERMITTED);
    }

    @Test
    void leavesActionsThatSpeakToAnotherProcessToTheRuntime() {
        assertThat(
                        SeccompProgram.of(
                                json(
                                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['read'], 'action': 'SCMP_ACT_NOTIFY'}]}")))
                .isEmpty();
    }

    @Test
    void refusesAComparisonThatThereIsNot() {
        assertThatThrownBy(
                        () ->
                                ends(
                                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['read'], 'action': 'SCMP_ACT_KILL', 'args': [{'index': 0, 'value': 1, 'op': 'SCMP_CMP_ABOUT'}]}]}"))
                .isInstanceOf(OciRuntimeException.class)
                .hasMessageContaining("SCMP_CMP_ABOUT");
    }

    /** How often each value is returned. */
    private static Map<Integer, Integer> ends(String profile) {
        byte[] program = Base64.getDecoder().decode(SeccompProgram.of(json(profile)).orElseThrow());
        assertThat(program.length % 8).isZero();
        ByteBuffer instructions = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        Map<Integer, Integer> ends = new HashMap<>();
        while (instructions.hasRemaining()) {
            int code = instructions.getShort();
            instructions.getShort();
            int constant = instructions.getInt();
            if (code == RETURN) {
                ends.merge(constant, 1, Integer::sum);
            }
        }
        return ends;
    }

    private static JsonNode json(String text) {
        return new JsonMapper().readTree(text.replace('\'', '"'));
    }
}
