package dev.lakehouse.bench.measure;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One measured line of the report. Immutable.
 *
 * @param name what was measured
 * @param ours our times
 * @param peer the times of the peer, in turns with ours; empty if there is none
 * @param trino the times of a real Trino, right after ours; empty if none was asked
 * @param bar what our times are held against
 * @param peakBytes the largest resident memory of a process that did our work once; empty if it was
 *     not measured
 * @param peakLimitBytes what the peak is held against
 */
public record Figure(
    String name,
    Samples ours,
    Optional<Samples> peer,
    Optional<Samples> trino,
    Bar bar,
    OptionalLong peakBytes,
    OptionalLong peakLimitBytes) {
  public Figure {
    requireNonNull(name, "name is null");
    requireNonNull(ours, "ours is null");
    requireNonNull(peer, "peer is null");
    requireNonNull(trino, "trino is null");
    requireNonNull(bar, "bar is null");
    requireNonNull(peakBytes, "peakBytes is null");
    requireNonNull(peakLimitBytes, "peakLimitBytes is null");
  }

  /** A figure without a measured memory. */
  public static Figure of(String name, Paired times, Bar bar) {
    return new Figure(
        name,
        times.ours(),
        Optional.of(times.peer()),
        Optional.empty(),
        bar,
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /** A figure without a peer. */
  public static Figure of(String name, Samples ours, Bar bar) {
    return new Figure(
        name,
        ours,
        Optional.empty(),
        Optional.empty(),
        bar,
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /** The same with the peak memory and its limit. */
  public Figure withPeak(OptionalLong bytes, OptionalLong limitBytes) {
    return new Figure(name, ours, peer, trino, bar, bytes, limitBytes);
  }

  /** The same with the times of a real Trino. */
  public Figure withTrino(Samples times) {
    return new Figure(name, ours, peer, Optional.of(times), bar, peakBytes, peakLimitBytes);
  }

  /** Our median over the peer's. */
  public OptionalDouble ratio() {
    return peer.isPresent()
        ? OptionalDouble.of(ours.median() / peer.get().median())
        : OptionalDouble.empty();
  }

  /** Trino's median over ours. */
  public OptionalDouble timesFasterThanTrino() {
    return trino.isPresent()
        ? OptionalDouble.of(trino.get().median() / ours.median())
        : OptionalDouble.empty();
  }

  /** True if the time and the memory are within their bars. */
  public boolean passes() {
    boolean fits =
        peakBytes.isEmpty()
            || peakLimitBytes.isEmpty()
            || peakBytes.getAsLong() <= peakLimitBytes.getAsLong();
    return fits && bar.isMet(this);
  }
}
