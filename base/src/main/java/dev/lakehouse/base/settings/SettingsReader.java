package dev.lakehouse.base.settings;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads YAML settings files (YAML 1.2, UTF-8).
 *
 * <p>{@code ${NAME}} and {@code ${NAME:default}} in a value stand for an environment variable; two
 * dollar signs before the brace stand for one. Everything that is wrong with a file is reported in
 * one {@link SettingsException} with {@link ErrorCode#INVALID_ARGUMENT}, a line for each problem:
 * {@code file:line:column: what is wrong}. Thread-safe.
 */
public final class SettingsReader {
  private final EnvironmentVariables environment;

  /** A reader that takes variables from the given environment, which it copies. */
  public SettingsReader(Map<String, String> environment) {
    this.environment = new EnvironmentVariables(environment);
  }

  /**
   * Reads a file into what {@code reader} makes of its settings; each setting that {@code reader}
   * does not ask for is an error.
   *
   * @param file named in errors as it is given here
   * @throws SettingsException with all problems
   * @throws LakehouseException with {@link ErrorCode#NOT_FOUND} if there is no such file
   */
  public <T> T read(Path file, Function<SettingsMapping, T> reader) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw LakehouseException.of(ErrorCode.NOT_FOUND, "there is no file " + file).causedBy(e);
    } catch (IOException e) {
      throw LakehouseException.of(ErrorCode.UNAVAILABLE, "cannot read " + file + ": " + e)
          .causedBy(e);
    }
    return parse(file.toString(), decode(file.toString(), bytes), reader);
  }

  /** Reads settings from text; {@code name} stands for the file in errors. */
  public <T> T parse(String name, String yaml, Function<SettingsMapping, T> reader) {
    ProblemList problems = new ProblemList();
    Optional<SettingsMapping> root = new YamlTree(name, yaml, environment, problems).root();
    if (root.isEmpty()) {
      throw problems.toException();
    }
    T result;
    try {
      result = reader.apply(root.get());
    } catch (RuntimeException e) {
      // What the reader tripped over is most likely the placeholder of a value that is wrong.
      if (problems.isEmpty()) {
        root.get().finish();
      }
      if (problems.isEmpty()) {
        throw e;
      }
      throw problems.toException().causedBy(e);
    }
    root.get().finish();
    if (!problems.isEmpty()) {
      throw problems.toException();
    }
    return result;
  }

  private static String decode(String name, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      throw SettingsException.of(
          new SettingsProblem(
              Place.at(name, text, text.length()), "the file is not UTF-8 text from here on"),
          "Save the file with the encoding UTF-8.");
    }
    return text;
  }
}
