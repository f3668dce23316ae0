package io.bundlebackup.access.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The head of the OpenAPI document: what this API is, and how to get in. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
    private static final String SCHEME = "bearer";

    /** What stands in many paths means the same in each. */
    private static final Map<String, String> PATH_PARAMETERS = Map.of(
            "sessionId", "The session, as `sessionId` where it was created",
            "bundleName", "The bundle; a clone is `name:appIndex`",
            "uri", "The delivered file, as `uri` in the list and in `onFileReady`");

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

    /** Describes the parameters in paths once, instead of at every operation. */
    @Bean
    GlobalOperationCustomizer pathParameters() {
        return (operation, handler) -> {
            if (operation.getParameters() != null) {
                operation.getParameters().stream()
                        .filter(parameter -> "path".equals(parameter.getIn()) && parameter.getDescription() == null)
                        .forEach(parameter -> parameter.setDescription(PATH_PARAMETERS.get(parameter.getName())));
            }
            return operation;
        };
    }
}
