package dev.sampan.app;

/**
 * A public key by which images that come from elsewhere have to be signed.
 *
 * @param fingerprint by which people name it: `sha256:` and 64 hexadecimal digits
 * @param pem the key as PEM
 */
public record ImageKey(String fingerprint, String pem) {}
