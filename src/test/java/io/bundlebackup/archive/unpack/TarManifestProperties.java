package io.bundlebackup.archive.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.archive.tar.TarBytes;
import io.bundlebackup.archive.tar.TarLimits;
import io.bundlebackup.manifest.Entry;
import io.bundlebackup.manifest.Link;
import io.bundlebackup.manifest.RawPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TarManifestProperties {
    @TempDir
    Path temp;

    static List<Long> seeds() {
        return new Random().longs(10).boxed().toList();
    }

    private final TreeMap<RawPath, String> tree = new TreeMap<>();
    /** All names of the file that has this one, in order. */
    private final Map<RawPath, List<RawPath>> names = new HashMap<>();

    private final List<Member> members = new ArrayList<>();

    private record Member(String path, char type, String text) {}

    /** A random tree, packed into random tars in random order, has the manifest that the tree has. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void listsWhateverTreeWasPacked(long seed) throws IOException, InterruptedException {
        var random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            file(random, "content " + i);
        }

        var listed = MadeManifest.of(temp, new TarLimits(10_000, 1L << 30), packed(random));

        var files = listed.stream().filter(Entry::isRegularFile).toList();
        assertThat(files).extracting(Entry::path).containsExactlyElementsOf(tree.keySet());
        for (Entry file : files) {
            RawPath first = Objects.requireNonNull(names.get(file.path())).getFirst();
            String content = Objects.requireNonNull(tree.get(file.path()));
            assertThat(file.sha256()).isEqualTo(MadeManifest.sha256(content));
            assertThat(file.link()).isEqualTo(first.equals(file.path()) ? null : Link.to(first));
        }
        assertThat(listed).allMatch(entry -> entry.isRegularFile() || entry.isDirectory());
    }

    /** A file in some directory, now and then with further names elsewhere. */
    private void file(Random random, String content) {
        String path = "d" + random.nextInt(5) + (random.nextBoolean() ? "/e!" : "") + "/f" + random.nextInt(2_000);
        if (tree.putIfAbsent(RawPath.of(path), content) != null) {
            return;
        }
        members.add(new Member(path, '0', content));
        var all = new ArrayList<>(List.of(RawPath.of(path)));
        for (int n = random.nextInt(6) == 0 ? random.nextInt(4) : 0; n > 0; n--) {
            String further = "d" + random.nextInt(5) + "/h" + random.nextInt(100_000);
            if (tree.putIfAbsent(RawPath.of(further), content) == null) {
                members.add(new Member(further, '1', path));
                all.add(RawPath.of(further));
            }
        }
        Collections.sort(all);
        all.forEach(name -> names.put(name, all));
    }

    private TarBytes[] packed(Random random) {
        TarBytes[] tars = {new TarBytes(), new TarBytes(), new TarBytes()};
        Collections.shuffle(members, random);
        for (Member member : members) {
            var tar = tars[random.nextInt(tars.length)];
            if (member.type == '0') {
                tar.file(member.path, member.text);
            } else {
                tar.link(member.path, '1', member.text);
            }
        }
        return tars;
    }
}
