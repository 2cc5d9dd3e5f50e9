package dev.sampan.router;

import java.util.Arrays;

/** Reads texts in the Huffman code of RFC 7541 appendix B, four bits at a time. */
final class Huffman {

    private static final int SYMBOLS = 257;
    private static final int END = 256;

    /** How long the code of each byte is, and that of the end, as digits of base 36; the code is canonical. */
    private static final String LENGTHS =
            "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca"
                    + "d67777777777777777777777878djde6f56565666577666567655677777fbeds"
                    + "kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn"
                    + "qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq"
                    + "u";

    private static final int FAILED = -1;
    private static final int EMITS = 1 << 16;

    /** For each inner node of the tree and four bits: the next node, and above it the byte that ended there. */
    private static final int[] NEXT;

    /** The nodes at which a text may end: at most seven bits of one. */
    private static final boolean[] FINAL;

    static {
        int[][] tree = tree();
        NEXT = new int[tree.length * 16];
        FINAL = new boolean[tree.length];
        for (int node = 0; node < tree.length; node++) {
            for (int bits = 0; bits < 16; bits++) {
                NEXT[node * 16 + bits] = walk(tree, node, bits);
            }
        }
        int node = 0;
        for (int ones = 0; ones < 8; ones++) {
            FINAL[node] = true;
            node = tree[node][1];
        }
    }

    private Huffman() {}

    /** Children by bit: an inner node, or the complement of a symbol. */
    private static int[][] tree() {
        int[][] nodes = new int[SYMBOLS - 1][2];
        int used = 1;
        int code = 0;
        for (int length = 1; length <= 30; length++) {
            code <<= 1;
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                if (Character.digit(LENGTHS.charAt(symbol), 36) != length) {
                    continue;
                }
                int node = 0;
                for (int bit = length - 1; bit > 0; bit--) {
                    int side = (code >> bit) & 1;
                    if (nodes[node][side] == 0) {
                        nodes[node][side] = used++;
                    }
                    node = nodes[node][side];
                }
                nodes[node][code & 1] = ~symbol;
                code++;
            }
        }
        return Arrays.copyOf(nodes, used);
    }

    private static int walk(int[][] tree, int from, int bits) {
        int node = from;
        int emitted = 0;
        for (int bit = 3; bit >= 0; bit--) {
            node = tree[node][(bits >> bit) & 1];
            if (node < 0) {
                if (~node == END) {
                    return FAILED;
                }
                emitted = EMITS | (~node << 8);
                node = 0;
            }
        }
        return emitted | node;
    }

    /**
     * Decodes a text.
     *
     * @return where the text ends in the target, or -1 when it is malformed or the target is too small
     */
    static int decode(byte[] source, int start, int end, byte[] target, int at) {
        int to = at;
        int node = 0;
        for (int i = start; i < end; i++) {
            for (int shift = 4; shift >= 0; shift -= 4) {
                int next = NEXT[node * 16 + ((source[i] >> shift) & 15)];
                if (next == FAILED) {
                    return -1;
                }
                if ((next & EMITS) != 0) {
                    if (to == target.length) {
                        return -1;
                    }
                    target[to++] = (byte) (next >> 8);
                }
                node = next & 0xff;
            }
        }
        return FINAL[node] ? to : -1;
    }
}
