package dev.sampan.app;

import dev.sampan.unit.BitRate;
import dev.sampan.unit.Count;
import dev.sampan.unit.CpuCount;
import dev.sampan.unit.CpuSet;
import dev.sampan.unit.DataSize;

/** How amounts of a resource are written. */
enum AmountForm {
    /** Shares of processors: `0.5`. */
    PROCESSORS {
        @Override
        String canonical(String text) {
            return CpuCount.parse(text).toString();
        }

        @Override
        long measure(String canonical) {
            return CpuCount.parse(canonical).millis();
        }
    },
    /** The same, or `0` for none. */
    PROCESSORS_OR_NONE {
        @Override
        String canonical(String text) {
            return text.matches("0(\\.0{1,3})?") ? "0" : PROCESSORS.canonical(text);
        }

        @Override
        long measure(String canonical) {
            return canonical.equals("0") ? 0 : PROCESSORS.measure(canonical);
        }
    },
    /** Certain processors: `0-1`; measured by the highest. */
    PROCESSOR_LIST {
        @Override
        String canonical(String text) {
            return CpuSet.parse(text).toString();
        }

        @Override
        long measure(String canonical) {
            return CpuSet.parse(canonical).highest();
        }
    },
    /** Bytes: `512m`; as in dokku, a bare number is mebibytes. */
    SIZE {
        @Override
        String canonical(String text) {
            return DataSize.parse(text.matches("\\d+") ? text + "m" : text).toString();
        }

        @Override
        long measure(String canonical) {
            return DataSize.parse(canonical).bytes();
        }
    },
    /** Many things: `200k`. */
    COUNT {
        @Override
        String canonical(String text) {
            return Count.parse(text).toString();
        }

        @Override
        long measure(String canonical) {
            return Count.parse(canonical).value();
        }
    },
    /** Few things: `256`. */
    NUMBER {
        @Override
        String canonical(String text) {
            if (!text.matches("\\d{1,9}")) {
                throw new IllegalArgumentException("'%s' is not a whole number".formatted(text));
            }
            return Integer.toString(Integer.parseInt(text));
        }

        @Override
        long measure(String canonical) {
            return Integer.parseInt(canonical);
        }
    },
    /** Bits per second: `10mbit`. */
    BIT_RATE {
        @Override
        String canonical(String text) {
            return BitRate.parse(text).toString();
        }

        @Override
        long measure(String canonical) {
            return BitRate.parse(canonical).bitsPerSecond();
        }
    };

    /**
     * The one form in which an amount is kept.
     *
     * @throws IllegalArgumentException when it cannot be read
     */
    abstract String canonical(String text);

    /** A number by which canonical amounts are compared. */
    abstract long measure(String canonical);
}
