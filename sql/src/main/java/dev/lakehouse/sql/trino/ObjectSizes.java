package dev.lakehouse.sql.trino;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;
import org.openjdk.jol.vm.VM;

/**
 * Readies JOL, the library by which Trino learns how large its objects are. Left alone it would
 * attach to this very process, which takes up to a minute, and print warnings to standard output.
 */
final class ObjectSizes {
  private ObjectSizes() {}

  /**
   * Lets JOL work sizes out without attaching, and without a word. What is printed to {@code
   * System.out} in the few milliseconds that this takes is lost; later calls do nothing.
   */
  static synchronized void prepare() {
    if (Boolean.getBoolean("jol.skipHotspotSAAttach")) {
      return;
    }
    System.setProperty("jol.skipHotspotSAAttach", "true");
    System.setProperty("jol.skipDynamicAttach", "true");
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    try {
      VM.current();
    } finally {
      System.setOut(out);
    }
  }
}
