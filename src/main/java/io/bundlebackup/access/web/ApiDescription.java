package io.bundlebackup.access.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The head of the OpenAPI document: what this API is, and how to get in. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
    private static final String SCHEME = "bearer";

    @Bean
    GlobalOpenApiCustomizer apiHead() {
        return api -> {
            api.setInfo(new Info()
                    .title("Bundle Backup")
                    .version("1")
                    .description("Backs up and restores application data: OpenHarmony's file.backup over HTTP.")
                    .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
            // Otherwise the address of whoever asked first would stand in the document.
            api.setServers(List.of(new Server().url("/").description("This service")));
            Components components = api.getComponents() == null ? new Components() : api.getComponents();
            components.addSecuritySchemes(
                    SCHEME,
                    new SecurityScheme()
                            .type(SecurityScheme.Type.HTTP)
                            .scheme("bearer")
                            .description("A caller's token. The caller needs the authorities 'backup' and 'system'."));
            api.setComponents(components);
            api.setSecurity(List.of(new SecurityRequirement().addList(SCHEME)));
        };
    }
}
