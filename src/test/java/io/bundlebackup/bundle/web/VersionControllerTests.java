package io.bundlebackup.bundle.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.info.BuildProperties;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

class VersionControllerTests {
    private final StaticListableBeanFactory beans = new StaticListableBeanFactory();
    private final ObjectProvider<BuildProperties> build = beans.getBeanProvider(BuildProperties.class);
    private final MockMvcTester http = MockMvcTester.of(new VersionController(build));

    @Test
    void tellsTheVersions() {
        Properties properties = new Properties();
        properties.setProperty("version", "1.2.3");
        beans.addBean("build", new BuildProperties(properties));

        assertThat(http.get().uri("/api/v1/version"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("{\"backupVersion\":\"16.0\",\"apiVersion\":\"1\",\"serviceVersion\":\"1.2.3\"}");
    }

    @Test
    void isADevelopmentVersionWhenItWasNotBuiltAsARelease() {
        assertThat(http.get().uri("/api/v1/version"))
                .bodyJson()
                .extractingPath("$.serviceVersion")
                .isEqualTo("development");
    }
}
