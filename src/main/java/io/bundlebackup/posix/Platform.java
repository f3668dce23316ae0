package io.bundlebackup.posix;

/** Constants of the kernel, some of which differ between processors. */
final class Platform {
    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

    static final long O_RDWR = 0x2;
    static final long O_CREAT = 0x40;
    static final long O_EXCL = 0x80;
    static final long O_NONBLOCK = 0x800;
    static final long O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final long O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
    static final long O_NOATIME = 0x40000;
    static final long O_CLOEXEC = 0x80000;
    static final long O_PATH = 0x200000;
    static final long SYS_GETDENTS64 = ARM ? 61 : 217;

    private Platform() {}
}
