package io.bundlebackup.session.web;

import io.bundlebackup.session.reply.IdempotencyKey;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import java.util.Set;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;

/** Adds the header {@code Idempotency-Key} to every {@code POST} in the OpenAPI document. */
@Component
final class IdempotencyKeyParameter implements GlobalOperationCustomizer {
    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        var mapping = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), RequestMapping.class);
        if (mapping != null && Set.of(mapping.method()).contains(RequestMethod.POST)) {
            var schema = new StringSchema();
            schema.types(Set.of("string")).pattern("^[!-~]+$").minLength(1).maxLength(255);
            operation.addParametersItem(new HeaderParameter()
                    .name(IdempotencyFilter.HEADER)
                    .description("Makes a repetition safe: the same key and body give the same answer, with `"
                            + IdempotencyKey.REPLAYED
                            + ": true`. Answers are kept for `backup.session.history`, and of one caller the newest 10,000, of at most 64 MiB; the"
                            + " request is carried out anew after that")
                    .required(false)
                    .schema(schema));
        }
        return operation;
    }
}
