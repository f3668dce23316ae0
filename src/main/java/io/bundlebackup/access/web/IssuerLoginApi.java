package io.bundlebackup.access.web;

import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.problem.web.ProblemResponses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Access", description = "Sign in with a browser; programs send their token with each request")
@RequestMapping(path = "/api/v1/login", produces = MediaType.APPLICATION_JSON_VALUE)
@SecurityRequirements
interface IssuerLoginApi {
    @Operation(
            operationId = "getIssuer",
            summary = "Where people sign in",
            description =
                    "The issuer of OAuth 2 at which people sign in with a browser, if there is one. Needs no token.")
    @ApiResponse(responseCode = "200", description = "The issuer")
    @GetMapping("/issuer")
    IssuerView issuer();

    @Operation(
            operationId = "beginSignIn",
            summary = "Begin to sign in at the issuer",
            description =
                    "For pages. Sets a cookie for ten minutes, and answers with the address to which the browser goes: an authorization request "
                            + "with a code and PKCE. The request needs an allowed `Origin`, and `redirectUri` must be an address of that origin.")
    @ApiResponse(
            responseCode = "200",
            description = "Begun",
            headers = @Header(name = "Set-Cookie", description = "The secret", schema = @Schema(type = "string")))
    @ProblemResponses({ProblemType.INVALID_ARGUMENT, ProblemType.NO_SUCH_RESOURCE, ProblemType.ISSUER_UNAVAILABLE})
    @PostMapping(path = "/issuer", consumes = MediaType.APPLICATION_JSON_VALUE)
    IssuerLoginView begin(
            @Valid @RequestBody IssuerLoginRequest wish,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response);

    @Operation(
            operationId = "finishSignIn",
            summary = "Sign in with the answer of the issuer",
            description =
                    "For pages. The service exchanges the code for an access token, which no page sees, and sets the cookie of a login that ends "
                            + "with the token, or after 12 hours.")
    @ApiResponse(
            responseCode = "204",
            description = "Signed in",
            headers = @Header(name = "Set-Cookie", description = "The login", schema = @Schema(type = "string")))
    @ProblemResponses({
        ProblemType.INVALID_ARGUMENT,
        ProblemType.NO_SUCH_RESOURCE,
        ProblemType.TOO_MANY_REQUESTS,
        ProblemType.ISSUER_UNAVAILABLE
    })
    @PostMapping(path = "/code", consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.ALL_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void finish(
            @Valid @RequestBody CodeRequest code,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response);
}
