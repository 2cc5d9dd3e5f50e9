package dev.sampan.web;

import dev.sampan.account.Door;
import dev.sampan.account.Users;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives the dashboard's controllers the caller: who signed in, with the role of this moment. */
final class CallerResolver implements HandlerMethodArgumentResolver {

    private final Users users;

    CallerResolver(Users users) {
        this.users = users;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType().equals(Caller.class)
                && parameter
                        .getContainingClass()
                        .getPackageName()
                        .equals(CallerResolver.class.getPackageName());
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binder) {
        Principal principal = request.getUserPrincipal();
        String name = principal == null ? "" : principal.getName();
        return users.find(name)
                .map(user -> Caller.of(user, Door.WEB))
                .orElseThrow(
                        () ->
                                RefusedException.forbidden(
                                        "User '%s' does not exist any more. Sign out and in again"
                                                .formatted(name)));
    }
}
