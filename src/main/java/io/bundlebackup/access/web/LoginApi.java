package io.bundlebackup.access.web;

import io.bundlebackup.access.Caller;
import io.bundlebackup.access.Logins.Login;
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
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

@Tag(name = "Access", description = "Sign in with a browser; programs send their token with each request")
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
interface LoginApi {
    @Operation(
            operationId = "signIn",
            summary = "Sign in with a browser",
            description =
                    "Sets a cookie that stands for the token during 12 hours. The cookie counts only in requests from pages of the service "
                            + "and of `backup.security.allowed-origins`.")
    @ApiResponse(
            responseCode = "204",
            description = "Signed in",
            headers = @Header(name = "Set-Cookie", description = "The login", schema = @Schema(type = "string")))
    @ProblemResponses(ProblemType.UNAUTHENTICATED)
    @SecurityRequirements
    @PostMapping(path = "/login", consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.ALL_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signIn(
            @Valid @RequestBody LoginRequest login,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response);

    @Operation(
            operationId = "getLogin",
            summary = "Who is calling",
            description = "The caller of the token or of the login that the request has.")
    @ApiResponse(responseCode = "200", description = "The caller of this request")
    @GetMapping("/login")
    LoginView login(
            @Parameter(hidden = true) Caller caller,
            @Parameter(hidden = true) @RequestAttribute(name = CallerFilter.LOGIN_ATTRIBUTE, required = false) @Nullable
                    Login login);

    @Operation(operationId = "signOut", summary = "Sign out with a browser", description = "May be repeated.")
    @ApiResponse(responseCode = "204", description = "The browser is not signed in any more")
    @SecurityRequirements
    @DeleteMapping(path = "/login", produces = MediaType.ALL_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signOut(
            @Parameter(hidden = true) @RequestAttribute(name = CallerFilter.LOGIN_ATTRIBUTE, required = false) @Nullable
                    Login login,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response);

    @Operation(
            operationId = "createTicket",
            summary = "Get a ticket for a WebSocket of a browser",
            description =
                    "A browser's WebSocket can send no header. Open it with `?ticket=` instead, within 30 seconds.")
    @ApiResponse(responseCode = "201", description = "The ticket; it is valid for a single handshake")
    @ProblemResponses(ProblemType.TOO_MANY_REQUESTS)
    @PostMapping("/tickets")
    @ResponseStatus(HttpStatus.CREATED)
    TicketView ticket(@Parameter(hidden = true) Caller caller);
}
