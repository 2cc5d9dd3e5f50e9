package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTests {

    @ParameterizedTest
    @CsvSource({
        "WWW.Example.COM,www.example.com",
        "' shop.example.com. ',shop.example.com",
        "*.Example.com,*.example.com",
        "Bücher.example,xn--bcher-kva.example",
        "*.bücher.example.,*.xn--bcher-kva.example",
        "例え。jp,xn--r8jz45g.jp"
    })
    void readsEveryWayToWriteOneName(String text, String name) {
        assertThat(DomainName.parse(text)).isEqualTo(new DomainName(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "*",
                "*.",
                "a.*.b",
                "*.*.b",
                "a..b",
                "a.b..",
                "-a.b",
                "a_b.c",
                "http://a.b",
                "a.b:80",
                "a b",
                "ü..b",
                "a/ü"
            })
    void refusesWhatNoHostIsCalled(String text) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> DomainName.parse(text))
                .withMessageContaining("is not a host name")
                .withMessageContaining("*.example.com");
    }

    @Test
    void refusesPartsAndNamesThatAreTooLong() {
        String part = "a".repeat(63);
        assertThat(DomainName.parse(part + ".b").value()).hasSize(65);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> DomainName.parse(part + "a.b"));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> DomainName.parse((part + ".").repeat(4)));
    }
}
