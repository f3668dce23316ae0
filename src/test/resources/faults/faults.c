/*
 * A layer between a process and the C library: LD_PRELOAD. The test maps the file FAULTS_CONTROL too, and says there which operation
 * on a file below FAULTS_SERVICE or FAULTS_BUNDLES fails, or ends the process. The calls of the JDK, of SQLite and of foreign functions
 * (dlsym) pass through this layer.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define OPEN 1
#define READ 2
#define WRITE 4
#define SYNC 8
#define NAMES 16
#define ATTRIBUTES 32
#define THREAD 64

/* As io.bundlebackup.fault.FaultLayer has it. */
static struct control {
    int64_t armed, kinds, roots, first, times, error, count, hits;
    char what[256];
    /* Seconds that the wall clock is ahead of the machine's, also while the layer is not armed. */
    int64_t ahead;
} *control;

#define FILES 65536
/* The root that the file of a descriptor is below, as a bit; 0 for a socket, a pipe, a library. */
static unsigned char ours[FILES];
static const char *root[2] = {"", ""};

static void *(*real_dlsym)(void *, const char *);

static void *real(const char *name) {
    if (!real_dlsym) {
        const char *versions[] = {"GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_2.17"};
        for (int i = 0; i < 3 && !real_dlsym; i++) {
            *(void **) &real_dlsym = dlvsym(RTLD_NEXT, "dlsym", versions[i]);
        }
    }
    return real_dlsym(RTLD_NEXT, name);
}

/* Found once; a race finds the same. */
#define REAL(name) \
    static __typeof__(name) *next; \
    if (!next) *(void **) &next = real(#name)

__attribute__((constructor)) static void start(void) {
    const char *file = getenv("FAULTS_CONTROL");
    root[0] = getenv("FAULTS_SERVICE") ? getenv("FAULTS_SERVICE") : "";
    root[1] = getenv("FAULTS_BUNDLES") ? getenv("FAULTS_BUNDLES") : "";
    int fd = file ? (int) syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0) : -1;
    if (fd >= 0) {
        void *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        control = mapped == MAP_FAILED ? NULL : mapped;
        REAL(close);
        next(fd);
    }
}

static int fails(int of, int kind, const char *operation, int fd, const char *path) {
    if (!of || !control || !control->armed || !(control->kinds & kind) || !(control->roots & of)) return 0;
    int64_t n = __sync_fetch_and_add(&control->count, 1);
    if (n < control->first || n >= control->first + control->times) return 0;
    if (__sync_fetch_and_add(&control->hits, 1) == 0) {
        char link[32] = "", name[128] = "";
        if (fd >= 0) {
            snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
            if (readlink(link, name, sizeof name - 1) < 0) name[0] = 0;
        }
        snprintf(control->what, sizeof control->what, "%s %s %s", operation, name, path ? path : "");
    }
    if (control->error == -1) _exit(137);
    if (control->error < -1) {
        usleep((useconds_t) -control->error);
        return 0;
    }
    errno = (int) control->error;
    return 1;
}

static int our(int fd) { return fd >= 0 && fd < FILES ? ours[fd] : 0; }

static int within(int directory, const char *path) {
    if (!path) return 0;
    if (path[0] != '/') return our(directory);
    int fd, end = 0;
    if (sscanf(path, "/proc/self/fd/%d%n", &fd, &end) == 1 && end) return our(fd);
    for (int i = 0; i < 2; i++) {
        if (root[i][0] && strncmp(path, root[i], strlen(root[i])) == 0) return 1 << i;
    }
    return 0;
}

static int opened(int fd, int ourOwn) {
    if (fd >= 0 && fd < FILES) ours[fd] = (unsigned char) ourOwn;
    return fd;
}

