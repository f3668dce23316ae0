package io.bundlebackup.backup;

import io.bundlebackup.archive.tar.Python;
import java.nio.file.Path;

/**
 * Edits a tree as applications and people do, and as nobody does: contents, with times put back and without, attributes, renames, links made and
 * broken, things turned into others. By Python, which knows names as bytes.
 */
public final class RandomEdits {
    private static final String EDIT = """
            import os, random, shutil, stat, sys
            root, seed, count, attributes = sys.argv[1].encode(), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == 'true'
            rng = random.Random(seed)
            me = os.getuid()
            def everything():
                found = []
                for where, dirs, files in os.walk(root):
                    found += [os.path.join(where, n) for n in dirs + files]
                return sorted(found)
            def kind(p): return stat.S_IFMT(os.lstat(p).st_mode)
            def pick(*kinds):
                some = [p for p in everything() if kind(p) in kinds]
                return rng.choice(some) if some else None
            def directory(): return rng.choice([root] + [p for p in everything() if kind(p) == stat.S_IFDIR and len(p) < 700])
            def fresh():
                while True:
                    name = bytes(rng.choice(b'abAB.-\\xc3\\xa9\\xff;%\\n ') for _ in range(rng.randint(1, 5)))
                    p = os.path.join(directory(), name)
                    if name not in (b'.', b'..') and not os.path.lexists(p): return p
            def content(n): return rng.randbytes(n)
            def size(): return rng.choice([0, 1, 10, 300, 700, 2000, 5000])
            def write(p, b, mode='wb'):
                with open(p, mode) as f: f.write(b)
            def times(p):
                s = os.lstat(p); return (s.st_atime_ns, s.st_mtime_ns)
            def rewrite(p): write(p, content(size()))
            def same_size(p):
                t = times(p); n = os.lstat(p).st_size
                with open(p, 'r+b') as f:
                    at = max(0, n - 3); f.seek(at); f.write(content(min(3, n)))
                if rng.random() < .7: os.utime(p, ns=t)
            def append(p): write(p, content(rng.randint(1, 50)), 'ab')
            def replace(p):
                t = times(p); n = os.lstat(p).st_size; other = p[:p.rindex(b'/')] + b'/~tmp'
                write(other, content(min(n, 9000)))
                if rng.random() < .5: os.utime(other, ns=t)
                os.rename(other, p)
            def sparse(p):
                with open(p, 'r+b') as f: f.seek(100_000 + rng.randrange(100_000)); f.write(b'x')
            def touch(p): os.utime(p, ns=(0, rng.randrange(10**18)), follow_symlinks=False)
            def mode(p): os.chmod(p, rng.randrange(0o10000) | (0 if me == 0 else 0o700))
            def owner(p):
                if me == 0: os.chown(p, rng.randrange(70000), 5, follow_symlinks=False)
            def xattr(p):
                if not attributes: return
                names = [n for n in os.listxattr(p) if n.startswith('user.')]
                if names and rng.random() < .4: os.removexattr(p, names[0])
                else: os.setxattr(p, 'user.e%d' % rng.randrange(3), content(5))
            def remove(p):
                if kind(p) == stat.S_IFDIR: shutil.rmtree(p)
                else: os.unlink(p)
            def rename(p):
                to = fresh()
                if not (to + b'/').startswith(p + b'/'): os.rename(p, to)
            def link(p): os.link(p, fresh())
            def unlink(p):
                b = open(p, 'rb').read(); s = os.lstat(p); os.unlink(p); write(p, b)
                if rng.random() < .5: os.utime(p, ns=(0, s.st_mtime_ns))
            def turn(p):
                remove(p)
                what = rng.randrange(3)
                if what == 0: write(p, content(size()))
                elif what == 1:
                    os.mkdir(p); write(os.path.join(p, b'in'), content(size()))
                else: os.symlink(rng.choice([b'a', b'../b', b'/nowhere']), p)
            def relink(p): os.unlink(p); os.symlink(rng.choice([b'c', b'../d', b'e' * 150]), p)
            def swap(p):
                other = pick(stat.S_IFREG)
                t = p[:p.rindex(b'/')] + b'/~tmp'
                if other != p: os.rename(p, t); os.rename(other, p); os.rename(t, other)
            F, D, L = stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK
            edits = [(rewrite, F), (same_size, F), (same_size, F), (append, F), (replace, F), (sparse, F), (touch, F, D, L), (mode, F, D),
                (owner, F, D, L), (xattr, F, D), (remove, F, L), (remove, D), (rename, F, L), (rename, D), (link, F), (link, F), (unlink, F),
                (turn, F, D, L), (relink, L), (swap, F)]
            new = [lambda: write(fresh(), content(size())), lambda: os.mkdir(fresh()), lambda: os.symlink(b'x', fresh())]
            for _ in range(count):
                if rng.random() < .25: rng.choice(new)()
                else:
                    edit, *kinds = rng.choice(edits)
                    p = pick(*kinds)
                    if p: edit(p)
            """;

    private RandomEdits() {}

    /** @param attributesKept whether the file system has extended attributes */
    public static void edit(Path root, long seed, int count, boolean attributesKept) {
        Python.run(
                EDIT, root.toString(), Long.toString(seed), Integer.toString(count), Boolean.toString(attributesKept));
    }
}
