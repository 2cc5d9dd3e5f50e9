package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which coding a client gets, by what it says. */
class AcceptEncodingTests {

    private static final List<ContentCoding> BOTH = List.of(ContentCoding.ZSTD, ContentCoding.GZIP);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "gzip|GZIP",
                "gzip, deflate, br, zstd|ZSTD",
                "zstd;q=0.5, gzip|GZIP",
                "gzip;q=0.8, zstd;q=0.8|ZSTD",
                "x-gzip|GZIP",
                "*|ZSTD",
                "*;q=0.1, zstd;q=0|GZIP",
                "gzip;q=0|none",
                "gzip;q=0.000|none",
                "identity|none",
                "br, deflate|none",
                "gzip;q=0.5, identity|none",
                "gzip;q=1.0, identity;q=0.5|GZIP",
                "gzip;q=1.001|none",
                "gzip;q=-1|none",
                "gzip;q=nan|none",
                "gzip;level=3|none",
                "gzipped|none",
                "''|none",
                ", ,;q=1,gzip|GZIP"
            })
    void choosesWhatTheClientPrefers(String value, ContentCoding coding) {
        assertThat(AcceptEncoding.choose(value, BOTH)).isEqualTo(coding);
    }
}
