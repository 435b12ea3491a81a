package dev.lakehouse.serve.trino;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What makes the address of a page known to its client alone: a keyed hash (HMAC-SHA1, as in Trino)
 * of the page's number with a secret of the query. Thread-safe.
 */
final class Slug {
  private static final String ALGORITHM = "HmacSHA1";
  private static final int KEY_BYTES = 16;

  private final SecretKeySpec key;

  /** Which kind of address it is for. */
  enum Address {
    QUEUED,
    EXECUTING
  }

  Slug(SecureRandom random) {
    byte[] secret = new byte[KEY_BYTES];
    random.nextBytes(secret);
    key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** The slug of a page. */
  String of(Address address, long token) {
    String message = address + "/" + token;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return "y" + HexFormat.of().formatHex(mac.doFinal(message.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /** Whether this is the slug of a page. */
  boolean matches(Address address, long token, String slug) {
    return MessageDigest.isEqual(of(address, token).getBytes(US_ASCII), slug.getBytes(US_ASCII));
  }
}
