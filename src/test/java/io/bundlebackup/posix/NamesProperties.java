package io.bundlebackup.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NamesProperties {
    @Test
    void areTheDistinctNamesOfTheRecordsSorted() throws Exception {
        for (int round = 0; round < 500; round++) {
            long seed = System.nanoTime();
            var random = new Random(seed);
            List<byte[]> given = names(random);
            var model = new TreeSet<byte[]>(Arrays::compareUnsigned);
            given.stream().filter(name -> !isDots(name)).forEach(model::add);

            Names names = built(given, random);

            assertThat(RawFiles.shown(names)).as("seed %d", seed).isEqualTo(RawFiles.shown(model));
            assertThat(names.size()).isEqualTo(model.size());
            byte[] any = name(random);
            assertThat(names.firstAfter(any))
                    .as("seed %d", seed)
                    .isEqualTo(model.headSet(any, true).size());
        }
    }

    private static Names built(List<byte[]> given, Random random) throws Exception {
        var builder = new Names.Builder();
        try (Arena arena = Arena.ofConfined()) {
            int from = 0;
            while (from < given.size()) {
                int to = from + 1 + random.nextInt(given.size() - from);
                MemorySegment records = records(arena, given.subList(from, to));
                builder.add(records, (int) records.byteSize());
                from = to;
            }
        }
        return builder.build();
    }

    /** As {@code getdents64} lays them out: inode, offset, length of the record, type, name, padding to eight bytes. */
    private static MemorySegment records(Arena arena, List<byte[]> names) {
        int size = names.stream().mapToInt(NamesProperties::recordLength).sum();
        MemorySegment records = arena.allocate(size, 8);
        int at = 0;
        for (byte[] name : names) {
            records.set(ValueLayout.JAVA_LONG, at, -1);
            records.set(ValueLayout.JAVA_LONG, at + 8, -1);
            records.set(ValueLayout.JAVA_SHORT, at + 16, (short) recordLength(name));
            records.set(ValueLayout.JAVA_BYTE, at + 18, (byte) 8);
            MemorySegment.copy(name, 0, records, ValueLayout.JAVA_BYTE, at + 19L, name.length);
            at += recordLength(name);
        }
        return records;
    }

    private static int recordLength(byte[] name) {
        return (19 + name.length + 1 + 7) & ~7;
    }

    private static List<byte[]> names(Random random) {
        var names = new ArrayList<byte[]>();
        int count = random.nextInt(200);
        for (int i = 0; i < count; i++) {
            names.add(i > 0 && random.nextInt(10) == 0 ? names.get(random.nextInt(i)) : name(random));
        }
        return names;
    }

    private static byte[] name(Random random) {
        byte[] name = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 255 : 4)];
        byte[] few = {'.', 'a', 'b', (byte) 0x80, (byte) 0xff, 1};
        for (int i = 0; i < name.length; i++) {
            name[i] = few[random.nextInt(few.length)];
        }
        return name;
    }

    private static boolean isDots(byte[] name) {
        return Arrays.equals(name, new byte[] {'.'}) || Arrays.equals(name, new byte[] {'.', '.'});
    }
}
