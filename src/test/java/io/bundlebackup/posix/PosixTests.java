package io.bundlebackup.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PosixTests {
    @ParameterizedTest
    @CsvSource({"Linux,amd64", "Linux,aarch64"})
    void runsOnLinuxOfTwoProcessors(String system, String processor) {
        assertThat(Posix.refusal(system, processor)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"Mac OS X,aarch64", "Windows 11,amd64", "Linux,riscv64", "Linux,arm", "FreeBSD,amd64"})
    void refusesOtherMachinesInOneSentence(String system, String processor) {
        assertThat(Posix.refusal(system, processor))
                .startsWith("Bundle Backup needs Linux 5.6 or later on x86-64 or aarch64")
                .endsWith("and this is " + system + " on " + processor + ".");
    }

    @Test
    void refusesAKernelOrSandboxWithoutOpenat2() {
        assertThat(Posix.refusal(-Errno.ENOSYS)).contains("Linux 5.6").endsWith("openat2.");
        assertThat(Posix.refusal(-Errno.EPERM)).isEqualTo(Posix.refusal(-Errno.ENOSYS));
        assertThat(Posix.refusal(3)).isNull();
        assertThat(Posix.refusal(-Errno.ENOENT)).isNull();
    }

    @Test
    void acceptsThisMachine() {
        assertThatCode(Posix::requireSupported).doesNotThrowAnyException();
    }
}
