/** Sampan, a private PaaS for one Linux machine. */
@NullMarked
package dev.sampan;

import org.jspecify.annotations.NullMarked;
