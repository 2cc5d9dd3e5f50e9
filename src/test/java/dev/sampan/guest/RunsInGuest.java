package dev.sampan.guest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a test class that {@link GuestHostTests} runs in the virtual machine. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RunsInGuest {

    /** Whether it looks at what the others left on the disks, once the machine was switched off and on again. */
    boolean afterReboot() default false;
}
