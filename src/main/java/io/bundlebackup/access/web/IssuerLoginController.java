package io.bundlebackup.access.web;

import io.bundlebackup.access.AccessProperties;
import io.bundlebackup.access.IssuerSignIn;
import io.bundlebackup.access.Logins;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.web.bind.annotation.RestController;

/** Signs a browser in at an issuer. Only pages that the service trusts may do so: a page of others could sign its reader in as somebody else. */
@RestController
class IssuerLoginController implements IssuerLoginApi {
    private final IssuerSignIn issuer;
    private final Logins logins;
    private final Origins origins;

    IssuerLoginController(IssuerSignIn issuer, Logins logins, AccessProperties properties) {
        this.issuer = issuer;
        this.logins = logins;
        this.origins = new Origins(properties.allowedOrigins());
    }

    @Override
    public IssuerView issuer() {
        return new IssuerView(issuer.host().orElse(null));
    }

    @Override
    public IssuerLoginView begin(IssuerLoginRequest wish, HttpServletRequest request, HttpServletResponse response) {
        requireOwnPage(request, wish.redirectUri());
        var begun = issuer.begin(wish.redirectUri());
        LoginCookies.set(request, response, cookieName(), begun.secret(), IssuerSignIn.PATIENCE);
        return new IssuerLoginView(begun.location());
    }

    @Override
    public void finish(CodeRequest code, HttpServletRequest request, HttpServletResponse response) {
        requireOwnPage(request, code.redirectUri());
        // The secret is good for one answer, whatever the answer is.
        LoginCookies.set(request, response, cookieName(), "", Duration.ZERO);
        var answer = new IssuerSignIn.Answer(code.code(), code.state(), code.issuer(), code.redirectUri());
        var login = logins.signIn(token(secret(request), answer))
                .orElseThrow(
                        () -> new BadCredentialsException(
                                "The issuer's token is not valid for this service; the operator looks at its audience, issuer and type."));
        request.setAttribute(CallerFilter.LOGIN_ATTRIBUTE, login);
        LoginCookies.set(request, response, logins.cookieName(), login.cookie(), LoginController.lifetime(login));
    }

    private String token(String secret, IssuerSignIn.Answer answer) {
        try {
            return issuer.finish(secret, answer);
        } catch (ProblemException e) {
            if (e.type() == ProblemType.UNAUTHENTICATED) {
                throw new BadCredentialsException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    private String cookieName() {
        return logins.cookieName() + "-issuer";
    }

    private String secret(HttpServletRequest request) {
        return LoginCookies.value(request, cookieName()).orElse("");
    }

    private void requireOwnPage(HttpServletRequest request, String redirectUri) {
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || !origins.allowCookie(request) || !redirectUri.startsWith(origin + "/")) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "Only a page of an allowed origin can sign in, and redirectUri must be an address of its origin.");
        }
    }
}
