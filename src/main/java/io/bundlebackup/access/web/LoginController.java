package io.bundlebackup.access.web;

import io.bundlebackup.access.Caller;
import io.bundlebackup.access.Listening;
import io.bundlebackup.access.Logins;
import io.bundlebackup.access.Logins.Login;
import io.bundlebackup.access.Tickets;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.web.bind.annotation.RestController;

@RestController
class LoginController implements LoginApi {
    private final Logins logins;
    private final Tickets tickets;
    private final Listening listening;

    LoginController(Logins logins, Tickets tickets, Listening listening) {
        this.logins = logins;
        this.tickets = tickets;
        this.listening = listening;
    }

    @Override
    public void signIn(LoginRequest login, HttpServletRequest request, HttpServletResponse response) {
        var signedIn =
                logins.signIn(login.token()).orElseThrow(() -> new BadCredentialsException("This token is not valid."));
        request.setAttribute(CallerFilter.LOGIN_ATTRIBUTE, signedIn);
        LoginCookies.set(request, response, logins.cookieName(), signedIn.cookie(), lifetime(signedIn));
    }

    @Override
    public LoginView login(Caller caller, @Nullable Login login) {
        return LoginView.of(caller, login, listening.warning().orElse(null));
    }

    /** Without a login nothing is to be ended, and the cookie is left alone: the request may come from a page that has no right to end it. */
    @Override
    public void signOut(@Nullable Login login, HttpServletRequest request, HttpServletResponse response) {
        if (login != null) {
            logins.signOut(login);
            LoginCookies.set(request, response, logins.cookieName(), "", Duration.ZERO);
        }
    }

    /** In whole seconds, rounded up. */
    static Duration lifetime(Login login) {
        return Duration.between(Instant.now(), login.expiresAt()).plusMillis(999);
    }

    @Override
    public TicketView ticket(Caller caller) {
        return new TicketView(tickets.issue(caller), Instant.now().plus(Tickets.LIFETIME));
    }
}
