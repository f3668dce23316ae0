package io.bundlebackup.problem.web;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.models.OpenAPI;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * Says in the OpenAPI document which members are always present: the components of a record that are not {@code @Nullable}. Without
 * that every member is optional in a generated client.
 */
@Component
final class RequiredMembers implements GlobalOpenApiCustomizer {
    private static final String ROOT = "io.bundlebackup";

    @Override
    public void customise(OpenAPI api) {
        if (api.getComponents() == null || api.getComponents().getSchemas() == null) {
            return;
        }
        var schemas = api.getComponents().getSchemas();
        for (Class<?> type : described()) {
            var schema = schemas.get(type.getAnnotation(Schema.class).name());
            if (schema != null && type.isRecord()) {
                schema.setRequired(required(type));
            }
        }
    }

    private static List<String> required(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .map(RecordComponent::getName)
                .toList();
    }

    private static List<Class<?>> described() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false) {
            @Override
            protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
                return true;
            }
        };
        scanner.addIncludeFilter(new AnnotationTypeFilter(Schema.class));
        var types = new ArrayList<Class<?>>();
        for (var found : scanner.findCandidateComponents(ROOT)) {
            types.add(ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null));
        }
        return types;
    }
}