#define OPENS(name, declared, directory, call) \
    int name declared { \
        mode_t mode = 0; \
        if (flags & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
        REAL(name); \
        int o = within(directory, path); \
        if (fails(o, OPEN, #name, directory, path)) return -1; \
        return opened(next call, o); \
    }
OPENS(open, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPENS(open64, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPENS(openat, (int at, const char *path, int flags, ...), at, (at, path, flags, mode))
OPENS(openat64, (int at, const char *path, int flags, ...), at, (at, path, flags, mode))

/* openat2; the reading of directories. */
long syscall(long number, ...) {
    long a[6];
    va_list rest;
    va_start(rest, number);
    for (int i = 0; i < 6; i++) a[i] = va_arg(rest, long);
    va_end(rest);
    REAL(syscall);
    if (number == SYS_openat2) {
        int o = within((int) a[0], (const char *) a[1]);
        if (fails(o, OPEN, "openat2", (int) a[0], (const char *) a[1])) return -1;
        return opened((int) next(number, a[0], a[1], a[2], a[3]), o);
    }
    if (number == SYS_getdents64 && fails(our((int) a[0]), READ, "getdents", (int) a[0], NULL)) return -1;
    return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int close(int fd) {
    REAL(close);
    opened(fd, 0);
    return next(fd);
}

#define ON_FD(type, kind, name, declared, call) \
    type name declared { \
        REAL(name); \
        return fails(our(fd), kind, #name, fd, NULL) ? -1 : next call; \
    }
#define ON_NAME(name, declared, directory, path, call) \
    int name declared { \
        REAL(name); \
        return fails(within(directory, path), NAMES, #name, directory, path) ? -1 : next call; \
    }

ON_FD(ssize_t, READ, read, (int fd, void *to, size_t n), (fd, to, n))
ON_FD(ssize_t, READ, pread, (int fd, void *to, size_t n, off_t at), (fd, to, n, at))
ON_FD(ssize_t, READ, pread64, (int fd, void *to, size_t n, off64_t at), (fd, to, n, at))
ON_FD(ssize_t, WRITE, write, (int fd, const void *from, size_t n), (fd, from, n))
ON_FD(ssize_t, WRITE, pwrite, (int fd, const void *from, size_t n, off_t at), (fd, from, n, at))
ON_FD(ssize_t, WRITE, pwrite64, (int fd, const void *from, size_t n, off64_t at), (fd, from, n, at))
ON_FD(int, WRITE, ftruncate, (int fd, off_t size), (fd, size))
ON_FD(int, WRITE, ftruncate64, (int fd, off64_t size), (fd, size))
ON_FD(int, SYNC, fsync, (int fd), (fd))
ON_FD(int, SYNC, fdatasync, (int fd), (fd))
ON_FD(int, SYNC, syncfs, (int fd), (fd))
ON_FD(int, ATTRIBUTES, fchmod, (int fd, mode_t mode), (fd, mode))
ON_FD(int, ATTRIBUTES, fchown, (int fd, uid_t uid, gid_t gid), (fd, uid, gid))
ON_FD(int, ATTRIBUTES, futimens, (int fd, const struct timespec times[2]), (fd, times))
ON_NAME(rename, (const char *from, const char *to), AT_FDCWD, from, (from, to))
ON_NAME(renameat, (int a, const char *from, int b, const char *to), a, from, (a, from, b, to))
ON_NAME(renameat2, (int a, const char *from, int b, const char *to, unsigned f), a, from, (a, from, b, to, f))
ON_NAME(unlink, (const char *path), AT_FDCWD, path, (path))
ON_NAME(unlinkat, (int at, const char *path, int flags), at, path, (at, path, flags))
ON_NAME(rmdir, (const char *path), AT_FDCWD, path, (path))
ON_NAME(mkdir, (const char *path, mode_t mode), AT_FDCWD, path, (path, mode))
ON_NAME(mkdirat, (int at, const char *path, mode_t mode), at, path, (at, path, mode))
ON_NAME(symlinkat, (const char *to, int at, const char *path), at, path, (to, at, path))
ON_NAME(linkat, (int a, const char *from, int at, const char *path, int flags), at, path, (a, from, at, path, flags))

ssize_t copy_file_range(int from, off64_t *a, int fd, off64_t *b, size_t n, unsigned flags) {
    REAL(copy_file_range);
    return fails(our(fd), WRITE, "copy_file_range", fd, NULL) ? -1 : next(from, a, fd, b, n, flags);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *with) {
    REAL(pthread_create);
    return fails(3, THREAD, "pthread_create", -1, NULL) ? EAGAIN : next(thread, attributes, run, with);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(clock_gettime);
    int result = next(clock, time);
    if (result == 0 && clock == CLOCK_REALTIME && control) time->tv_sec += control->ahead;
    return result;
}

/* A look-up of a function finds the layer's. */
#define MINE(name) {#name, (void *) name}
static const struct { const char *name; void *function; } mine[] = {
    MINE(open), MINE(open64), MINE(openat), MINE(openat64), MINE(syscall), MINE(close), MINE(read), MINE(pread), MINE(pread64),
    MINE(write), MINE(pwrite), MINE(pwrite64), MINE(ftruncate), MINE(ftruncate64), MINE(fsync), MINE(fdatasync), MINE(syncfs),
    MINE(fchmod), MINE(fchown), MINE(futimens), MINE(rename), MINE(renameat), MINE(renameat2), MINE(unlink), MINE(unlinkat),
    MINE(rmdir), MINE(mkdir), MINE(mkdirat), MINE(symlinkat), MINE(linkat), MINE(copy_file_range),
};

void *dlsym(void *handle, const char *name) {
    if (!real_dlsym) real("dlsym");
    void *found = real_dlsym(handle, name);
    for (size_t i = 0; found && i < sizeof mine / sizeof mine[0]; i++) {
        if (strcmp(name, mine[i].name) == 0 && found == real_dlsym(RTLD_NEXT, name)) return mine[i].function;
    }
    return found;
}
