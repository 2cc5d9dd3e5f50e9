package dev.sampan.doctor;

/** One thing about this machine that Sampan relies on; checked by trying it where that changes nothing. */
interface HostCheck {

    /** What is checked, in one to three words. */
    String name();

    Finding check();
}
