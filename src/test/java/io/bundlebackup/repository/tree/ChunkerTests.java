package io.bundlebackup.repository.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkerTests {
    private static final byte[] SECRET = {1, 2, 3};

    private final Chunker chunker = new Chunker(SECRET);

    @Test
    void cutsAlikeHoweverTheContentArrives() {
        var content = random(20 << 20, 1);
        assertThat(cut(chunker, content, 1 << 18)).isEqualTo(cut(chunker, content, content.length));
        assertThat(cut(chunker, content, 777_777)).isEqualTo(cut(chunker, content, content.length));
    }

    @Test
    void piecesHaveOneMebibyteOnAverage() {
        var lengths = cut(chunker, random(64 << 20, 2), 1 << 18);
        assertThat(lengths.subList(0, lengths.size() - 1))
                .allMatch(length -> length > Chunker.SHORTEST && length <= Chunker.LONGEST);
        assertThat((64 << 20) / lengths.size()).isBetween(800_000, 1_400_000);
    }

    @Test
    void contentWithoutCutsIsCutAtTheLongestPiece() {
        var lengths = cut(chunker, new byte[20 << 20], 1 << 18);
        assertThat(lengths).containsExactly(Chunker.LONGEST, Chunker.LONGEST, 4 << 20);
    }

    @Test
    void contentBehindAnInsertionIsCutAsBefore() {
        var content = random(32 << 20, 3);
        var longer = new byte[content.length + 100];
        System.arraycopy(content, 0, longer, 0, 5 << 20);
        System.arraycopy(content, 5 << 20, longer, (5 << 20) + 100, content.length - (5 << 20));

        var before = pieces(content);
        var after = pieces(longer);

        int known = after.size();
        after.removeAll(before);
        assertThat(after.size()).as("new pieces of %s", known).isLessThanOrEqualTo(3);
    }

    @Test
    void otherSecretsCutElsewhere() {
        var content = random(16 << 20, 4);
        assertThat(cut(new Chunker(new byte[] {9}), content, 1 << 18)).isNotEqualTo(cut(chunker, content, 1 << 18));
    }

    private HashSet<Integer> pieces(byte[] content) {
        var hashes = new HashSet<Integer>();
        int from = 0;
        for (int length : cut(chunker, content, 1 << 18)) {
            hashes.add(Arrays.hashCode(Arrays.copyOfRange(content, from, from + length)));
            from += length;
        }
        return hashes;
    }

    private static List<Integer> cut(Chunker chunker, byte[] content, int step) {
        var lengths = new ArrayList<Integer>();
        var cut = chunker.begin();
        int begun = 0;
        for (int from = 0; from < content.length; ) {
            int to = Math.min(content.length, from + step);
            int end = cut.next(content, from, to);
            if (end >= 0) {
                lengths.add(end - begun);
                begun = end;
            }
            from = end >= 0 ? end : to;
        }
        if (begun < content.length) {
            lengths.add(content.length - begun);
        }
        return lengths;
    }

    private static byte[] random(int length, long seed) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
