package io.bundlebackup.access.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.customizers.ServerBaseUrlCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The head of the OpenAPI document: title, description, security scheme, order of the tags. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
    private static final String SCHEME = "bearer";

    /** The order in which a client works. */
    private static final List<String> TAGS = List.of(
            "Service",
            "Bundles",
            "Sessions",
            "Session bundles",
            "Events",
            "Files",
            "Uploads",
            "Vaults",
            "Snapshots",
            "Schedules",
            "Runs",
            "Access");

    private static final String TEXT = """
        Backs up and restores application data: OpenHarmony's file.backup over HTTP.

        Every call but `GET /api/v1/version`, `POST /api/v1/login`, `DELETE /api/v1/login` and those below `/api/v1/login/` needs a token: `Authorization: Bearer <token>`. Without tokens in its \
        configuration the service makes one at its first start and keeps it in the file `token` of its data directory.

        A backup: create a session with a bundle, follow the events or the list of files, fetch each file, close it with \
        its SHA-256, and release the session when the bundle has ended. A restore: create a session with a bundle and \
        its capability file, upload the files, publish, and release the session when the bundle has ended.

        A member of a body or a parameter of a query that the operation does not have is refused.

        Besides the answers that it lists, every operation can answer 404 (`no-such-resource`) for an empty part of the path, 405 (`method-not-allowed`), \
        406 (`not-acceptable`), 408 (`request-timeout`), 413 (`too-large`), 414 (`target-too-long`), 415 (`unsupported-media-type`), \
        431 (`headers-too-large`), 503 (`not-available`, `out-of-memory`) and 505 (`http-version-not-supported`).

        In a problem, `status` is the HTTP status and `code` is OpenHarmony's error number.""";

    private static final List<String> PLACES = List.of("path", "query", "header");

    /** The descriptions of the parameters that many operations share, by name. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "sessionId", "The session, as `sessionId` where it was created",
            "bundleName", "The bundle; a clone is `name:appIndex`",
            "uri", "The delivered file, as `uri` in the list and in `onFileReady`",
            "limit", "The largest number of entries",
            "after", "`next` of the previous page; opaque",
            "vault", "The name of the vault",
            "snapshotId", "The snapshot, as `snapshotId` in the list",
            "runId", "The run, as `runId` where it was started",
            "wait", "Seconds to wait for something to list");

    @Bean
    GlobalOpenApiCustomizer apiHead() {
        return api -> {
            api.setInfo(new Info()
                    .title("Bundle Backup")
                    .version("1")
                    .description(TEXT)
                    .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
            Components components = api.getComponents() == null ? new Components() : api.getComponents();
            components.addSecuritySchemes(
                    SCHEME,
                    new SecurityScheme()
                            .type(SecurityScheme.Type.HTTP)
                            .scheme("bearer")
                            .description(
                                    "A caller's token. The caller needs the authorities 'backup' and 'system'; for vaults 'vault' as well, and 'vault-admin' to change what a vault keeps."));
            api.setComponents(components);
            if (api.getTags() != null) {
                api.setTags(api.getTags().stream()
                        .sorted(Comparator.comparingInt(tag -> TAGS.indexOf(tag.getName())))
                        .toList());
            }
            api.setSecurity(List.of(new SecurityRequirement().addList(SCHEME)));
        };
    }

    /** A path alone is right for every host name; a proxy may state a prefix for it. */
    @Bean
    ServerBaseUrlCustomizer serverPath() {
        return (url, request) -> URI.create(url).getRawPath() + "/";
    }

    /** Adds the shared descriptions to parameters that have none of their own. */
    @Bean
    GlobalOperationCustomizer sharedParameters() {
        return (operation, handler) -> {
            if (operation.getParameters() != null) {
                // The parameters of the path and the query first: generated clients have them in this order.
                operation.getParameters().sort(Comparator.comparingInt(parameter -> PLACES.indexOf(parameter.getIn())));
                operation.getParameters().stream()
                        .filter(parameter -> parameter.getDescription() == null)
                        .forEach(parameter -> parameter.setDescription(PARAMETERS.get(parameter.getName())));
            }
            return operation;
        };
    }
}
