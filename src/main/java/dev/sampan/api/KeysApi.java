package dev.sampan.api;

import dev.sampan.account.SshKey;
import dev.sampan.account.Users;
import dev.sampan.operation.Caller;
import dev.sampan.operation.KeyOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The SSH keys that may sign in. */
@RestController
@RequestMapping("/api/v1/ssh-keys")
class KeysApi {

    private final KeyOperations keys;

    KeysApi(KeyOperations keys) {
        this.keys = keys;
    }

    /** A key that may sign in. */
    record KeyView(String name, String fingerprint, String publicKey, String user) {

        static KeyView of(SshKey key) {
            return new KeyView(key.name(), key.fingerprint(), key.publicKey(), key.user());
        }
    }

    /** A key to be added; without a user, it signs in as the administrator. */
    record NewKey(@Nullable String name, @Nullable String publicKey, @Nullable String user) {}

    @GetMapping
    @Operation(summary = "All keys")
    List<KeyView> list(Caller caller) {
        return keys.list(caller).stream().map(KeyView::of).toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Adds a key")
    KeyView add(Caller caller, @RequestBody NewKey key) {
        return KeyView.of(
                keys.add(
                        caller,
                        Fields.required("name", key.name()),
                        Objects.requireNonNullElse(key.user(), Users.ADMIN),
                        Fields.required("publicKey", key.publicKey())));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Removes a key")
    void remove(Caller caller, @PathVariable String name) {
        keys.remove(caller, name);
    }
}
